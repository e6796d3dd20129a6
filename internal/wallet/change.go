package wallet

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"lanyard/internal/profile"
	"lanyard/store"
)

// Add saves a new profile with its key: first the key, then the profile, so that a
// profile is saved only when its key is. It fills ID, KeyID, SecretKind and times.
func (w *Wallet) Add(ctx context.Context, p profile.Profile, s Secrets) (profile.Profile, error) {
	saved, err := w.saveNew(ctx, p, s)
	if err == nil {
		w.Record(store.DeedCreated, saved, "")
	}
	return saved, err
}

// Import is Add for a profile that comes from elsewhere. It may come without its key:
// it is saved all the same, and whatever needs the key fails with [store.ErrMissing]
// until an Edit gives one.
func (w *Wallet) Import(ctx context.Context, p profile.Profile, s Secrets) (profile.Profile, error) {
	s.later = true
	saved, err := w.saveNew(ctx, p, s)
	if err == nil {
		w.Record(store.DeedImported, saved, "")
	}
	return saved, err
}

func (w *Wallet) saveNew(ctx context.Context, p profile.Profile, s Secrets) (profile.Profile, error) {
	p.ID = profile.NewID(p.Name)
	p.KeyID, p.KeyFrom, p.ProxyKeyID = "", "", "" // an import names no key of ours
	return w.save(ctx, nil, p, s)
}

// Edit lets change alter a profile and saves it. When the profile then signs in
// elsewhere, the stored key goes along only with s.KeepSecret or is replaced by
// s.Key; otherwise nothing is saved and the error is an [*UnboundError]. change may
// be called more than once.
func (w *Wallet) Edit(ctx context.Context, id string, change func(*profile.Profile) error, s Secrets) (profile.Profile, error) {
	const tries = 3 // somebody else may change the same profile between our look and our lock
	for try := 1; ; try++ {
		old, err := w.get(ctx, id)
		if err != nil {
			return profile.Profile{}, err
		}
		p := clone(old)
		if err := change(&p); err != nil {
			return profile.Profile{}, err
		}
		p.ID, p.KeyID, p.KeyFrom, p.ProxyKeyID, p.CreatedAt = old.ID, old.KeyID, old.KeyFrom, old.ProxyKeyID, old.CreatedAt
		if p.Proxy == "" {
			p.ProxyKeyID = "" // the password goes with its proxy
		}
		saved, err := w.save(ctx, &old, p, s)
		if errors.Is(err, ErrChanged) && try < tries {
			continue
		}
		return saved, err
	}
}

// Rename gives a profile another name. Its key keeps its id.
func (w *Wallet) Rename(ctx context.Context, id, name string) (profile.Profile, error) {
	return w.Edit(ctx, id, func(p *profile.Profile) error { p.Name = name; return nil }, Secrets{})
}

// Duplicate saves a copy of a profile that shares its key. Without a name it becomes
// "NAME copy", "NAME copy 2" and so on.
func (w *Wallet) Duplicate(ctx context.Context, id, name string) (profile.Profile, error) {
	return w.duplicate(ctx, id, name, func(*profile.Profile) {})
}

func (w *Wallet) duplicate(ctx context.Context, id, name string, change func(*profile.Profile)) (profile.Profile, error) {
	var made profile.Profile
	err := w.profiles.Change(ctx, func(list []profile.Profile) ([]profile.Profile, error) {
		old, err := byID(list, id)
		if err != nil {
			return nil, err
		}
		made = clone(old)
		made.Name = name
		for n := 1; made.Name == "" || name == "" && indexName(list, made.Name) >= 0; n++ {
			made.Name = copyName(old.Name, n)
		}
		made.ID = profile.NewID(made.Name)
		made.CreatedAt = w.stamp()
		made.ChangedAt = made.CreatedAt
		change(&made)
		return w.insert(list, nil, made)
	})
	if err != nil {
		return profile.Profile{}, fmt.Errorf("duplicate profile: %w", err)
	}
	if err := w.agreeCopy(ctx, id, made); err != nil {
		if back := w.takeBack(ctx, made.ID); back != nil {
			err = errors.Join(err, fmt.Errorf("take back the copy: %w", back))
		}
		return profile.Profile{}, fmt.Errorf("duplicate profile: %w", err)
	}
	w.Record(store.DeedCreated, made, "a copy")
	return made, nil
}

