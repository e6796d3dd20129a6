package ui

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
)

// TestTestAll tests all from the menu: the page stays, and Enter leads to a profile.
func TestTestAll(t *testing.T) {
	r := newRig(t, []string{"a", "b", "c"})
	r.menu("Test all credentials")
	r.until("they are tested", func() bool { r.settle(); return !r.TestingMany() })
	shown := r.results.Shown()
	if len(shown) != 4 || !strings.Contains(shown[0], "failed") && !strings.Contains(shown[0], "passed") {
		t.Fatalf("the page says %q", shown)
	}
	r.sees("Test results", shown[0])
	r.key(fyne.KeyDown, fyne.KeyDown)
	r.results.Refresh()
	r.press("Close")
	if r.results.Shown() != nil {
		t.Error("the page is still there")
	}
	r.menu("Test results")
	if len(r.results.Shown()) != 4 {
		t.Errorf("opened again the page says %q", r.results.Shown())
	}
	r.key(fyne.KeyEscape)
	if r.results.Shown() != nil {
		t.Error("Escape leaves it open")
	}
}
