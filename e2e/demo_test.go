//go:build e2e && linux

package e2e

import (
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"lanyard/e2e/rig"
)

// TestDemoLeavesNothing opens the window on the samples, uses it, ends it, and looks for
// what is left: nothing of the user's may have been written, and no file stay behind.
func TestDemoLeavesNothing(t *testing.T) {
	d := startDesk(t)
	w := d.open("--demo")
	shown := w.until("the first sample has its token", func(s rig.State) bool { return s.Token.There && s.Busy == "" })
	if len(shown.Rows) != 5 || shown.Chosen != shown.Rows[0].Name || shown.Token.Shown {
		t.Errorf("the demo shows %q, %q chosen, its token in clear: %v", shown.Names(), shown.Chosen, shown.Token.Shown)
	}
	d.key("ctrl+shift+c")
	readToken(t, d.copied(""))
	w.quit()

	for _, root := range []string{d.Home, d.Files} {
		err := filepath.WalkDir(root, func(path string, _ fs.DirEntry, err error) error {
			name := strings.ToLower(filepath.Base(path))
			if strings.Contains(name, "lanyard") || strings.Contains(name, "fyne") || name == "profiles.json" {
				t.Errorf("the demo left %s", path)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
	if text := d.Clipboard(t.Context(), "UTF8_STRING"); text != "" {
		t.Errorf("the demo left %d bytes on the clipboard", len(text))
	}
}
