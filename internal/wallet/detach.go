package wallet

import (
	"context"
	"errors"

	"lanyard/internal/profile"
	"lanyard/store"
)

// Detach gives a wallet of its own for one profile as it is now, with its key in this
// process's memory: what happens later to the profile, to the keyring or to a lock does
// not reach it. The profile passes the gate of what was agreed to here, once and for all,
// else the error is an [*UnboundError]. s signs in.
func (w *Wallet) Detach(ctx context.Context, id string, s SignIn) (*Wallet, error) {
	p, err := w.get(ctx, id)
	if err != nil {
		return nil, err
	}
	c, err := w.credential(ctx, p)
	if err != nil {
		return nil, err
	}
	keys := store.NewMemory()
	if !p.ByCode() {
		e := store.Entry{Secret: c.Key, Bound: p.Bound()}
		if p.KeyFrom != "" {
			e = store.Entry{Reference: p.KeyFrom, Bound: p.Bound()}
		}
		if err := keys.Put(ctx, p.KeyID, e); err != nil {
			return nil, err
		}
	}
	if p.ProxyKeyID != "" {
		if err := keys.Put(ctx, p.ProxyKeyID, store.Entry{Secret: c.Proxy, Bound: ProxyBound(p)}); err != nil {
			return nil, err
		}
	}
	own := New(only{p}, keys, s)
	if p.KeyFrom != "" { // which may be another one tomorrow
		own.UseElsewhere(w.remote.from)
		own.remote.put(p.KeyFrom, Fetched{Key: c.Key}, w.now())
	}
	if p.ByCode() {
		err = own.takeSession(ctx, w, p)
	}
	return own, err
}

// takeSession takes a profile's session out of another wallet: its refresh token is good
// once, so two cannot have it.
func (w *Wallet) takeSession(ctx context.Context, from *Wallet, p profile.Profile) error {
	at := sessionOf(p)
	from.sessions.mu.Lock()
	s := from.sessions.live[at]
	delete(from.sessions.live, at)
	from.sessions.mu.Unlock()
	if s != nil {
		w.sessions.live, w.sessions.over = map[sessionAt]*session{at: s}, map[sessionAt]error{}
	}
	return w.writeAgreed(ctx, p)
}

// errDetached says that a detached wallet's one profile cannot be changed.
var errDetached = errors.New("the profile of a detached wallet stays as it is")

// only is a list of one profile that nobody changes.
type only struct{ profile profile.Profile }

func (o only) Load(context.Context) ([]profile.Profile, error) {
	return []profile.Profile{o.profile}, nil
}

func (o only) Pick(_ context.Context, want func(id, name string) bool) ([]profile.Profile, error) {
	if !want(o.profile.ID, o.profile.Name) {
		return nil, nil
	}
	return []profile.Profile{o.profile}, nil
}

func (only) Change(context.Context, func([]profile.Profile) ([]profile.Profile, error)) error {
	return errDetached
}
