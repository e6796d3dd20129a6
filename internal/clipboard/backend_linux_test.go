package clipboard

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

func TestOpenWithoutADisplay(t *testing.T) {
	t.Setenv("DISPLAY", "")
	t.Setenv("WAYLAND_DISPLAY", "")
	if _, err := Open(); !errors.Is(err, ErrNoClipboard) {
		t.Errorf("err = %v", err)
	}
}

// TestWlCopyIsAskedForTheMark tells a wl-copy that can mark a secret from one that
// cannot, which would leave it in a file as well.
func TestWlCopyIsAskedForTheMark(t *testing.T) {
	for help, want := range map[string]bool{
		"\t-p, --primary\t\tUse the \"primary\" clipboard.":   false,
		"\t    --sensitive\t\tMark the content as sensitive.": true,
	} {
		dir := t.TempDir()
		script := "#!/bin/sh\nprintf '%s' '" + help + "'\n"
		if err := os.WriteFile(filepath.Join(dir, "wl-copy"), []byte(script), 0o755); err != nil {
			t.Fatal(err)
		}
		t.Setenv("PATH", dir)
		if got := findWlCopy(t.Context()) != ""; got != want {
			t.Errorf("%q: %v", help, got)
		}
	}
}
