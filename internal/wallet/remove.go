package wallet

import (
	"context"
	"fmt"
	"slices"

	"lanyard/internal/profile"
	"lanyard/store"
)

// Removed is a profile that has left the file while its key still lies in the
// keyring, so that Undo loses nothing. Commit deletes the key; without it the key
// stays behind, unused.
type Removed struct {
	Profile profile.Profile
	w       *Wallet
}

// Remove takes a profile out of the file. Of several that have one id it takes the one of
// that name.
func (w *Wallet) Remove(ctx context.Context, id, name string) (*Removed, error) {
	r := &Removed{w: w}
	err := w.profiles.Change(ctx, func(list []profile.Profile) ([]profile.Profile, error) {
		i := indexID(list, id)
		if j := indexName(list, name); j >= 0 && list[j].ID == id {
			i = j
		}
		if i < 0 {
			return nil, &NotFoundError{Name: id}
		}
		r.Profile = list[i]
		return slices.Delete(slices.Clone(list), i, i+1), nil
	})
	if err != nil {
		return nil, fmt.Errorf("remove profile: %w", err)
	}
	w.Record(store.DeedRemoved, r.Profile, "")
	return r, nil
}

// Undo puts the profile back, under a free name if its own is taken by now.
func (r *Removed) Undo(ctx context.Context) error {
	p := r.Profile
	err := r.w.profiles.Change(ctx, func(list []profile.Profile) ([]profile.Profile, error) {
		for n := 1; indexName(list, p.Name) >= 0; n++ {
			p.Name = copyName(r.Profile.Name, n)
		}
		return r.w.insert(list, nil, p)
	})
	if err != nil {
		return err
	}
	r.w.Record(store.DeedRestored, p, "removal undone")
	return nil
}

// Commit deletes the profile's keys, if no other profile uses them, and forgets its
// tokens.
func (r *Removed) Commit(ctx context.Context) error {
	defer r.w.keys.writing()()
	list, err := r.w.profiles.Load(ctx)
	if err != nil {
		return fmt.Errorf("remove the key of profile %q: %w", r.Profile.Name, err)
	}
	var gone store.Batch
	for _, id := range []string{r.Profile.KeyID, r.Profile.ProxyKeyID} {
		if id != "" && len(users(list, id)) == 0 && !r.w.isHeld(id) {
			r.w.forgetKey(id)
			gone.Delete = append(gone.Delete, id)
		}
	}
	record := store.Batch{Agreed: r.w.forgetAgreed(list, r.Profile.ID)}
	if r.w.keys.atOnce() {
		gone.Agreed, record.Agreed = record.Agreed, nil
	}
	keys := r.w.keys.current() // see Delete of guarded
	if err := write(ctx, keys, gone); err != nil {
		return fmt.Errorf("remove the key of profile %q: %w", r.Profile.Name, err)
	}
	_ = write(ctx, keys, record) // it is harmless where it stays
	return nil
}