// takeBack removes a profile that was saved a moment ago, also when the change was
// cancelled.
func (w *Wallet) takeBack(ctx context.Context, id string) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), rollbackTime)
	defer cancel()
	return w.profiles.Change(ctx, func(list []profile.Profile) ([]profile.Profile, error) {
		return slices.DeleteFunc(slices.Clone(list), func(p profile.Profile) bool { return p.ID == id }), nil
	})
}

// agreeCopy agrees to a copy of a profile that was agreed to.
func (w *Wallet) agreeCopy(ctx context.Context, id string, made profile.Profile) error {
	old, err := w.get(ctx, id)
	if err != nil {
		return err
	}
	if agreed, err := w.isAgreed(ctx, old); err != nil || !agreed {
		return err // the copy is asked about when it is used
	}
	was, err := w.placeOf(ctx, old)
	if err != nil {
		return nil
	}
	if is, err := w.placeOf(ctx, made); err != nil || is != was {
		return nil // it changed meanwhile
	}
	return w.agreeTo(ctx, &writes{keys: w.keys}, made, false)
}

// copyName gives the n-th name for a copy, cut so that it stays within the limit.
func copyName(name string, n int) string {
	suffix := " copy"
	if n > 1 {
		suffix = fmt.Sprintf(" copy %d", n)
	}
	r := []rune(name)
	r = r[:min(len(r), profile.MaxName-len(suffix))]
	return string(r) + suffix
}

// save writes a profile that is new (old is nil) or changed, keys first.
func (w *Wallet) save(ctx context.Context, old *profile.Profile, p profile.Profile, s Secrets) (profile.Profile, error) {
	defer w.keys.writing()()
	if err := w.allowed(p); err != nil {
		return profile.Profile{}, err
	}
	p = withSecretKind(p)
	p.ChangedAt = w.stamp()
	if old == nil {
		p.CreatedAt = p.ChangedAt
	}
	list, err := w.profiles.Load(ctx)
	if err != nil {
		return profile.Profile{}, fmt.Errorf("save profile %q: %w", p.Name, err)
	}
	if _, err := w.insert(list, old, p); err != nil {
		return profile.Profile{}, err // before a key is written
	}
	if err := w.awaitProfiles(ctx); err != nil { // also before a key is written
		return profile.Profile{}, fmt.Errorf("save profile %q: %w", p.Name, err)
	}
	ws := &writes{keys: w.keys}
	err = w.neededKeys(ctx, ws, list, old, &p, s)
	agrees := false
	if err == nil {
		agrees, err = w.agreesTo(ctx, old, p, s)
	}
	switch {
	case err != nil:
	case agrees:
		err = w.agreeTo(ctx, ws, p, s.KeepSecret)
	default:
		err = ws.write(ctx, nil, nil)
	}
	if err == nil {
		err = w.profiles.Change(ctx, func(list []profile.Profile) ([]profile.Profile, error) {
			return w.insert(list, old, p)
		})
	}
	if err != nil {
		if back := ws.rollback(ctx); back != nil {
			err = errors.Join(err, fmt.Errorf("take back the key: %w", back))
		}
		return profile.Profile{}, fmt.Errorf("save profile %q: %w", p.Name, err)
	}
	if old != nil {
		w.afterEdit(ctx, *old, p, s)
		w.noteEdit(*old, p, s)
	}
	return p, nil
}

// awaitProfiles waits until nobody else changes the profiles, where the place of the
// profiles knows that.
func (w *Wallet) awaitProfiles(ctx context.Context) error {
	if p, ok := w.profiles.(interface {
		Await(ctx context.Context) error
	}); ok {
		return p.Await(ctx)
	}
	return nil
}

