package state

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"lanyard/internal/explain"
	"lanyard/internal/profile"
	"lanyard/internal/wallet"
	"lanyard/ui/keystate"
	"lanyard/ui/state/find"
	"lanyard/ui/text"
)

// catalog is the list of profiles as it is searched and shown.
type catalog struct {
	profiles []profile.Profile
	find     *find.Finder
	query    string
	found    []int  // positions in profiles, in the order shown
	chosen   string // id, "": none
	hidden   bool   // the search does not find the chosen one: nothing is shown or done of it
	loaded   bool
	loadErr  error
}

// Profiles are all there are, in the order of the list. The slice is the model's own and
// must not be changed.
func (m *Model) Profiles() []profile.Profile { return m.profiles }

// Loaded reports whether the profiles were read, or could not be: LoadError says why.
func (m *Model) Loaded() bool { return m.loaded }

// LoadError is why the profiles could not be read; nil when they were.
func (m *Model) LoadError() error { return m.loadErr }

// Damaged reports whether the profiles file is there and makes no sense, and there is a
// way out.
func (m *Model) Damaged() bool {
	return m.loadErr != nil && m.set.Mend != nil && explain.Explain(m.loadErr).Action == explain.ActionRestoreFile
}

// Chosen is the id of the chosen profile, "" without one. One that the search hides is not
// chosen until the search is over.
func (m *Model) Chosen() string {
	if m.hidden {
		return ""
	}
	return m.chosen
}

// Profile finds a profile by its id; nil when it is gone. It must not be changed.
func (m *Model) Profile(id string) *profile.Profile {
	for i := range m.profiles { // not copied: there may be thousands, and this is asked often
		if m.profiles[i].ID == id {
			return &m.profiles[i]
		}
	}
	return nil
}

// Current is the chosen profile, nil without one.
func (m *Model) Current() *profile.Profile {
	if m.chosen == "" || m.hidden {
		return nil
	}
	return m.Profile(m.chosen)
}

// Rows is how many profiles the list shows, IDAt the id of one of them.
func (m *Model) Rows() int { return len(m.found) }

// IDAt is the id of the profile at a position in the list shown.
func (m *Model) IDAt(at int) string { return m.profiles[m.found[at]].ID }

// Position is where the profile stands in the list shown, -1 when it doesn't.
func (m *Model) Position(id string) int {
	return slices.IndexFunc(m.found, func(i int) bool { return m.profiles[i].ID == id })
}

// RowView is what a row of the list shows.
type RowView struct {
	ID         string
	Name       string
	Host       string
	Tags       string
	Kind       string
	State      string // in words
	Ring       RingState
	Share      float64 // of the token's life that is left, 0 to 1
	Production bool
	Pinned     bool
	Key        keystate.Mark // what has to be said of its API key
}

// Row is what the list shows at a position.
func (m *Model) Row(at int) RowView {
	if at < 0 || at >= len(m.found) {
		return RowView{}
	}
	p := m.profiles[m.found[at]]
	state, share := m.ringFor(p)
	v := RowView{
		ID: p.ID, Name: p.Name, Host: p.Host(), Tags: strings.Join(p.Tags, ", "), Kind: p.Kind.Short(),
		State: stateWords(m.t, state), Ring: state, Share: share, Production: p.Production, Pinned: p.Pinned,
	}
	if m.life != nil {
		v.Key = m.life.MarkOf(&p)
	}
	return v
}

// Query is what is searched for.
func (m *Model) Query() string { return m.query }

// Search shows the profiles that fit a query. With best, the best match becomes the
// chosen one.
func (m *Model) Search(query string, best bool) {
	m.query = query
	m.searchAgain(best)
	if hides := m.chosen != "" && m.Position(m.chosen) < 0; hides != m.hidden {
		m.hidden = hides
		m.maskChosen()
		m.changed(Chosen)
	}
	m.message = ""
	m.changed(Rest)
}

func (m *Model) searchAgain(best bool) {
	m.found = m.find.Find(find.Parse(m.query), m.liveAt)
	if best && len(m.found) > 0 {
		m.show(m.IDAt(0))
		return
	}
	m.changed(Found)
}

// liveAt is what the search asks of a profile that does not stand in the list.
func (m *Model) liveAt(at int) find.Live {
	p := &m.profiles[at]
	state, _ := m.ringFor(*p)
	r, tested := m.result(p)
	return find.Live{
		Token:  state == RingFresh || state == RingSoon || state == RingUnknown,
		Failed: state == RingFailed || tested && r.Failed(),
		Ends:   m.life != nil && m.life.MarkOf(p).Ends,
	}
}

// Choose makes a profile the chosen one.
func (m *Model) Choose(id string) {
	m.show(id)
	m.changed(All)
}

func (m *Model) show(id string) {
	m.hidden = false
	if id != m.chosen {
		m.maskChosen()
		m.message = "" // it was about that one
		m.chosen = id
		m.changed(Chosen)
	}
	m.changed(Found)
}

// maskChosen hides what is shown in clear of the chosen profile, once one looks elsewhere.
func (m *Model) maskChosen() {
	if s := m.sessions[m.chosen]; s != nil {
		s.mask()
	}
}

