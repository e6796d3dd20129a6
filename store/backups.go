package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

const (
	backupsDir   = "backups"
	backupPrefix = "profiles-"
	backupSuffix = ".json"
	backupsKept  = 10
	backupEvery  = time.Hour
)

// Backup is a dated copy of the profiles file as it was before a change.
type Backup struct {
	Name     string    // file name, for [Profiles.RestoreBackup]
	Path     string    // the whole path
	Time     time.Time // when it was made, UTC, whole seconds
	Profiles int       // how many it holds
}

// Backups lists the backups that can be restored, newest first. No directory yet means
// none.
func (p *Profiles) Backups(ctx context.Context) ([]Backup, error) {
	all, err := p.listBackups()
	if err != nil {
		return nil, fmt.Errorf("list backups: %w", err)
	}
	var good []Backup
	for _, b := range all {
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("list backups: %w", err)
		}
		doc, _, err := p.readBackup(b)
		if err != nil {
			continue
		}
		b.Profiles = len(doc.profiles)
		good = append(good, b)
	}
	return good, nil
}

// RestoreBackup makes a backup the profiles file. A damaged profiles file is set aside
// first, a good one becomes a backup itself: nothing is lost either way.
func (p *Profiles) RestoreBackup(ctx context.Context, name string) error {
	err := p.file.locked(ctx, func() error {
		all, err := p.listBackups()
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(b Backup) bool { return b.Name == name })
		if i < 0 {
			return fmt.Errorf("%w: there is no backup %q", ErrUnavailable, name)
		}
		_, content, err := p.readBackup(all[i])
		if err != nil {
			return err
		}
		old, err := p.makeRoom()
		if err != nil {
			return err
		}
		return p.file.write(old, content)
	})
	if err != nil {
		return fmt.Errorf("restore backup: %w", err)
	}
	return nil
}

// makeRoom saves what a restore would replace, and gives what then is in its way.
func (p *Profiles) makeRoom() ([]byte, error) {
	doc, content, err := p.load()
	switch {
	case errors.Is(err, ErrBadFile):
		_, err := p.file.setAside(p.now())
		return nil, err
	case err != nil:
		return nil, err
	case len(doc.profiles) == 0:
		return content, nil
	}
	return content, p.writeBackup(content)
}

// SetAside renames a damaged profiles file, so that a new one can begin, and gives its
// new name. The content is kept. A file that is good by now stays ("" and nil), one of
// a later version too (an [ErrNewer]).
func (p *Profiles) SetAside(ctx context.Context) (string, error) {
	var name string
	err := p.file.locked(ctx, func() error {
		_, _, err := p.load()
		if !errors.Is(err, ErrBadFile) {
			return err
		}
		name, err = p.file.setAside(p.now())
		return err
	})
	if err != nil {
		return "", fmt.Errorf("set the damaged profiles file aside: %w", err)
	}
	return name, nil
}

// backUp copies the old content, which is known to be good, before it is replaced: when
// the newest backup is an hour old.
// A failure does not hold up the change, whose own failures are told.
func (p *Profiles) backUp(old []byte, count int) {
	if count == 0 {
		return
	}
	all, err := p.listBackups()
	if err != nil {
		return
	}
	now := p.now()
	for _, b := range all {
		// A backup from the future says that the clock was wrong, not that all is well.
		if age := now.Sub(b.Time); age >= 0 && age < backupEvery {
			return
		}
	}
	_ = p.writeBackup(old)
}

// writeBackup keeps a copy and removes the oldest of more than ten.
func (p *Profiles) writeBackup(content []byte) error {
	dir := filepath.Join(p.file.dir, backupsDir)
	if err := p.file.disk.MkdirAll(dir, dirMode); err != nil {
		return fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	name, err := freeName(p.file.disk, dir, backupPrefix, backupSuffix, p.now())
	if err != nil {
		return err
	}
	if err := writeBeside(p.file.disk, name, content); err != nil {
		return err
	}
	all, err := p.listBackups()
	if err != nil {
		return nil // the copy is there; too many are no harm
	}
	for _, b := range all[min(len(all), backupsKept):] {
		_ = p.file.disk.Remove(b.Path)
	}
	return nil
}

// listBackups lists by name, newest first, without opening any.
func (p *Profiles) listBackups() ([]Backup, error) {
	dir := filepath.Join(p.file.dir, backupsDir)
	entries, err := p.file.disk.ReadDir(dir)
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return nil, nil
		}
		return nil, fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	var all []Backup
	for _, e := range entries {
		stamp, isBackup := strings.CutPrefix(strings.TrimSuffix(e.Name(), backupSuffix), backupPrefix)
		at, err := time.Parse(stampForm, stamp)
		if !isBackup || err != nil || !e.Type().IsRegular() {
			continue
		}
		all = append(all, Backup{Name: e.Name(), Path: filepath.Join(dir, e.Name()), Time: at})
	}
	slices.SortFunc(all, func(a, b Backup) int { return cmp.Compare(b.Name, a.Name) })
	return all, nil
}

func (p *Profiles) readBackup(b Backup) (profilesDoc, []byte, error) {
	content, err := p.file.disk.ReadFile(b.Path)
	if err != nil {
		return profilesDoc{}, nil, fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	doc, err := parseProfiles(b.Path, content)
	return doc, content, err
}
