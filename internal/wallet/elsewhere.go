package wallet

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"lanyard/iam"
	"lanyard/internal/profile"
	"lanyard/internal/secret"
	"lanyard/internal/team"
	"lanyard/store"
)

// Elsewhere has keys that do not lie on this computer: a team's store.
type Elsewhere interface {
	// Fetch reads the key that a reference names. Its errors name the store.
	Fetch(ctx context.Context, reference string) (Fetched, error)
}

// Fetched is what lies under a reference.
type Fetched struct {
	Key     secret.Text
	Profile *profile.Profile // whose key it is, as the store says; nil: it does not say
}

// UseElsewhere tells the wallet who reads keys that lie in a team's store.
func (w *Wallet) UseElsewhere(e Elsewhere) { w.remote.from = e }

const (
	remoteKept  = 50 * time.Minute // as long as a token usually lives
	remoteApart = 10 * time.Minute // at most longer, so that many who began together do not ask together
)

// remote has the keys that were fetched from a team's store, in memory alone. One fetch
// serves all who want the key meanwhile.
type remote struct {
	from Elsewhere // nil: there is none

	mu   sync.Mutex
	keys map[string]*fetch // by reference
}

// fetch is a key that is being fetched, or was.
type fetch struct {
	done   chan struct{}
	got    Fetched
	err    error
	until  time.Time
	cancel context.CancelFunc
	wait   int
}

// get gives the key of a reference: the one in memory, or what comes with a fetch under
// way or a new one.
func (r *remote) get(ctx context.Context, reference string, now func() time.Time) (Fetched, error) {
	r.mu.Lock()
	f := r.keys[reference]
	if f == nil || f.ended() && (f.err != nil || !now().Before(f.until)) {
		f = r.start(ctx, reference, now)
	}
	f.wait++
	r.mu.Unlock()
	select {
	case <-f.done:
		return f.got, f.err
	case <-ctx.Done():
		r.mu.Lock()
		defer r.mu.Unlock()
		if f.wait--; f.wait == 0 && !f.ended() {
			f.cancel()
			r.drop(reference, f)
		}
		return Fetched{}, ctx.Err()
	}
}

func (f *fetch) ended() bool {
	select {
	case <-f.done:
		return true
	default:
		return false
	}
}

// start begins a fetch that outlives who asked first, as long as anybody waits for it. The
// caller holds mu.
func (r *remote) start(ctx context.Context, reference string, now func() time.Time) *fetch {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), exchangeTime)
	f := &fetch{done: make(chan struct{}), cancel: cancel}
	if r.keys == nil {
		r.keys = map[string]*fetch{}
	}
	r.keys[reference] = f
	from := r.from
	go func() {
		defer cancel()
		if from == nil {
			f.err = &team.Error{Path: reference, Reason: team.Unknown}
		} else {
			f.got, f.err = from.Fetch(ctx, reference)
		}
		f.until = now().Round(0).Add(remoteKept + rand.N(remoteApart))
		r.mu.Lock()
		defer r.mu.Unlock()
		if f.err != nil {
			r.drop(reference, f)
		}
		close(f.done)
	}()
	return f
}

// drop forgets a fetch, unless another took its place. The caller holds mu.
func (r *remote) drop(reference string, f *fetch) {
	if r.keys[reference] == f {
		delete(r.keys, reference)
	}
}

// put takes in a key that was fetched in some other way.
func (r *remote) put(reference string, got Fetched, now time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.keys == nil {
		r.keys = map[string]*fetch{}
	}
	f := &fetch{done: make(chan struct{}), got: got, until: now.Round(0).Add(remoteKept), cancel: func() {}}
	close(f.done)
	r.keys[reference] = f
}

// forget has the key of a reference be fetched anew when it is wanted next.
func (r *remote) forget(reference string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.keys, reference)
}

// forgetAll drops all keys, and ends the fetches under way.
func (r *remote) forgetAll() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, f := range r.keys {
		f.cancel()
	}
	r.keys = nil
	if f, ok := r.from.(interface{ Forget() }); ok {
		f.Forget() // the tokens of stores
	}
}

