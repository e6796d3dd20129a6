package store

import (
	"bytes"
	"context"
	"fmt"
	"sync"
	"time"

	"lanyard/profile"
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
	last   parsed
	loaded bool // last is what was there when it was read or written last; without content: nothing
}

// keep remembers what was read or written last.
func (p *Profiles) keep(last parsed) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.last, p.loaded = last, true
}

// lastLoaded is the fingerprint of what was read or written last; ok is false before that.
func (p *Profiles) lastLoaded() (print fingerprint, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return fingerprintOf(p.last.content), p.loaded
}

// parsed is the last good content and what it means, so that asking again costs
// little. What it holds is never handed out, only copies.
type parsed struct {
	content []byte
	outline outline
	doc     *profilesDoc // nil until all profiles are asked for
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
		p.keep(parsed{})
		return profilesDoc{profiles: []profile.Profile{}}, nil, nil
	}
	doc, err := p.parse(content)
	return doc, content, err
}

func (p *Profiles) parse(content []byte) (profilesDoc, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now, err := p.known(content)
	if err != nil {
		return profilesDoc{}, err
	}
	if now.doc == nil {
		doc, err := now.outline.read()
		if err != nil {
			return profilesDoc{}, err
		}
		now = parsed{content: content, doc: &doc}
	}
	p.last, p.loaded = now, true
	return now.doc.copied(), nil
}

// known is what is known of a content so far, at least its outline or its meaning.
func (p *Profiles) known(content []byte) (parsed, error) {
	if p.last.content != nil && bytes.Equal(content, p.last.content) {
		return p.last, nil
	}
	o, err := takeApart(p.file.path(), content)
	return parsed{content: content, outline: o}, err
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
	p.mu.Lock()
	defer p.mu.Unlock()
	now, err := p.known(content)
	if err != nil {
		return nil, err
	}
	if now.doc == nil && now.outline.labels == nil {
		if now.outline, err = now.outline.labelled(); err != nil {
			return nil, err
		}
	}
	p.last, p.loaded = now, true
	if now.doc == nil {
		return now.outline.pick(want)
	}
	var list []profile.Profile
	for _, one := range now.doc.profiles {
		if want(one.ID, one.Name) {
			list = append(list, copied(one))
		}
	}
	return list, nil
}

func wrapped(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", what, err)
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
		written, err := parseProfiles(p.file.path(), after)
		if err != nil {
			return fmt.Errorf("check before writing: %w", err)
		}
		p.backUp(old, count)
		if err := p.file.write(old, after); err != nil {
			return err
		}
		p.keep(parsed{content: after, doc: &written})
		return nil
	})
	if err != nil {
		return fmt.Errorf("save profiles: %w", err)
	}
	return refused
}
