package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/gofrs/flock"
)

const (
	recordsDir = "rotations"
	recordExt  = ".json"
)

// Records keeps small documents without secrets in a folder of their own, one file each,
// for work that must survive a crash: when Write has returned, the document is on the
// disk. Any number of processes may read and write. It is safe for use by several
// goroutines.
type Records struct{ dir string }

// OpenRecords names the records below a state folder. Nothing is read or made yet.
func OpenRecords(stateDir string) *Records {
	return &Records{dir: filepath.Join(stateDir, recordsDir)}
}

// All reads every record, by its id. What cannot be read is left out, and the error tells
// of it; the others are given all the same. No folder means no records.
func (r *Records) All(ctx context.Context) (map[string][]byte, error) {
	out := map[string][]byte{}
	entries, err := os.ReadDir(r.dir)
	if errors.Is(err, fs.ErrNotExist) {
		return out, nil
	}
	if err != nil {
		return out, fmt.Errorf("read records: %w: %w", ErrUnavailable, err)
	}
	var errs []error
	for _, e := range entries {
		id, ok := strings.CutSuffix(e.Name(), recordExt)
		if !ok || checkRecordID(id) != nil {
			continue
		}
		text, err := newSafeFile(r.dir, e.Name()).read()
		if err == nil {
			err = ctx.Err()
		}
		switch {
		case err != nil:
			errs = append(errs, fmt.Errorf("read the record %s: %w", id, err))
		case text != nil: // nil: it went meanwhile
			out[id] = text
		}
	}
	return out, errors.Join(errs...)
}

// Write puts a record in the place of the one before, synced.
func (r *Records) Write(ctx context.Context, id string, text []byte) error {
	if err := checkRecordID(id); err != nil {
		return err
	}
	f := newSafeFile(r.dir, id+recordExt)
	if err := f.makeDir(); err != nil {
		return fmt.Errorf("write the record %s: %w", id, err)
	}
	old, err := f.read()
	if err == nil {
		err = ctx.Err()
	}
	if err == nil {
		err = f.write(old, text)
	}
	if err != nil {
		return fmt.Errorf("write the record %s: %w", id, err)
	}
	return nil
}

// Remove removes a record. One that isn't there is no error.
func (r *Records) Remove(id string) error {
	if err := checkRecordID(id); err != nil {
		return err
	}
	err := os.Remove(filepath.Join(r.dir, id+recordExt))
	if err == nil {
		err = osDisk{}.SyncDir(r.dir)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove the record %s: %w: %w", id, ErrUnavailable, err)
	}
	return nil
}

// Hold keeps others from working on a matter until release is called or the process
// ends. When somebody has it already the error is a [*HeldError].
func (r *Records) Hold(matter string) (release func(), err error) {
	if err := os.MkdirAll(r.dir, dirMode); err != nil {
		return nil, fmt.Errorf("hold: %w: %w", ErrUnavailable, err)
	}
	name := filepath.Join(r.dir, short(matter)+".lock")
	lock := flock.New(name, flock.SetPermissions(0o600))
	got, err := lock.TryLock()
	switch {
	case err != nil:
		return nil, fmt.Errorf("hold: %w: %w", ErrUnavailable, err)
	case !got:
		held := &HeldError{Path: name}
		held.PID, held.Program = lockHolder(name)
		return nil, held
	}
	return func() { _ = lock.Unlock() }, nil
}

// checkRecordID refuses what is no name of a file of ours.
func checkRecordID(id string) error {
	odd := func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-' }
	if id == "" || len(id) > maxID || strings.ContainsFunc(id, odd) {
		return fmt.Errorf("%w: no id of a record", ErrUnavailable)
	}
	return nil
}
