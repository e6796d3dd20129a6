package parts

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"lanyard/ui/kit"
	"lanyard/ui/state"
)

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

// ShowCheck draws how a check ended.
func ShowCheck(m *kit.CheckIcon, c state.CheckView) {
	letter, picture := checkMark(c)
	m.Draw(letter, picture, ToneColor(c.Tone))
}

// ToneColor is the colour of a meaning.
func ToneColor(t state.Tone) fyne.ThemeColorName {
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

// RingState is how a ring shows what is known of a token.
func RingState(s state.RingState) kit.RingState {
	return map[state.RingState]kit.RingState{
		state.RingFresh: kit.RingFresh, state.RingSoon: kit.RingSoon, state.RingDead: kit.RingDead, state.RingUnknown: kit.RingUnknown,
		state.RingBusy: kit.RingBusy, state.RingFailed: kit.RingFailed,
	}[s]
}
