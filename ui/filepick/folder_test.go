package filepick

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"lanyard/ui/text"
)

// home makes a home with some files in it.
func home(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	t.Setenv("HOME", dir)
	t.Setenv("USERPROFILE", dir)
	if err := os.Mkdir(filepath.Join(dir, "projects"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "alpha.txt"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestTypedPaths(t *testing.T) {
	home := home(t)
	for typed, want := range map[string][2]string{
		"":           {home, ""},
		"~":          {home, ""},
		"~/":         {home, ""},
		"no":         {home, "no"},
		"a/b":        {filepath.Join(home, "a"), "b"},
		"/":          {"/", ""},
		"/etc":       {"/", "etc"},
		"/etc/a b/c": {"/etc/a b", "c"},
		"~/é/ß.env":  {filepath.Join(home, "é"), "ß.env"},
		"/a/../b/":   {"/b", ""},
	} {
		if dir, name := typedPath(typed); dir != want[0] || name != want[1] {
			t.Errorf("%q is %q in %q, want %q in %q", typed, name, dir, want[1], want[0])
		}
	}
	for dir, want := range map[string]string{"/": "/", home: "~/", home + "/a/": "~/a/", "/etc": "/etc/"} {
		if got := folderText(dir); got != want {
			t.Errorf("%q is written %q, want %q", dir, got, want)
		}
	}
}

func TestLinksToFoldersAreFolders(t *testing.T) {
	home := home(t)
	for name, to := range map[string]string{"there": "projects", "nowhere": "gone", "afile": "alpha.txt"} {
		if err := os.Symlink(to, filepath.Join(home, name)); err != nil {
			t.Skip("this system makes no links:", err)
		}
	}
	seen, err := readFolder(t.Context(), home)
	if err != nil {
		t.Fatal(err)
	}
	for name, folder := range map[string]bool{"there": true, "nowhere": false, "afile": false} {
		if !slices.Contains(seen.entries, folderEntry{name, folder}) {
			t.Errorf("%s: %v", name, seen.entries)
		}
	}
}

func TestFolderTrouble(t *testing.T) {
	home := home(t)
	for err, want := range map[error]string{
		&fs.PathError{Op: "open", Path: "x", Err: fs.ErrPermission}:               "You are not allowed to look into ~/x.",
		&fs.PathError{Op: "read", Path: "x", Err: errors.New("the disk is gone")}: "~/x cannot be read: the disk is gone.",
	} {
		if got := folderTrouble(text.English(), filepath.Join(home, "x"), err); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