// agreesTo reports whether saving a profile agrees to where it sends things: a new one was
// typed whole. Of an edit only what was typed is agreed to, so the rest must have been: who
// types a new key for a profile that was changed by hand has not seen where it goes. A
// profile that has no record yet, such as one without a key, gets it with its key.
func (w *Wallet) agreesTo(ctx context.Context, old *profile.Profile, p profile.Profile, s Secrets) (bool, error) {
	switch {
	case old == nil || s.KeepSecret:
		return true, nil
	case s.Key.Empty() && s.Reference == "" && old.Place() == p.Place():
		return false, nil // nothing that counts was changed
	}
	if agreed, err := w.isAgreed(ctx, *old); agreed || err != nil || s.Key.Empty() && s.Reference == "" {
		return agreed, err
	}
	was, err := w.agreedPlace(ctx, old.ID)
	return was == nil, err
}

// isAgreed reports whether a profile is what the user agreed to. Where the keys cannot be
// had that is not known, and it is taken for one that is not.
func (w *Wallet) isAgreed(ctx context.Context, p profile.Profile) (bool, error) {
	err := w.checkAgreed(ctx, p)
	if errors.As(err, new(*UnboundError)) || unreachable(err) {
		return false, nil
	}
	return err == nil, err
}

// withSecretKind fills in the kind of secret that a profile's kind usually has.
func withSecretKind(p profile.Profile) profile.Profile {
	if p.ByCode() {
		p.SecretKind = ""
		return p
	}
	if kinds := p.Kind.SecretKinds(); p.SecretKind == "" && len(kinds) > 0 {
		p.SecretKind = kinds[0]
	}
	return p
}

// insert puts a checked profile into the list: at old's place, or at the end. It
// refuses a taken name, and a profile that is not as old any more.
func (w *Wallet) insert(list []profile.Profile, old *profile.Profile, p profile.Profile) ([]profile.Profile, error) {
	if i := indexName(list, p.Name); i >= 0 && list[i].ID != p.ID {
		return nil, fmt.Errorf("name profile %q: %w", p.Name, ErrNameTaken)
	}
	if err := profile.Check(p); err != nil {
		return nil, err
	}
	if old == nil {
		return append(slices.Clone(list), p), nil
	}
	i := indexID(list, p.ID)
	if i < 0 {
		return nil, &NotFoundError{Name: old.Name}
	}
	if !list[i].ChangedAt.Equal(old.ChangedAt) || list[i].Place() != old.Place() {
		return nil, fmt.Errorf("save profile %q: %w", p.Name, ErrChanged)
	}
	list = slices.Clone(list)
	list[i] = p
	return list, nil
}

// neededKeys puts into ws what the profile will need in the keyring, and sets the
// profile's key ids.
func (w *Wallet) neededKeys(ctx context.Context, ws *writes, list []profile.Profile, old *profile.Profile, p *profile.Profile, s Secrets) error {
	var err error
	switch {
	case p.ByCode():
		p.KeyID, p.KeyFrom = "", ""
	case s.ShareWith != "":
		err = w.shareKey(ctx, ws, list, p, s)
	case !s.Key.Empty(), s.Reference != "":
		w.newKey(ws, list, old, p, s)
	case old == nil && s.later:
		p.KeyID = profile.NewID(p.Name)
	case old == nil, old.ByCode():
		err = fmt.Errorf("save profile %q: %w", p.Name, ErrNoKey)
	case s.KeepSecret || !p.Bound().Equal(old.Bound()):
		err = w.keepKey(ctx, ws, list, p, s)
	}
	if err != nil {
		return err
	}
	return w.neededProxyKey(ctx, ws, old, p, s)
}

// newKey stores a new secret: in the old key's place, for all profiles that share it
// and sign in at the same place; otherwise under an id of its own.
func (w *Wallet) newKey(ws *writes, list []profile.Profile, old *profile.Profile, p *profile.Profile, s Secrets) {
	inPlace := old != nil && old.KeyID != "" && old.KeyFrom == s.Reference
	if inPlace {
		for _, u := range users(list, old.KeyID) {
			inPlace = inPlace && (u.ID == p.ID || u.KeyFrom == s.Reference && u.Bound().Equal(p.Bound()) && u.SecretKind == p.SecretKind)
		}
	}
	if !inPlace {
		p.KeyID = profile.NewID(p.Name)
	}
	p.KeyFrom = s.Reference
	ws.put(p.KeyID, store.Entry{Secret: s.Key, Reference: s.Reference, Bound: p.Bound()}, !inPlace)
}

