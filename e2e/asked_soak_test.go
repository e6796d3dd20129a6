//go:build e2e && soak && linux

package e2e

import (
	"testing"
	"time"
)

// TestLongAskedInVain lets the thirty seconds pass.
func TestLongAskedInVain(t *testing.T) {
	_, w := askingWindow(t)
	got := w.d.terminal("sh").start("token", "prod")
	w.asks("prod")
	time.Sleep(15 * time.Second) // a wait for a command's end is shorter
	r := got()
	denied(t, "no answer", r)
	if r.Took < 29*time.Second || r.Took > 34*time.Second {
		t.Errorf("it waited %v", r.Took)
	}
	w.asksNothing()
	w.quit()
}
