package wallet

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"lanyard/iam"
	"lanyard/internal/profile"
	"lanyard/internal/secret"
	"lanyard/store"
)

// ErrNotKept is wrapped when a key was written and something else was read back.
var ErrNotKept = errors.New("the key that was written is not the one that lies there")

// Pair is a key and the one that takes its place, by their ids here.
type Pair struct {
	Old string `json:"old"`
	New string `json:"new"`
}

// UseHeld tells the wallet of keys that no profile uses and that must stay all the same,
// by their ids: those of rotations under way, and the ones that wait for their end.
func (w *Wallet) UseHeld(held func() []string) { w.held = held }

// isHeld reports whether a key must stay although no profile uses it.
func (w *Wallet) isHeld(id string) bool { return w.held != nil && slices.Contains(w.held(), id) }

// KeyIDs is the function of that name, and the keys that are held besides.
func (w *Wallet) KeyIDs(list []profile.Profile) []string {
	ids := KeyIDs(list)
	if w.held == nil {
		return ids
	}
	for _, id := range w.held() {
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// useOf is the use of a key: what stands in its entry, else its own id.
func (w *Wallet) useOf(ctx context.Context, keyID string) (string, error) {
	if profile.KeyUse(keyID) == keyID {
		return keyID, nil // only ids with a dot have taken another's place
	}
	e, err := w.keys.Get(ctx, keyID)
	switch {
	case errors.Is(err, store.ErrMissing), errors.Is(err, store.ErrDamaged):
		return profile.KeyUse(keyID), nil // there is no key that could go anywhere
	case err != nil:
		return "", err
	case e.Use == "":
		return keyID, nil
	}
	return e.Use, nil
}

// placeOf is a profile's place with its key by its use, as it is agreed to: a rotated key
// is used where the one before was.
func (w *Wallet) placeOf(ctx context.Context, p profile.Profile) (profile.Place, error) {
	at := p.Place()
	if at.Key == "" {
		return at, nil
	}
	var err error
	at.Key, err = w.useOf(ctx, at.Key)
	return at, err
}

// CheckKey asks whether a profile and its key are what the user agreed to; an
// [*UnboundError] when not. Nothing is sent.
func (w *Wallet) CheckKey(ctx context.Context, p profile.Profile) error {
	_, err := w.boundEntry(ctx, p)
	return err
}

// Owner signs a profile in as the owner of its key, without its trusted profile, and
// calls do with the credential and a live token, such as to manage the key at IBM. keyID
// names another stored key of the same use, "" the profile's own. It is for calls that
// the user asked for; the gate is the one of every sign-in.
func (w *Wallet) Owner(ctx context.Context, id, keyID string, do func(context.Context, iam.Credential, Token) error) error {
	ctx, done := w.keys.untilLocked(ctx)
	defer done()
	p, err := w.get(ctx, id)
	if err != nil {
		return err
	}
	if p, err = w.withKey(ctx, p, keyID); err != nil {
		return err
	}
	p.TrustedProfile = nil
	c, err := w.ownerOf(ctx, id, p)
	if err != nil {
		return err
	}
	t, err := w.tokens.get(ctx, identityOf(p), func(ctx context.Context) (Token, error) {
		with, t, err := w.signInWith(ctx, c)
		w.noteExchange(p, "", err)
		c = with
		return t, err
	}, w.now, false)
	if err != nil {
		return err
	}
	err = do(ctx, c, t)
	if err != nil && errors.Is(context.Cause(ctx), ErrLocked) {
		return ErrLocked
	}
	return err
}

// ownerOf reads the credential of a profile that was altered for one call: the gate asks
// for the profile as it is saved, and the key must be bound to the same place.
func (w *Wallet) ownerOf(ctx context.Context, id string, p profile.Profile) (iam.Credential, error) {
	saved, err := w.get(ctx, id)
	if err != nil {
		return iam.Credential{}, err
	}
	if err := w.checkAgreed(ctx, saved); err != nil {
		return iam.Credential{}, err
	}
	e, err := w.keys.Get(ctx, p.KeyID)
	switch {
	case err != nil:
		return iam.Credential{}, fmt.Errorf("read the key of profile %q: %w", p.Name, err)
	case !e.Bound.Equal(p.Bound()):
		return iam.Credential{}, &UnboundError{Profile: saved, Have: e.Bound, Want: p.Bound(), Is: saved.Place()}
	}
	c := iam.Credential{Profile: p}
	if c.Key, err = w.keyOf(ctx, p, e); err != nil {
		return c, err
	}
	c.Proxy, err = w.proxyKey(ctx, p)
	return c, err
}

// withKey gives the profile with another key of the same use.
func (w *Wallet) withKey(ctx context.Context, p profile.Profile, keyID string) (profile.Profile, error) {
	if keyID == "" || keyID == p.KeyID {
		return p, nil
	}
	is, err := w.useOf(ctx, p.KeyID)
	if err != nil {
		return p, err
	}
	other, err := w.useOf(ctx, keyID)
	switch {
	case err != nil:
		return p, err
	case is != other:
		return p, fmt.Errorf("use the key %q for profile %q: it is another one's", keyID, p.Name)
	}
	p.KeyID, p.SecretKind = keyID, profile.APIKey // what takes another's place always is one
	return p, nil
}

// TestKey is [Wallet.Test] of a profile with another stored key of the same use. Its
// token is not kept.
func (w *Wallet) TestKey(ctx context.Context, id, keyID string, observe func(iam.Result)) ([]iam.Result, error) {
	p, err := w.get(ctx, id)
	if err != nil {
		return nil, err
	}
	with, err := w.withKey(ctx, p, keyID)
	if err != nil {
		return nil, err
	}
	if observe == nil {
		observe = func(iam.Result) {}
	}
	read := func(ctx context.Context, p profile.Profile) (iam.Credential, error) { return w.ownerOf(ctx, id, p) }
	return w.test(ctx, with, "", read, observe), nil
}

// SameKey gives the profiles that sign in to a kind of place with the key that one of
// them has, by whatever id it lies here, and that id. Profiles whose key cannot be read
// here have none.
func (w *Wallet) SameKey(ctx context.Context, id string) (map[string][]profile.Profile, error) {
	list, err := w.List(ctx)
	if err != nil {
		return nil, err
	}
	p, err := byID(list, id)
	if err != nil {
		return nil, err
	}
	mine, err := w.keys.Get(ctx, p.KeyID)
	if err != nil {
		return nil, fmt.Errorf("read the key of profile %q: %w", p.Name, err)
	}
	out := map[string][]profile.Profile{}
	equal := map[string]bool{p.KeyID: true}
	for _, o := range list {
		if o.Kind != p.Kind || o.SecretKind != p.SecretKind || o.KeyID == "" || o.ByCode() {
			continue
		}
		is, seen := equal[o.KeyID]
		if !seen {
			e, err := w.keys.Get(ctx, o.KeyID)
			if err != nil && !errors.Is(err, store.ErrMissing) && !errors.Is(err, store.ErrDamaged) && !errors.Is(err, store.ErrNewer) {
				return nil, fmt.Errorf("read the key of profile %q: %w", o.Name, err)
			}
			is = err == nil && e.Reference == mine.Reference && e.Secret.Equal(mine.Secret)
			equal[o.KeyID] = is
		}
		if is {
			out[o.KeyID] = append(out[o.KeyID], o)
		}
	}
	return out, nil
}

// PutNext stores a key that is to take the place of others, under a new id for each,
// bound and used as they are, and reads it back. When it fails nothing of it stays, as
// far as the place allows.
func (w *Wallet) PutNext(ctx context.Context, pairs []Pair, key secret.Text) error {
	defer w.keys.writing()()
	entries := map[string]store.Entry{}
	for _, pair := range pairs {
		e, err := w.keys.Get(ctx, pair.Old)
		if err != nil {
			return fmt.Errorf("store the new key: %w", err)
		}
		if e.Use == "" {
			e.Use = pair.Old
		}
		e.Secret, e.Reference = key, ""
		entries[pair.New] = e
	}
	ws := &writes{keys: w.keys, waiting: entries}
	err := ws.write(ctx, nil, nil)
	if err == nil {
		err = w.readBack(ctx, entries)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("store the new key: %w", err), ws.rollback(ctx))
	}
	return nil
}

func (w *Wallet) readBack(ctx context.Context, entries map[string]store.Entry) error {
	if r, ok := w.keys.current().(rereading); ok {
		r.Reread()
	}
	for id, want := range entries {
		e, err := w.keys.Get(ctx, id)
		switch {
		case err != nil:
			return err
		case !e.Secret.Equal(want.Secret) || e.Reference != want.Reference || !e.Bound.Equal(want.Bound) || e.Use != want.Use:
			return fmt.Errorf("%w: %s", ErrNotKept, id)
		}
	}
	return nil
}

// HasKey reports whether a key lies here under an id.
func (w *Wallet) HasKey(ctx context.Context, keyID string) (bool, error) {
	_, err := w.keys.Get(ctx, keyID)
	switch {
	case errors.Is(err, store.ErrMissing), errors.Is(err, store.ErrDamaged):
		return false, nil
	case err != nil:
		return false, fmt.Errorf("read a key: %w", err)
	}
	return true, nil
}

// Swap has every profile that uses an old key now use the new one, in one save. It gives
// those that were changed. Doing it again changes nothing.
func (w *Wallet) Swap(ctx context.Context, pairs []Pair) ([]profile.Profile, error) {
	defer w.keys.writing()()
	var changed []profile.Profile
	err := w.profiles.Change(ctx, func(list []profile.Profile) ([]profile.Profile, error) {
		changed = nil
		list = slices.Clone(list)
		for i := range list {
			for _, pair := range pairs {
				if list[i].KeyID == pair.Old {
					list[i].KeyID, list[i].ChangedAt = pair.New, w.stamp()
					changed = append(changed, list[i])
					break
				}
			}
		}
		return list, nil
	})
	if err != nil {
		return nil, fmt.Errorf("use the new key: %w", err)
	}
	for _, p := range changed {
		w.Record(store.DeedEdited, p, "key rotated")
	}
	return changed, nil
}

// DropKeys deletes keys that no profile uses, and what is known of them.
func (w *Wallet) DropKeys(ctx context.Context, ids ...string) error {
	defer w.keys.writing()()
	list, err := w.profiles.Load(ctx)
	if err != nil {
		return fmt.Errorf("delete keys: %w", err)
	}
	var gone []string
	for _, id := range ids {
		if id != "" && len(users(list, id)) == 0 {
			w.forgetKey(id)
			gone = append(gone, id)
		}
	}
	if err := write(ctx, w.keys.current(), store.Batch{Delete: gone}); err != nil {
		return fmt.Errorf("delete keys: %w", err)
	}
	return nil
}

// Users gives the profiles that use any of some keys, by name.
func (w *Wallet) Users(ctx context.Context, ids ...string) ([]profile.Profile, error) {
	return w.chosen(ctx, func(p profile.Profile) bool { return slices.Contains(ids, p.KeyID) })
}

// Family gives the profiles that use any of some keys, or one that took its place since,
// by name.
func (w *Wallet) Family(ctx context.Context, ids ...string) ([]profile.Profile, error) {
	uses := map[string]bool{}
	for _, id := range ids {
		uses[profile.KeyUse(id)] = true
	}
	return w.chosen(ctx, func(p profile.Profile) bool { return uses[profile.KeyUse(p.KeyID)] })
}

func (w *Wallet) chosen(ctx context.Context, want func(profile.Profile) bool) ([]profile.Profile, error) {
	list, err := w.List(ctx)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(list, func(p profile.Profile) bool { return !want(p) }), nil
}

// KeyOf gives another stored key of the same use as a profile's, for a question about that
// key which goes where it may go. The gate is that of a sign-in.
func (w *Wallet) KeyOf(ctx context.Context, id, keyID string) (secret.Text, error) {
	p, err := w.get(ctx, id)
	if err == nil {
		p, err = w.withKey(ctx, p, keyID)
	}
	if err != nil {
		return secret.Text{}, err
	}
	c, err := w.ownerOf(ctx, id, p)
	return c.Key, err
}

// Profile gives a profile by its id.
func (w *Wallet) Profile(ctx context.Context, id string) (profile.Profile, error) {
	return w.get(ctx, id)
}

// DuplicateWith saves a copy of a profile that has a stored key of its own, whose use is
// that of the profile's. change may alter the copy further.
func (w *Wallet) DuplicateWith(ctx context.Context, id, name, keyID string, change func(*profile.Profile)) (profile.Profile, error) {
	return w.duplicate(ctx, id, name, func(p *profile.Profile) {
		p.KeyID = keyID
		if change != nil {
			change(p)
		}
	})
}

// AgreeCopy agrees to a copy of a profile, where that was interrupted: what is agreed to of
// the profile holds for its copy.
func (w *Wallet) AgreeCopy(ctx context.Context, id string, made profile.Profile) error {
	return w.agreeCopy(ctx, id, made)
}
