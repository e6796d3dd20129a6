package ui

import (
	"lanyard/ui/kit"
	"lanyard/ui/state"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// applySettings makes the settings hold in what is drawn.
func (w *Window) applySettings() {
	now, before := w.Settings(), w.drawn
	w.drawn = now
	if now.Tray != before.Tray {
		w.tray.nowhere = false
	}
	if now.Theme != before.Theme || now.TextSize != before.TextSize {
		w.app.Settings().SetTheme(w.lookChosen())
		if now.TextSize != before.TextSize {
			w.win.SetMainMenu(w.mainMenu()) // the texts are laid out by their widths
		}
	}
}

// lookChosen is the theme that the settings ask for.
func (w *Window) lookChosen() fyne.Theme {
	l := kit.NewTheme()
	switch w.Settings().Theme {
	case state.ThemeLight:
		l.Fix(theme.VariantLight)
	case state.ThemeDark:
		l.Fix(theme.VariantDark)
	}
	l.Percent = w.Settings().TextSize
	return l
}