// chooseFirst chooses the first profile of the first list.
func (m *Model) chooseFirst() {
	if len(m.found) > 0 && m.chosen == "" {
		m.show(m.IDAt(0))
	}
}

// Reload reads the profiles again and keeps what is chosen; then, which may be nil, is
// called before the view hears of it.
func (m *Model) Reload(then func()) {
	places := maps.Clone(m.placeNames)
	background(m.ctx, m, func(ctx context.Context) (listing, error) {
		return readListing(ctx, m.set.Wallet, places)
	}, func(l listing, err error) { m.reloaded(l, err, then) })
}

// reloaded takes profiles that were read.
func (m *Model) reloaded(l listing, err error, then func()) {
	m.listRead(l, err)
	if then != nil {
		then()
	}
	m.changed(All)
	m.changed(Reloaded)
	if m.life != nil && err == nil {
		m.life.Read() // another program may have rotated a key
	}
}

// listRead takes profiles that were read, or why they could not be.
func (m *Model) listRead(l listing, err error) {
	m.loaded, m.loadErr = true, err
	if err == nil {
		m.setProfiles(l)
	}
}

func (m *Model) setProfiles(l listing) {
	at := max(0, m.Position(m.chosen))
	m.profiles, m.find = l.profiles, l.find
	m.searchAgain(false)
	m.hidden = m.hidden && m.Position(m.chosen) < 0
	if m.chosen == "" || m.Profile(m.chosen) != nil {
		return
	}
	m.chosen, m.hidden = "", false
	if len(m.found) > 0 { // the one that took the place of the one that is gone
		m.show(m.IDAt(min(at, len(m.found)-1)))
	}
}

// Recovered reads the profiles again after the damaged file was replaced, and says what
// was done.
func (m *Model) Recovered(said string) {
	m.Reload(func() {
		if m.loadErr == nil && m.Current() == nil && len(m.found) > 0 {
			m.show(m.IDAt(0))
		}
		m.Say(said)
	})
}

// Pin keeps the chosen profile at the top of the list, or no longer.
func (m *Model) Pin() {
	p := m.Current()
	if p == nil || m.lock.locked {
		return
	}
	id, pinned, said := p.ID, !p.Pinned, m.t.Unpinned
	if pinned {
		said = m.t.PinnedNow
	}
	background(m.ctx, m, func(ctx context.Context) (profile.Profile, error) {
		return m.set.Wallet.Edit(ctx, id, func(p *profile.Profile) error { p.Pinned = pinned; return nil }, wallet.Secrets{})
	}, func(made profile.Profile, err error) {
		if err != nil {
			m.SayFailure(err)
			return
		}
		m.Reload(func() { m.Say(fmt.Sprintf(said, made.Name)) })
	})
}

// Duplicate makes a copy of the chosen profile that shares its key.
func (m *Model) Duplicate() {
	p := m.Current()
	if p == nil || m.lock.locked {
		return
	}
	id := p.ID
	background(m.ctx, m, func(ctx context.Context) (profile.Profile, error) {
		return m.set.Wallet.Duplicate(ctx, id, "")
	}, func(made profile.Profile, err error) {
		if err != nil {
			m.SayFailure(err)
			return
		}
		m.Reload(func() {
			m.show(made.ID)
			m.Say(fmt.Sprintf(m.t.Saved, made.Name))
		})
	})
}

// Saved shows a profile that was saved, and says so; then, which may be nil, is called
// before.
func (m *Model) Saved(id, said string, then func()) {
	m.Reload(func() {
		if then != nil {
			then()
		}
		m.show(id)
		m.Say(said)
	})
}

// Change changes a profile, and goes on with then once the change is shown.
func (m *Model) Change(id string, secrets wallet.Secrets, change func(*profile.Profile) error, then func()) {
	m.message = m.t.Saving
	m.changed(All)
	background(m.ctx, m, func(ctx context.Context) (profile.Profile, error) {
		return m.set.Wallet.Edit(ctx, id, change, secrets)
	}, func(_ profile.Profile, err error) {
		if err != nil {
			m.session(id).fail(err)
			m.SayFailure(err)
			m.changed(All)
			return
		}
		m.message = ""
		m.Reload(func() {
			if then != nil && id == m.chosen {
				then()
			}
		})
	})
}

// changeAgreed changes how a profile's server is recognised or where it signs in, after
// the user has seen what the key will be sent to: seen is the place that was on the
// screen. A profile that was changed meanwhile is left alone.
func (m *Model) changeAgreed(id string, seen profile.Bound, change func(*profile.Profile), then func()) {
	m.Change(id, wallet.Secrets{KeepSecret: true}, func(p *profile.Profile) error {
		if !p.Bound().Equal(seen) {
			return wallet.ErrChanged
		}
		change(p)
		return nil
	}, then)
}

// SayFailure tells of a failure that belongs to no profile.
func (m *Model) SayFailure(err error) { m.Say(InOneLine(err)) }

// InOneLine is a failure as one text.
func InOneLine(err error) string {
	f := explain.Explain(err)
	return text.Join(" – ", f.What, f.Why, f.Next)
}

// NamePlace takes the name of a space or project that was seen.
func (m *Model) NamePlace(id, name string) { m.placeNames[id] = name }
