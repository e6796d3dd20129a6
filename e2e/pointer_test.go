//go:build e2e && linux

package e2e

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lanyard/e2e/rig"
)

// TestPointer does with the pointer what the other tests do by keyboard: it chooses a
// profile with a click, and rests on a name that is too long to be read. Fyne's own test
// driver gives clicks to other objects than a window does, and draws what a window may not.
func TestPointer(t *testing.T) {
	d, a := startWithProfile(t)
	long := strings.Repeat("quarterly churn ", 7)[:110]
	d.must("", "duplicate", a.name, "z "+long)
	w := d.open()
	shown := w.until("both are listed, the first one chosen", func(s rig.State) bool {
		return len(s.Rows) == 2 && s.Chosen == a.name && s.Rows[1].Y > 0
	})
	second := shown.Rows[1]
	d.check(w.Click(d.ctx, second.X, second.Y))
	w.until("a click chose the second", func(s rig.State) bool { return s.Chosen == second.Name && s.Focus == "list" })
	d.check(w.Click(d.ctx, shown.Rows[0].X, shown.Rows[0].Y))
	w.until("a click chose the first", func(s rig.State) bool { return s.Chosen == a.name })

	d.check(w.Point(d.ctx, second.X, second.Y))
	time.Sleep(300 * time.Millisecond) // the row under the pointer has its colour, the tip is not due yet
	before := w.pixels()
	for ended := time.Now().Add(10 * time.Second); bytes.Equal(before, w.pixels()); {
		if time.Now().After(ended) {
			t.Fatal("no tip is drawn below the name that is cut off")
		}
	}
	w.quit()
}

// pixels is a picture of the window.
func (w *window) pixels() []byte {
	w.d.t.Helper()
	file := filepath.Join(w.d.t.TempDir(), "window.ppm")
	w.d.check(w.Screenshot(w.d.ctx, file))
	picture, err := os.ReadFile(file)
	w.d.check(err)
	return picture
}
