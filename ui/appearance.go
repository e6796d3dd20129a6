package ui

import (
	"lanyard/internal/settings"
	"lanyard/ui/kit"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// appearance makes the settings hold in what is drawn.
type appearance struct {
	w     *Window
	drawn settings.Settings // those that the theme and the menus were made by
}

// begin sets the theme before anything is drawn.
func (a *appearance) begin() {
	a.drawn = a.w.Settings()
	a.w.app.Settings().SetTheme(a.theme())
}

// apply follows a change of the settings.
func (a *appearance) apply() {
	w := a.w
	now, before := w.Settings(), a.drawn
	a.drawn = now
	if now.Tray != before.Tray {
		w.tray.nowhere = false
	}
	if now.Theme != before.Theme || now.TextSize != before.TextSize {
		w.app.Settings().SetTheme(a.theme())
		if now.TextSize != before.TextSize {
			w.win.SetMainMenu(w.keys.menu()) // the texts are laid out by their widths
		}
	}
}

// theme is the one that the settings ask for.
func (a *appearance) theme() fyne.Theme {
	w := a.w
	l := kit.NewTheme()
	switch w.Settings().Theme {
	case settings.ThemeLight:
		l.Fix(theme.VariantLight)
	case settings.ThemeDark:
		l.Fix(theme.VariantDark)
	}
	l.Percent = w.Settings().TextSize
	return l
}
