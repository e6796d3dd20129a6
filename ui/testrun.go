package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"lanyard/ui/kit"
	"lanyard/ui/state"
)

// testKey tests, unless something else is in front.
func (w *Window) testKey() {
	switch {
	case w.free():
		w.testCredential()
	case w.editor.Typing() && w.host.Dialog == nil:
		w.editor.Test()
	}
}

// testCredential proves the chosen profile's credential, where one sees it.
func (w *Window) testCredential() {
	w.panes.showDetail(true, false)
	w.TestCredential()
}

// checkMark says how a check ended, as one character and as a picture of it.
func checkMark(c state.CheckView) (letter string, picture fyne.ThemeIconName) {
	switch {
	case c.Status == state.StatusOK:
		return "✓", theme.IconNameConfirm
	case c.Status == state.StatusFailed && c.Tone == state.Limited:
		return "!", theme.IconNameWarning
	case c.Status == state.StatusFailed:
		return "✗", theme.IconNameCancel
	case c.Status == "":
		return "·", theme.IconNameMoreHorizontal
	}
	return "–", theme.IconNameContentRemove
}

// showCheck draws how a check ended.
func showCheck(m *kit.CheckIcon, c state.CheckView) {
	letter, picture := checkMark(c)
	m.Draw(letter, picture, toneColor(c.Tone))
}

// toneColor is the colour of a meaning.
func toneColor(t state.Tone) fyne.ThemeColorName {
	switch t {
	case state.Good:
		return theme.ColorNameSuccess
	case state.Limited:
		return theme.ColorNameWarning
	case state.Bad:
		return theme.ColorNameError
	}
	return theme.ColorNamePlaceHolder
}