// shareKey makes the profile use another one's key.
func (w *Wallet) shareKey(ctx context.Context, ws *writes, list []profile.Profile, p *profile.Profile, s Secrets) error {
	other, err := byID(list, s.ShareWith)
	if err != nil {
		return err
	}
	if other.ByCode() {
		return fmt.Errorf("share the key of profile %q: %w", other.Name, ErrByCode)
	}
	p.KeyID, p.KeyFrom, p.SecretKind = other.KeyID, other.KeyFrom, other.SecretKind
	return w.keepKey(ctx, ws, list, p, s)
}

// keepKey checks that the stored key is bound to where the profile signs in. With the
// user's agreement it is bound anew: in place when nobody else uses it for the old
// place, otherwise as a copy. A key that is not on this computer can be sent nowhere, so
// it holds up no change of the profile.
func (w *Wallet) keepKey(ctx context.Context, ws *writes, list []profile.Profile, p *profile.Profile, s Secrets) error {
	e, err := w.keys.Get(ctx, p.KeyID)
	if errors.Is(err, store.ErrMissing) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read the key: %w", err)
	}
	want := p.Bound()
	if e.Bound.Equal(want) {
		return nil
	}
	if !s.KeepSecret {
		return &UnboundError{Profile: *p, Have: e.Bound, Want: want}
	}
	shared := slices.ContainsFunc(users(list, p.KeyID), func(u profile.Profile) bool {
		return u.ID != p.ID && !u.Bound().Equal(want)
	})
	if shared {
		p.KeyID, e.Use = profile.NewID(p.Name), ""
	}
	e.Bound = want
	ws.put(p.KeyID, e, shared)
	return nil
}

// neededProxyKey puts in a new proxy password, or lets the old one follow the profile
// when the user agreed. A profile without that proxy loses the password.
func (w *Wallet) neededProxyKey(ctx context.Context, ws *writes, old *profile.Profile, p *profile.Profile, s Secrets) error {
	want := ProxyBound(*p)
	switch {
	case p.Proxy == "":
		p.ProxyKeyID = ""
		return nil
	case !s.Proxy.Empty():
		p.ProxyKeyID = profile.NewID(p.Name + "-proxy")
		ws.put(p.ProxyKeyID, store.Entry{Secret: s.Proxy, Bound: want}, true)
		return nil
	case p.ProxyKeyID == "" || old != nil && old.Proxy == p.Proxy && !s.KeepSecret:
		return nil
	case !s.KeepSecret:
		p.ProxyKeyID = ""
		return nil
	}
	e, err := w.keys.Get(ctx, p.ProxyKeyID)
	if errors.Is(err, store.ErrMissing) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read the proxy password: %w", err)
	}
	if e.Bound.Equal(want) {
		return nil
	}
	p.ProxyKeyID = profile.NewID(p.Name + "-proxy")
	ws.put(p.ProxyKeyID, store.Entry{Secret: e.Secret, Bound: want}, true)
	return nil
}

// afterEdit forgets tokens that an old key made and deletes keys that nobody uses.
func (w *Wallet) afterEdit(ctx context.Context, old, p profile.Profile, s Secrets) {
	if !s.Key.Empty() || s.Reference != "" {
		w.forgetKey(old.KeyID)
	}
	if old.KeyID != p.KeyID {
		w.dropUnused(ctx, old.KeyID)
	}
	if old.ProxyKeyID != p.ProxyKeyID {
		w.dropUnused(ctx, old.ProxyKeyID)
	}
}

// stamp is the time for a profile's record: UTC, to the microsecond.
func (w *Wallet) stamp() time.Time { return w.now().UTC().Round(0).Truncate(time.Microsecond) }

// clone copies a profile with everything it points to.
func clone(p profile.Profile) profile.Profile {
	p.Tags = slices.Clone(p.Tags)
	if p.TrustedProfile != nil {
		t := *p.TrustedProfile
		p.TrustedProfile = &t
	}
	return p
}
