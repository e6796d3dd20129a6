package store

import (
	"bytes"
	"context"
	"fmt"
	"sync"
	"time"

	"lanyard/internal/profile"
)

// profilesName is the profiles file's name in its directory.
const profilesName = "profiles.json"

// Profiles is the profiles file of one directory: {"version":1,"profiles":[…]}, for
// its owner alone. Any number of processes may read and change it at once. Fields that
// this version doesn't know survive a change. It is safe for use by several goroutines.
type Profiles struct {
	file *safeFile
	now  func() time.Time // for backups

	mu     sync.Mutex
	last   outline // of what was read or written last, so that asking again costs less
	loaded bool    // last is that; without content: there was no file
}

// keep remembers what was read or written last.
func (p *Profiles) keep(last outline) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.last, p.loaded = last, true
}

// lastLoaded is the fingerprint of what was read or written last; ok is false before that.
func (p *Profiles) lastLoaded() (print fingerprint, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.file.fingerprint(p.last.content), p.loaded
}

// OpenProfiles names the profiles file of a directory. Nothing is read or made yet;
// the first change makes directory and file.
func OpenProfiles(dir string) *Profiles {
	return &Profiles{file: newSafeFile(dir, profilesName), now: time.Now}
}

// Path is where the file is, or will be.
func (p *Profiles) Path() string { return p.file.path() }

// Load reads the profiles in the file's order. No file yet means no profiles. A file
// that cannot be understood is a [*DamageError] (an [ErrBadFile]), one of a later
// version an [ErrNewer], anything in the way of reading an [ErrUnavailable].
func (p *Profiles) Load(ctx context.Context) ([]profile.Profile, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("read profiles: %w", err)
	}
	doc, _, err := p.load()
	return doc.profiles, wrapped("read profiles", err)
}

// load gives the parsed file and its content, which is nil when there is none.
func (p *Profiles) load() (profilesDoc, []byte, error) {
	content, err := p.file.read()
	if err != nil {
		return profilesDoc{}, nil, err
	}
	if content == nil {
		p.keep(outline{})
		return profilesDoc{profiles: []profile.Profile{}}, nil, nil
	}
	o, err := p.known(content)
	if err != nil {
		return profilesDoc{}, nil, err
	}
	doc, err := o.read()
	if err != nil {
		return profilesDoc{}, nil, err
	}
	p.keep(o)
	return doc, content, nil
}

// known is the outline of a content, the last one's if that is what it was.
func (p *Profiles) known(content []byte) (outline, error) {
	p.mu.Lock()
	last := p.last
	p.mu.Unlock()
	if last.content != nil && bytes.Equal(content, last.content) {
		return last, nil
	}
	if p.neverHad(content) {
		return outline{path: p.file.path(), content: content}, nil
	}
	return takeApart(p.file.path(), content)
}

// neverHad reports whether a file has nothing in it and never had: a touch made it, or
// a crash before the first profile. Where there are copies, profiles were lost, and the
// file is damaged.
func (p *Profiles) neverHad(content []byte) bool {
	if len(bytes.TrimSpace(bytes.TrimPrefix(content, []byte("\ufeff")))) > 0 {
		return false
	}
	copies, err := p.listBackups()
	return err == nil && len(copies) == 0
}

// Pick reads the profiles that want chooses by id and name, in the file's order. The
// others are read no further than that, so that who needs one does not pay for
// thousands; what doesn't make sense inside them goes unnoticed. Its errors are Load's.
func (p *Profiles) Pick(ctx context.Context, want func(id, name string) bool) ([]profile.Profile, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("read profiles: %w", err)
	}
	content, err := p.file.read()
	if err != nil || content == nil {
		return nil, wrapped("read profiles", err)
	}
	list, err := p.pick(content, want)
	return list, wrapped("read profiles", err)
}

func (p *Profiles) pick(content []byte, want func(id, name string) bool) ([]profile.Profile, error) {
	o, err := p.known(content)
	if err != nil {
		return nil, err
	}
	if o.labels == nil {
		if o, err = o.labelled(); err != nil {
			return nil, err
		}
	}
	p.keep(o)
	return o.pick(want)
}

func wrapped(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", what, err)
}

// Await waits until nobody else changes the profiles, as [Profiles.Change] does, for who
// has something to do before that would be hard to take back.
func (p *Profiles) Await(ctx context.Context) error {
	if err := p.file.locked(ctx, func() error { return nil }); err != nil {
		return fmt.Errorf("save profiles: %w", err)
	}
	return nil
}

// Change reads the profiles, lets change alter the list and writes it, all while no
// other process changes it; it waits for its turn until ctx ends. An error of change is
// passed on and nothing is written, nor is a list that stayed the same. It must not be
// nested.
//
// A file that Load refuses stays as it is: Change fails, see [Profiles.SetAside]. When
// Change has returned nil the list is on the disk. When saving fails the error is an
// [ErrUnavailable] and the old file stands.
func (p *Profiles) Change(ctx context.Context, change func([]profile.Profile) ([]profile.Profile, error)) error {
	var refused error
	err := p.file.locked(ctx, func() error {
		doc, old, err := p.load()
		if err != nil {
			return err
		}
		count := len(doc.profiles)
		before, err := doc.encode()
		if err != nil {
			return err
		}
		list, err := change(doc.profiles)
		if err != nil {
			refused = err
			return nil
		}
		doc.profiles = list
		after, err := doc.encode()
		if err != nil || bytes.Equal(before, after) {
			return err
		}
		written, err := takeApart(p.file.path(), after)
		if err == nil {
			_, err = written.read()
		}
		if err != nil {
			return fmt.Errorf("check before writing: %w", err)
		}
		p.backUp(old, count)
		if err := p.file.write(old, after); err != nil {
			return err
		}
		p.keep(written)
		return nil
	})
	if err != nil {
		return fmt.Errorf("save profiles: %w", err)
	}
	return refused
}
