package ui

import (
	"runtime"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"

	"lanyard/ui/kit"
	"lanyard/ui/text"
)

// withKeys writes the keys of the menus' items into their texts. Fyne draws keys in a
// fifth of the text's strength, which few can read on any ground, and leaves no choice.
// macOS draws its own menus.
func withKeys(t *text.Texts, m *fyne.MainMenu) *fyne.MainMenu {
	if runtime.GOOS == "darwin" {
		return m
	}
	for _, menu := range m.Items {
		column := keyColumn(menu.Items)
		for _, i := range menu.Items {
			key, ok := i.Shortcut.(*desktop.CustomShortcut)
			if !ok {
				continue
			}
			i.Label += strings.Repeat("\t", column-int(menuWidth(i.Label)/tabStop)) + shortcutWords(t, key)
			i.Shortcut = undrawn{key}
		}
	}
	return m
}

// undrawn is a key that works and that Fyne doesn't draw: it draws those alone that say
// which key they are.
type undrawn struct{ fyne.Shortcut }

// Where Fyne lets a tab in a text end: at every multiple of this width.
const tabStop = 40

// keyColumn is the tab stop behind all texts of a menu, with some air.
func keyColumn(items []*fyne.MenuItem) int {
	const air = 16
	var widest float32
	for _, i := range items {
		widest = max(widest, menuWidth(i.Label))
	}
	return int((widest+air)/tabStop) + 1
}

func menuWidth(text string) float32 {
	return kit.Measure(text, fyne.CurrentApp().Settings().Theme().Size(theme.SizeNameText), fyne.TextStyle{}).Width
}

// shortcutWords writes a shortcut as people read it.
func shortcutWords(t *text.Texts, key *desktop.CustomShortcut) string {
	name := string(key.KeyName)
	if key.KeyName == fyne.KeyDelete {
		name = t.NameDelete
	}
	if key.Modifier&fyne.KeyModifierShift != 0 {
		return t.CtrlShiftKey(name)
	}
	return t.CtrlKey(name)
}
