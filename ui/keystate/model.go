// Package keystate is what the window knows and does of API keys at IBM, without a widget:
// what IBM tells of them and how urgent they are, rotations under way and those that were
// interrupted, and the keys of an identity. A [Model] belongs to the dispatcher's
// goroutine; what may wait it does on goroutines of its own.
package keystate

import (
	"context"
	"slices"
	"sync/atomic"
	"time"

	"lanyard/internal/profile"
	"lanyard/internal/rotation"
	"lanyard/internal/wallet"
	"lanyard/ui/text"
)

// Host is what the model asks of the window's own. Its methods are called on the
// dispatcher's goroutine.
type Host interface {
	Profiles() []profile.Profile          // must not be changed
	Profile(id string) *profile.Profile   // nil when it is gone
	Live(p profile.Profile) bool          // there is a token of the profile's that lives
	LastSignIn(id string) time.Time       // of a profile, by Lanyard's own notes; may wait, and be called on any goroutine
	KeyAgeDays() int                      // a key is old after so many days; 0: never
	Notifies() bool                       // the user wants to be told on the desktop
	Locked() bool                         // nothing secret may be done or shown
	InFront() bool                        // somebody looks at the window; any goroutine may call it
	KeysChanged()                         // what is known of keys is different
	ProfilesChanged(then func())          // they were changed, and have to be read again
	Say(text string)                      // in the status line
	Notify(title, text, profileID string) // on the desktop; may wait, and is called on a goroutine of its own
}

// Setup is what a model stands on.
type Setup struct {
	// Engine makes what rotates keys. The model says how the person is asked.
	Engine func() *rotation.Engine
	// Follow calls changed, from another goroutine, when IBM told something new of keys,
	// until ctx ends; it returns at once. May be nil.
	Follow func(ctx context.Context, changed func())
	Do     func(func()) // runs something on the dispatcher's goroutine
	Now    func() time.Time
	Zone   *time.Location
	Texts  *text.Texts
}

// Model is what is known of API keys, and what is done with them.
type Model struct {
	set  Setup
	host Host
	t    *text.Texts
	ctx  context.Context

	notes    map[string]rotation.KeyNote // by Lanyard's id of the key
	undoable []string                    // keys that could be changed for the ones before
	open     []rotation.Record           // rotations that were interrupted
	asked    map[string]*question        // what IBM was asked of a profile's key, by the profile's id
	runs     []*Rotation                 // those of this window, the last one at the end
	found    *Found                      // the key in a file that is looked at
	told     map[string]bool             // keys whose end was told here
	reading  atomic.Bool
}

// New makes a model for a host; nothing is read yet. ctx ends when the window does.
func New(ctx context.Context, s Setup, h Host) *Model {
	return &Model{set: s, host: h, t: s.Texts, ctx: ctx, asked: map[string]*question{}, told: map[string]bool{}}
}

// The times of looking again at what may change without a word.
const (
	readEvery = time.Hour       // marks, and what waits for its time
	busyEvery = 5 * time.Second // while a program is at work on a rotation
)

// Start reads what is known, and follows what happens elsewhere.
func (m *Model) Start() {
	m.Read()
	if m.set.Follow != nil {
		m.set.Follow(m.ctx, func() { m.set.Do(m.Read) })
	}
	go func() {
		every := time.NewTicker(readEvery)
		defer every.Stop()
		for {
			select {
			case <-every.C:
				m.set.Do(m.Read)
			case <-m.ctx.Done():
				return
			}
		}
	}()
}

// known is what is read of notes and journal.
type known struct {
	notes    map[string]rotation.KeyNote
	undoable []string
	open     []rotation.Record
	busy     bool
}

// Read reads notes and journal anew.
func (m *Model) Read() {
	if m.reading.Swap(true) {
		return // a reading under way tells soon
	}
	background(m.ctx, m, func(ctx context.Context) (known, error) {
		m.reading.Store(false) // what changes from here on is read once more
		e := m.set.Engine()
		k := known{notes: e.Watch.Known()}
		var err error
		if k.undoable, err = e.Undoable(ctx); err != nil {
			return k, nil // what can be read is shown all the same
		}
		k.open, k.busy, _ = e.Interrupted(ctx)
		return k, nil
	}, func(k known, _ error) {
		m.notes, m.undoable, m.open = k.notes, k.undoable, k.open
		if k.busy {
			m.later(busyEvery, m.Read)
		}
		m.tellEnds()
		m.host.KeysChanged()
	})
}

// later does something on the dispatcher's goroutine after a time.
func (m *Model) later(d time.Duration, do func()) {
	go func() {
		t := time.NewTimer(d)
		defer t.Stop()
		select {
		case <-t.C:
			m.set.Do(do)
		case <-m.ctx.Done():
		}
	}()
}

// Forget drops what must not be kept while the window is locked. A key that was made and
// is the only one that works stays until somebody has copied it.
func (m *Model) Forget() {
	for id, q := range m.asked {
		q.cancel()
		delete(m.asked, id)
	}
	m.DropFound()
}

// background runs work on a goroutine of its own and hands its result to done on the
// dispatcher's goroutine, unless ctx has ended by then.
func background[T any](ctx context.Context, m *Model, work func(context.Context) (T, error), done func(T, error)) {
	go func() {
		v, err := work(ctx)
		if ctx.Err() != nil || m.ctx.Err() != nil {
			return
		}
		m.set.Do(func() {
			if ctx.Err() == nil && m.ctx.Err() == nil {
				done(v, err)
			}
		})
	}()
}

// users are the profiles that use a key, by Lanyard's id of it.
func (m *Model) users(keyID string) []profile.Profile {
	var out []profile.Profile
	list := m.host.Profiles()
	for i := range list {
		if list[i].KeyID == keyID && keyID != "" {
			out = append(out, list[i])
		}
	}
	return out
}

// namesOf gives the names of profiles.
func namesOf(list []profile.Profile) []string {
	var names []string
	for _, p := range list {
		names = append(names, p.Name)
	}
	return names
}

// manages reports whether IBM has calls for a profile's key.
func manages(p profile.Profile) bool {
	return p.Kind == profile.Cloud && p.SecretKind == profile.APIKey && !p.ByCode()
}

// rotates reports whether a profile's key can be changed for a new one, if only by hand.
func rotates(p profile.Profile) bool {
	return p.SecretKind == profile.APIKey && !p.ByCode() && slices.Contains([]profile.Kind{profile.Cloud, profile.CP4D, profile.AWS}, p.Kind)
}

// makes reports whether a profile's credential can make a key for another profile.
func makes(p profile.Profile) bool {
	return manages(p) || p.Kind == profile.CP4D && p.SecretKind == profile.Password
}

// unbound gives the failure of a profile that was changed since it was agreed to.
func unbound(err error) *wallet.UnboundError {
	u, _ := asType[*wallet.UnboundError](err)
	return u
}
