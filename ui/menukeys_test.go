package ui

import (
	"runtime"
	"strings"
	"testing"

	"lanyard/internal/settings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// Keys stand in the menus in the strength of the other text, below each other, and work.
func TestMenusShowTheirKeys(t *testing.T) {
	if runtime.GOOS == "darwin" {
		t.Skip("macOS draws its own menus")
	}
	r := newRig(t, []string{"prod"})
	for _, percent := range []int{100, 150} {
		r.ChooseSetting(func(s *settings.Settings) { s.TextSize = percent })
		keys := 0
		for _, m := range r.win.MainMenu().Items {
			var column float32
			for _, i := range m.Items {
				if i.Shortcut == nil {
					continue
				}
				keys++
				if _, drawn := i.Shortcut.(fyne.KeyboardShortcut); drawn {
					t.Errorf("%q: Fyne draws the key", i.Label)
				}
				at := strings.LastIndex(i.Label, "\t") + 1
				if at == 0 {
					t.Errorf("%q does not say its key", i.Label)
					continue
				}
				if x := menuWidth(i.Label[:at]); column == 0 {
					column = x
				} else if x != column {
					t.Errorf("at %d %%, the key of %q stands at %v, another at %v", percent, i.Label, x, column)
				}
			}
		}
		if keys < 12 {
			t.Errorf("only %d items have keys", keys)
		}
	}
	copies := r.win.MainMenu().Items[2].Items[1]
	if want := (&desktop.CustomShortcut{KeyName: fyne.KeyC, Modifier: fyne.KeyModifierShortcutDefault | fyne.KeyModifierShift}).ShortcutName(); copies.Shortcut.ShortcutName() != want || !strings.HasSuffix(copies.Label, "\tCtrl+Shift+C") {
		t.Errorf("%q answers to %s", copies.Label, copies.Shortcut.ShortcutName())
	}
}