// keyOf gives the key that an entry holds or refers to. The profile's reference must be
// the entry's, and what the store says of the key must fit the entry's bound: a store can
// give another key, and make none go anywhere new.
func (w *Wallet) keyOf(ctx context.Context, p profile.Profile, e store.Entry) (secret.Text, error) {
	if e.Reference != p.KeyFrom {
		was := p.Place()
		was.KeyFrom = e.Reference
		return secret.Text{}, &UnboundError{Profile: p, Have: e.Bound, Want: e.Bound, Was: &was, Is: p.Place()}
	}
	if e.Reference == "" {
		return e.Secret, nil
	}
	got, err := w.remote.get(ctx, e.Reference, w.now)
	if err == nil && w.keys.isLocked() {
		err = ErrLocked
	}
	if err == nil && got.Profile != nil && !sameSignIn(got.Profile.Bound(), e.Bound) {
		err = &team.Error{Path: e.Reference, Reason: team.Foreign}
	}
	if err != nil {
		return secret.Text{}, fmt.Errorf("fetch the key of profile %q: %w", p.Name, err)
	}
	return got.Key, nil
}

// sameSignIn reports whether two bounds sign in at the same place as the same user. How one
// gets there, by which proxy and with which certificates, is each computer's own matter.
func sameSignIn(a, b profile.Bound) bool {
	return a.Kind == b.Kind && a.Username == b.Username && a.AuthOrigin == b.AuthOrigin && a.IdentityOrigin == b.IdentityOrigin
}

// refusedKey reports whether IBM refused a key itself: unknown, disabled or gone.
func refusedKey(err error) bool {
	e, ok := errors.AsType[*iam.Error](err)
	return ok && slices.Contains([]string{"BXNIM0415E", "BXNIM0462E", "BXNIM0425E"}, e.Code)
}

// signInWith exchanges a credential. A key of a team's store that is refused is read anew
// once: after a rotation everybody goes on by themselves.
func (w *Wallet) signInWith(ctx context.Context, c iam.Credential) (iam.Credential, Token, error) {
	t, err := w.signIn.Exchange(ctx, c)
	if c.Profile.KeyFrom == "" || !refusedKey(err) {
		return c, t, err
	}
	w.remote.forget(c.Profile.KeyFrom)
	e, readErr := w.keys.Get(ctx, c.Profile.KeyID)
	if readErr != nil || !e.Bound.Equal(c.Profile.Bound()) {
		return c, t, err
	}
	key, readErr := w.keyOf(ctx, c.Profile, e)
	if readErr != nil || key.Equal(c.Key) {
		return c, t, err
	}
	c.Key = key
	t, err = w.signIn.Exchange(ctx, c)
	return c, t, err
}

// PutElsewhere has all profiles that use a profile's key refer to one in a team's store
// instead, which must be the same. The key here goes last. It gives those profiles.
func (w *Wallet) PutElsewhere(ctx context.Context, id, reference string) ([]profile.Profile, error) {
	return w.replaceKey(ctx, id, func(e *store.Entry) { e.Secret, e.Reference = secret.Text{}, reference })
}

// BringBack fetches a profile's key from a team's store and keeps it on this computer from
// now on, for all profiles that use it. The store keeps its own.
func (w *Wallet) BringBack(ctx context.Context, id string) ([]profile.Profile, error) {
	key, err := w.Key(ctx, id)
	if err != nil {
		return nil, err
	}
	return w.replaceKey(ctx, id, func(e *store.Entry) { e.Secret, e.Reference = key, "" })
}

