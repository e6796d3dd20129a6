package store_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lanyard/store"
)

func TestMarks(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "run")
	folder := func(create bool) (string, error) {
		if create {
			return dir, os.MkdirAll(dir, 0o700)
		}
		return dir, nil
	}
	m := store.OpenMarks(folder)
	is := func(owner, matter, want string) {
		t.Helper()
		if got := string(m.Mark(t.Context(), owner, matter)); got != want {
			t.Errorf("%s of %s: %q, want %q", matter, owner, got, want)
		}
	}
	is("ana", "one", "")
	m.Keep("ana", "one", nil)
	m.Drop("ana")
	if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
		t.Fatalf("the folder is there without a mark: %v", err)
	}
	m.Keep("ana", "one", []byte("first"))
	m.Keep("ana", "one", []byte("1"))
	m.Keep("ana", "two", []byte("2"))
	m.Keep("ben", "one", []byte("3"))
	is("ana", "one", "1")
	is("ana", "two", "2")
	is("ben", "two", "")
	m.Keep("ana", "two", nil)
	is("ana", "two", "")
	is("ana", "one", "1")
	files, err := os.ReadDir(dir)
	if err != nil || len(files) != 2 {
		t.Errorf("%v has %v, not two files", dir, files)
	}
	for _, f := range files {
		info, err := f.Info()
		if err != nil || info.Mode().Perm() != 0o600 || strings.Contains(f.Name(), "ana") {
			t.Errorf("%s has mode %v (%v)", f.Name(), info.Mode(), err)
		}
	}
	m.Drop("ana")
	is("ana", "one", "")
	is("ben", "one", "3")
	none := store.OpenMarks(func(bool) (string, error) { return "", fs.ErrPermission })
	none.Keep("ana", "one", []byte("1"))
	none.Drop("ana")
	if got := none.Mark(t.Context(), "ana", "one"); got != nil {
		t.Errorf("without a folder: %q", got)
	}
}
