package store

import (
	"errors"
	"fmt"
	"hash/maphash"
	"io/fs"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"lanyard/internal/userfile"
)

const (
	dirMode  = 0o700
	maxLinks = 40 // symbolic links followed before they count as a loop
)

// safeFile is one file that several processes read and change. A reader sees the old
// or the new content, never a mixture and never nothing; a change holds a lock file
// beside it from its read to its write.
type safeFile struct {
	dir  string
	name string
	disk disk
	turn chan struct{} // one token: changes of this process queue here, not at the lock file
	seed maphash.Seed  // of fingerprints

	mu   sync.Mutex
	seen bool // the directory was there once
}

func newSafeFile(dir, name string) *safeFile {
	f := &safeFile{dir: dir, name: name, disk: osDisk{}, turn: make(chan struct{}, 1), seed: maphash.MakeSeed()}
	f.turn <- struct{}{}
	return f
}

// path is where the file is found, possibly a symbolic link.
func (f *safeFile) path() string { return filepath.Join(f.dir, f.name) }

// target is the file itself: path with symbolic links followed, so that a link that a
// dotfile manager made stays a link. Unlike filepath.EvalSymlinks it gives the target
// of a link also when nothing is there yet.
func (f *safeFile) target() (string, error) {
	name := f.path()
	for range maxLinks {
		next, err := f.disk.Readlink(name)
		if err != nil {
			return name, nil // not a link, or not there: the caller's next step tells
		}
		if !filepath.IsAbs(next) {
			next = filepath.Join(filepath.Dir(name), next)
		}
		name = next
	}
	return "", fmt.Errorf("%s: %w: too many symbolic links", f.path(), ErrUnavailable)
}

// read gives the content, nil when there is no file yet. A directory that was there
// and is gone, or a link into a missing one, is a lost drive and not an empty file.
func (f *safeFile) read() ([]byte, error) {
	b, err := f.disk.ReadFile(f.path())
	switch {
	case err == nil:
		f.markSeen()
		return nonNil(b), nil
	case userfile.NoFile(err):
		return nil, &DamageError{Path: f.path(), Cause: bare(err)}
	case !errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	target, linkErr := f.target()
	if linkErr != nil {
		return nil, linkErr
	}
	_, dirErr := f.disk.Stat(filepath.Dir(target))
	if dirErr == nil {
		f.markSeen()
		return nil, nil
	}
	if target != f.path() || f.wasSeen() || !errors.Is(dirErr, fs.ErrNotExist) {
		return nil, fmt.Errorf("%w: %w", ErrUnavailable, dirErr)
	}
	return nil, nil
}

// bare is an error without the path that is named beside it.
func bare(err error) error {
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		return p.Err
	}
	return err
}

func nonNil(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}

func (f *safeFile) markSeen() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.seen = true
}

func (f *safeFile) wasSeen() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.seen
}

// makeDir makes the directory for its owner alone. One that exists keeps its mode: it
// may be a directory of the user's own that holds other things too.
func (f *safeFile) makeDir() error {
	if _, err := f.disk.Stat(f.dir); err != nil {
		if f.wasSeen() {
			return fmt.Errorf("%w: %w", ErrUnavailable, err)
		}
		if err := f.disk.MkdirAll(f.dir, dirMode); err != nil {
			return fmt.Errorf("%w: %w", ErrUnavailable, err)
		}
	}
	f.markSeen()
	return nil
}

// write replaces the content old (nil: no file) by content, under the lock: into a new
// file beside the target, synced, renamed over it, the directory synced. A failure
// leaves the old content, and nothing else behind. Only where the disk fails at the
// very last step and at putting the old content back, too, does the new one stand.
func (f *safeFile) write(old, content []byte) error {
	target, err := f.target()
	if err != nil {
		return err
	}
	f.sweep(target)
	err = writeBeside(f.disk, target, content)
	if errors.Is(err, errNotSynced) {
		if back := f.putBack(target, old); back != nil {
			err = errors.Join(err, fmt.Errorf("put the old content back: %w", back))
		}
	}
	return err
}

func (f *safeFile) putBack(target string, old []byte) error {
	if old == nil {
		return f.disk.Remove(target)
	}
	if err := writeBeside(f.disk, target, old); !errors.Is(err, errNotSynced) {
		return err
	}
	return nil // it stands, as far as this disk keeps anything
}

// errNotSynced: renamed, but a power cut may undo it.
var errNotSynced = errors.New("the directory cannot be synced")

// stampForm is the time in the names of copies: UTC, so that they sort by time.
const stampForm = "20060102T150405Z"

// setAside renames a damaged file beside itself, under the lock, and gives its new path.
func (f *safeFile) setAside(now time.Time) (string, error) {
	target, err := f.target()
	if err != nil {
		return "", err
	}
	ext := filepath.Ext(f.name)
	dir := filepath.Dir(target)
	name, err := freeName(f.disk, dir, strings.TrimSuffix(f.name, ext)+"-damaged-", ext, now)
	if err != nil {
		return "", err
	}
	if err := f.disk.Rename(target, name); err != nil {
		return "", fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	if err := f.disk.SyncDir(dir); err != nil {
		return "", fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	return name, nil
}

// freeName makes a dated path that nothing has yet: two of the same second get
// different seconds.
func freeName(d disk, dir, prefix, suffix string, at time.Time) (string, error) {
	for i := range 1000 {
		stamp := at.UTC().Add(time.Duration(i) * time.Second).Format(stampForm)
		name := filepath.Join(dir, prefix+stamp+suffix)
		_, err := d.Stat(name)
		if errors.Is(err, fs.ErrNotExist) {
			return name, nil
		}
		if err != nil {
			return "", fmt.Errorf("%w: %w", ErrUnavailable, err)
		}
	}
	return "", fmt.Errorf("%w: no free name in %s", ErrUnavailable, dir)
}

// sweep removes what processes that were killed in a write left behind. Writers hold
// the lock, so whatever has the pattern's name now belongs to nobody.
func (f *safeFile) sweep(target string) {
	dir := filepath.Dir(target)
	entries, err := f.disk.ReadDir(dir)
	if err != nil {
		return
	}
	prefix, suffix, _ := strings.Cut(tempPattern(filepath.Base(target)), "*")
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), prefix) && strings.HasSuffix(e.Name(), suffix) {
			_ = f.disk.Remove(filepath.Join(dir, e.Name()))
		}
	}
}

func tempPattern(name string) string { return "." + name + "-*.tmp" }

func writeBeside(d disk, target string, content []byte) error {
	dir := filepath.Dir(target)
	tmp, err := d.CreateTemp(dir, tempPattern(filepath.Base(target)))
	if err != nil {
		return fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	if err := fill(tmp, content); err != nil {
		_ = d.Remove(tmp.Name())
		return fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	if err := d.Rename(tmp.Name(), target); err != nil {
		_ = d.Remove(tmp.Name())
		return fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	if err := d.SyncDir(dir); err != nil {
		return fmt.Errorf("%w: %w: %w", ErrUnavailable, errNotSynced, err)
	}
	return nil
}

func fill(tmp tempFile, content []byte) error {
	_, err := tmp.Write(content)
	if err == nil {
		err = tmp.Sync()
	}
	return errors.Join(err, tmp.Close())
}