// replaceKey writes a changed entry of a profile's key under a new id, has all profiles
// that use the key use that, and deletes the old one. What was agreed to of them stays so.
func (w *Wallet) replaceKey(ctx context.Context, id string, change func(*store.Entry)) ([]profile.Profile, error) {
	defer w.keys.writing()()
	p, err := w.get(ctx, id)
	if err != nil {
		return nil, err
	}
	if p.ByCode() {
		return nil, fmt.Errorf("move the key of profile %q: %w", p.Name, ErrByCode)
	}
	old, err := w.keys.Get(ctx, p.KeyID)
	if err == nil {
		err = w.checkBound(ctx, p, old.Bound)
	}
	if err != nil {
		return nil, fmt.Errorf("move the key of profile %q: %w", p.Name, err)
	}
	e, next := old, profile.NextKeyID(p.KeyID)
	change(&e)
	if e.Use == "" {
		e.Use = p.KeyID
	}
	list, err := w.Users(ctx, p.KeyID)
	if err != nil {
		return nil, err
	}
	var agreed []profile.Profile
	for _, u := range list {
		if ok, err := w.isAgreed(ctx, u); err != nil {
			return nil, err
		} else if ok {
			u.KeyID, u.KeyFrom = next, e.Reference
			agreed = append(agreed, u)
		}
	}
	ws := &writes{keys: w.keys}
	ws.put(next, e, true)
	if err := ws.write(ctx, nil, nil); err != nil {
		return nil, errors.Join(err, ws.rollback(ctx))
	}
	err = w.readBack(ctx, map[string]store.Entry{next: e})
	var changed []profile.Profile
	if err == nil {
		changed, err = w.useKey(ctx, Pair{Old: p.KeyID, New: next}, e.Reference)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("move the key of profile %q: %w", p.Name, err), ws.rollback(ctx))
	}
	if err := w.writeAgreed(ctx, agreed...); err != nil {
		return changed, err // they are asked about when they are used
	}
	w.forgetKey(p.KeyID)
	w.dropUnused(ctx, p.KeyID)
	return changed, nil
}

// useKey has all profiles that use one key use another, which lies elsewhere or here, in
// one save.
func (w *Wallet) useKey(ctx context.Context, pair Pair, reference string) (changed []profile.Profile, err error) {
	err = w.profiles.Change(ctx, func(list []profile.Profile) ([]profile.Profile, error) {
		changed = nil
		list = slices.Clone(list)
		for i := range list {
			if list[i].KeyID == pair.Old {
				list[i].KeyID, list[i].KeyFrom, list[i].ChangedAt = pair.New, reference, w.stamp()
				changed = append(changed, list[i])
			}
		}
		return list, nil
	})
	return changed, err
}

// teamRecord is the id under which it is kept what was agreed to of a team's store.
func teamRecord(id string) string { return "team-" + id }

// AgreeTeam records that a team's store is as the user agreed to.
func (w *Wallet) AgreeTeam(ctx context.Context, t team.Team) error {
	if _, err := w.agreedPlace(ctx, teamRecord(t.ID)); err != nil { // which takes over what an earlier version left
		return err
	}
	return w.keys.ChangeAgreed(ctx, func(places map[string]profile.Place, _ bool) { places[teamRecord(t.ID)] = t.Place() })
}

// CheckTeam is the gate before a token or a key goes to a team's store: its settings must be
// what the user agreed to, else the error is a [team.Changed].
func (w *Wallet) CheckTeam(ctx context.Context, t team.Team) error {
	if w.agreed.has(teamRecord(t.ID), t.Place()) {
		return nil
	}
	was, err := w.agreedPlace(ctx, teamRecord(t.ID))
	switch {
	case err != nil:
		return fmt.Errorf("read what was agreed for the team %q: %w", t.Name, err)
	case was == nil, *was != t.Place():
		return &team.Error{Team: t.Name, Host: t.Host(), Reason: team.Changed}
	}
	w.agreed.keep(teamRecord(t.ID), t.Place())
	return nil
}

// ForgetTeam drops what was agreed to of a team's store.
func (w *Wallet) ForgetTeam(ctx context.Context, t team.Team) error {
	return w.keys.ChangeAgreed(ctx, func(places map[string]profile.Place, _ bool) { delete(places, teamRecord(t.ID)) })
}
