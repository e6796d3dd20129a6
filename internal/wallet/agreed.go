package wallet

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"sync"

	"lanyard/internal/profile"
	"lanyard/store"
)

// agreed remembers what was found to be agreed to, so that a token in memory is given
// without reading the keyring. It holds only what the place of the keys has proved.
type agreed struct {
	mu     sync.Mutex
	places map[string]profile.Place // by profile id
	tell   func(n int)              // see UseAdopted; may be nil
}

func (a *agreed) has(id string, at profile.Place) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	was, ok := a.places[id]
	return ok && was == at
}

func (a *agreed) keep(id string, at profile.Place) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.places == nil {
		a.places = map[string]profile.Place{}
	}
	a.places[id] = at
}

func (a *agreed) teller() func(int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.tell
}

// UseAdopted makes the wallet tell how many profiles of an earlier version were taken
// over as agreed to, which happens once. tell may be called from any goroutine.
func (w *Wallet) UseAdopted(tell func(n int)) {
	w.agreed.mu.Lock()
	defer w.agreed.mu.Unlock()
	w.agreed.tell = tell
}

// checkAgreed is the gate in front of everything that sends a profile's key or token, or
// hands it out beside the profile's addresses: the profile must be what the user agreed
// to, else the error is an [*UnboundError]. Another of IBM's own hosts is agreed to by
// itself.
func (w *Wallet) checkAgreed(ctx context.Context, p profile.Profile) error {
	if err := w.allowed(p); err != nil {
		return err
	}
	is := p.Place()
	if w.agreed.has(p.ID, is) {
		return nil
	}
	was, err := w.agreedPlace(ctx, p.ID)
	if err == nil && was != nil && was.Key != is.Key {
		err = w.sameUse(ctx, was, is)
	}
	switch {
	case err != nil:
		return fmt.Errorf("read what was agreed for profile %q: %w", p.Name, err)
	case was == nil:
		return &UnboundError{Profile: p, Have: p.Bound(), Want: p.Bound(), Is: is}
	case *was == is:
		w.agreed.keep(p.ID, is)
		return nil
	case was.StaysWithIBM(is):
		w.agreed.keep(p.ID, is)
		_ = w.writeAgreed(ctx, p) // it is found out anew next time
		return nil
	}
	return &UnboundError{Profile: p, Have: p.Bound(), Want: p.Bound(), Was: was, Is: is}
}

// CheckAgreed fails unless a profile is what the user agreed to, with an [*UnboundError]: for
// what hands out its addresses beside secrets that it does not know of.
func (w *Wallet) CheckAgreed(ctx context.Context, id string) error {
	p, err := w.get(ctx, id)
	if err != nil {
		return err
	}
	return w.checkAgreed(ctx, p)
}

// sameUse has a place that was agreed to name the key of now, if that took the place of
// the one that it names.
func (w *Wallet) sameUse(ctx context.Context, was *profile.Place, is profile.Place) error {
	use, err := w.useOf(ctx, is.Key)
	if err == nil && use == was.Key {
		was.Key = is.Key
	}
	return err
}

// agreedPlace gives what was agreed to for a profile, nil for nothing.
func (w *Wallet) agreedPlace(ctx context.Context, id string) (*profile.Place, error) {
	all, err := w.keys.Agreed(ctx)
	if err != nil {
		return nil, err
	}
	if all.Begun {
		if at, ok := all.Place(id); ok {
			return &at, nil
		}
		return nil, nil
	}
	taken, err := w.adopt(ctx)
	if at, ok := taken[id]; ok && err == nil {
		return &at, nil
	}
	return nil, err
}

// adopt takes over what an earlier version left: a profile whose key is bound to where it
// signs in was agreed to then. It happens once, before the first record is made. Where
// nothing can be written it holds for this time.
func (w *Wallet) adopt(ctx context.Context) (map[string]profile.Place, error) {
	list, err := w.profiles.Load(ctx)
	if err != nil {
		return nil, err
	}
	taken := map[string]profile.Place{}
	bounds := map[string]profile.Bound{}
	for _, p := range list {
		fits, err := w.boundFits(ctx, bounds, p)
		if err != nil {
			return nil, err
		}
		if fits && len(twins(list, p.ID)) == 1 {
			taken[p.ID] = p.Place()
		}
	}
	wrote := false
	err = w.keys.ChangeAgreed(ctx, func(places map[string]profile.Place, begun bool) {
		for id, at := range taken {
			if begun {
				break // another process was first
			}
			places[id] = at
			wrote = true
		}
	})
	if tell := w.agreed.teller(); err == nil && wrote && tell != nil && w.keys.Status(ctx).Backend != store.BackendMemory {
		tell(len(taken))
	}
	return taken, nil
}

