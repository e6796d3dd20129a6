package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"lanyard/internal/userfile"
)

// maxMark is more than a mark ever has.
const maxMark = 4 << 10

// Marks keeps small notes that hold nothing secret from one command to the next, in the
// folder of what lives no longer than a session. A mark that cannot be kept or read is
// none: nothing depends on it but how often something is tried.
type Marks struct {
	folder func(create bool) (string, error)
}

// OpenMarks names the folder for marks. It is looked for at each use, and made when the
// first mark is kept.
func OpenMarks(folder func(create bool) (string, error)) *Marks { return &Marks{folder} }

// Mark gives what was kept for a matter of some owner, nil for nothing.
func (m *Marks) Mark(ctx context.Context, owner, matter string) []byte {
	dir, err := m.folder(false)
	if err != nil {
		return nil
	}
	text, err := userfile.Read(ctx, filepath.Join(dir, markName(owner, matter)), maxMark)
	if err != nil {
		return nil
	}
	return text
}

// Keep keeps a mark in place of the one before; an empty one is removed.
func (m *Marks) Keep(owner, matter string, text []byte) {
	dir, err := m.folder(len(text) > 0)
	if err != nil {
		return
	}
	name := filepath.Join(dir, markName(owner, matter))
	if len(text) == 0 {
		_ = os.Remove(name)
		return
	}
	f, err := os.CreateTemp(dir, "mark-*.new") // 0600
	if err != nil {
		return
	}
	_, err = f.Write(text)
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), name)
	}
	if err != nil {
		_ = os.Remove(f.Name())
	}
}

// Drop removes all marks of an owner.
func (m *Marks) Drop(owner string) {
	dir, err := m.folder(false)
	if err != nil {
		return
	}
	names, err := fs.Glob(os.DirFS(dir), "mark-"+short(owner)+"-*")
	if err != nil {
		return
	}
	for _, name := range names {
		_ = os.Remove(filepath.Join(dir, name))
	}
}

func markName(owner, matter string) string { return "mark-" + short(owner) + "-" + short(matter) }

// short stands for a text in the name of a file, without telling it.
func short(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:8])
}
