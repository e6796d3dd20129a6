package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"lanyard/ui/kit"
)

// testKey tests, unless something else is in front.
func (w *Window) testKey() {
	switch {
	case w.free():
		w.testCredential()
	case isTop[*form](w.stack) && w.host.Dialog == nil:
		find[*form](w.stack).test.begin()
	}
}

// testCredential proves the chosen profile's credential, where one sees it.
func (w *Window) testCredential() {
	w.panes.showDetail(true, false)
	w.TestCredential()
}

// checkMark says how a check ended, as one character and as a picture of it.
func checkMark(c checkView) (letter string, picture fyne.ThemeIconName) {
	switch {
	case c.status == statusOK:
		return "✓", theme.IconNameConfirm
	case c.status == statusFailed && c.tone == toneLimited:
		return "!", theme.IconNameWarning
	case c.status == statusFailed:
		return "✗", theme.IconNameCancel
	case c.status == "":
		return "·", theme.IconNameMoreHorizontal
	}
	return "–", theme.IconNameContentRemove
}

// showCheck draws how a check ended.
func showCheck(m *kit.CheckIcon, c checkView) {
	letter, picture := checkMark(c)
	m.Draw(letter, picture, toneColor(c.tone))
}

// toneColor is the colour of a meaning.
func toneColor(t tone) fyne.ThemeColorName {
	switch t {
	case toneGood:
		return theme.ColorNameSuccess
	case toneLimited:
		return theme.ColorNameWarning
	case toneBad:
		return theme.ColorNameError
	}
	return theme.ColorNamePlaceHolder
}