// boundFits reports whether a profile's key is here and bound to where it signs in.
// bounds has those that were read already.
func (w *Wallet) boundFits(ctx context.Context, bounds map[string]profile.Bound, p profile.Profile) (bool, error) {
	if p.ByCode() {
		return false, nil // an earlier version had none
	}
	b, seen := bounds[p.KeyID]
	if !seen {
		e, err := w.keys.Get(ctx, p.KeyID)
		if err != nil && !errors.Is(err, store.ErrMissing) && !errors.Is(err, store.ErrDamaged) && !errors.Is(err, store.ErrNewer) {
			return false, err
		}
		b = e.Bound
		bounds[p.KeyID] = b
	}
	return b.Equal(p.Bound()), nil
}

// writeAgreed records that profiles are as the user agreed to.
func (w *Wallet) writeAgreed(ctx context.Context, list ...profile.Profile) error {
	if len(list) == 0 {
		return nil
	}
	all, err := w.keys.Agreed(ctx)
	if err != nil {
		return err
	}
	if !all.Begun {
		if _, err := w.adopt(ctx); err != nil {
			return err
		}
	}
	now := map[string]profile.Place{}
	for _, p := range list {
		if now[p.ID], err = w.placeOf(ctx, p); err != nil {
			return err
		}
	}
	return w.keys.ChangeAgreed(ctx, func(places map[string]profile.Place, _ bool) { maps.Copy(places, now) })
}

// agreeTo records a profile that was typed, imported, copied or agreed to, and writes the
// keys that wait in ws; its undo is part of ws. Where the keys cannot be had nothing can be
// recorded; then the profile is asked about when it is used, unless must is set.
func (w *Wallet) agreeTo(ctx context.Context, ws *writes, p profile.Profile, must bool) error {
	may := func(err error) error { // go on without a record
		if !must && unreachable(err) {
			return nil
		}
		return err
	}
	was, err := w.agreedPlace(ctx, p.ID) // which takes over what an earlier version left
	var is profile.Place
	if err == nil {
		is, err = w.placeOf(ctx, p)
	}
	if err != nil || was != nil && *was == is {
		return errors.Join(ws.write(ctx, nil, nil), may(err))
	}
	agree := func(places map[string]profile.Place, _ bool) { places[p.ID] = is }
	disagree := func(places map[string]profile.Place, _ bool) {
		delete(places, p.ID)
		if was != nil {
			places[p.ID] = *was
		}
	}
	if ws.keys.atOnce() {
		return ws.write(ctx, agree, disagree)
	}
	if err := ws.write(ctx, nil, nil); err != nil {
		return err
	}
	return may(ws.write(ctx, agree, disagree))
}

// forgetAgreed gives what drops the record of a profile that is gone, nil where none is
// seen. One that stays behind agrees to nothing, as ids are never given twice.
func (w *Wallet) forgetAgreed(list []profile.Profile, id string) store.ChangeAgreed {
	seen, ok := w.keys.SeenAgreed()
	if !ok || indexID(list, id) >= 0 {
		return nil
	}
	if _, recorded := seen.Place(id); !recorded {
		return nil
	}
	return func(places map[string]profile.Place, _ bool) { delete(places, id) }
}

// unreachable reports whether the keys cannot be had at all, now.
func unreachable(err error) bool {
	for _, known := range []error{ErrLocked, store.ErrAbsent, store.ErrNoCollection, store.ErrLocked, store.ErrDismissed, store.ErrStuck} {
		if errors.Is(err, known) {
			return true
		}
	}
	return false
}

// Changed tells what of a profile was changed since it was agreed to, as far as that can
// be seen without asking for anything: for showing it, not for deciding by it.
func (w *Wallet) Changed(p profile.Profile) []profile.Difference {
	seen, ok := w.keys.SeenAgreed()
	if !ok {
		return nil
	}
	was, ok := seen.Place(p.ID)
	is := p.Place()
	if profile.KeyUse(is.Key) == was.Key {
		is.Key = was.Key
	}
	if ok && !was.StaysWithIBM(is) {
		return was.Differences(is)
	}
	return nil
}
