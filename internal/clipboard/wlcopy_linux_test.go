package clipboard

import (
	"os"
	"path/filepath"
	"testing"
)

// TestProgramsOfTheCurrentFolderGetNothing: a secret goes to the wl-copy on the PATH, not
// to one that happens to lie where Lanyard was started.
func TestProgramsOfTheCurrentFolderGetNothing(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	for _, file := range []string{"wl-copy", "wl-paste", "bin/wl-copy", "bin/wl-paste"} {
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte("#!/bin/sh\n: >"+dir+"/ran\necho --sensitive\n"), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	for name, c := range map[string]struct {
		path  string
		found bool
	}{
		"a dot":        {".", false},
		"an empty one": {":/nowhere", false},
		"one below":    {"bin", false},
		"a full path":  {filepath.Join(dir, "bin"), true},
	} {
		t.Run(name, func(t *testing.T) {
			_ = os.Remove("ran")
			t.Setenv("PATH", c.path)
			if got := findWlCopy(t.Context()); (got != "") != c.found {
				t.Errorf("found %q", got)
			}
			if _, err := wlPaste(t.Context()); (err == nil) != c.found {
				t.Errorf("wl-paste: %v", err)
			}
			if _, err := os.Stat("ran"); (err == nil) != c.found {
				t.Errorf("a program ran: %v", err == nil)
			}
		})
	}
}
