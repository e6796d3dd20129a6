package wallet

import (
	"context"
	"errors"
	"fmt"
	"time"

	"lanyard/iam"
	"lanyard/internal/profile"
	"lanyard/internal/secret"
	"lanyard/store"
)

// rollbackTime is how long undoing a half-done change may take after its own context
// has ended.
const rollbackTime = 5 * time.Second

// Key gives a profile's key itself, for a confirmed request of the user.
func (w *Wallet) Key(ctx context.Context, id string) (secret.Text, error) {
	p, err := w.get(ctx, id)
	if err != nil {
		return secret.Text{}, err
	}
	e, err := w.boundEntry(ctx, p)
	return e.Secret, err
}

// ZenHeader gives the whole value of the header by which newer clusters take a
// profile's user name and API key in place of a token, for a confirmed request of the
// user; see [iam.ZenAPIKey]. A profile of another kind, or with a password, has none:
// that is an [ErrNoZen].
func (w *Wallet) ZenHeader(ctx context.Context, id string) (secret.Text, error) {
	p, err := w.get(ctx, id)
	if err != nil {
		return secret.Text{}, err
	}
	if !HasZen(p) {
		return secret.Text{}, fmt.Errorf("make the header of profile %q: %w", p.Name, ErrNoZen)
	}
	e, err := w.boundEntry(ctx, p)
	if err != nil {
		return secret.Text{}, err
	}
	return iam.ZenAPIKey(p.Username, e.Secret), nil
}

// HasZen reports whether a profile has what a ZenApiKey header is made of.
func HasZen(p profile.Profile) bool { return p.Kind == profile.CP4D && p.SecretKind == profile.APIKey }

// Agree agrees to a profile as it is now, after the user has seen it: to is what they
// saw. The key is bound to where the profile signs in. A key that other profiles use for the old
// place is split off, so that they keep theirs.
func (w *Wallet) Agree(ctx context.Context, id string, to profile.Place) error {
	p, err := w.get(ctx, id)
	if err != nil {
		return err
	}
	if p.Place() != to {
		return fmt.Errorf("bind the key of profile %q: %w", p.Name, ErrChanged)
	}
	_, err = w.Edit(ctx, id, func(*profile.Profile) error { return nil }, Secrets{KeepSecret: true})
	return err
}

// credential reads what an exchange needs. Nothing leaves the keyring for a profile
// that has been changed to sign in elsewhere: that is a [*UnboundError].
func (w *Wallet) credential(ctx context.Context, p profile.Profile) (iam.Credential, error) {
	c := iam.Credential{Profile: p}
	if p.ByCode() {
		if err := w.usable(ctx, p); err != nil {
			return c, err
		}
	} else {
		e, err := w.boundEntry(ctx, p)
		if err != nil {
			return c, err
		}
		c.Key = e.Secret
	}
	var err error
	if c.Proxy, err = w.proxyKey(ctx, p); err != nil {
		return c, err
	}
	if p.ByCode() {
		c.Session = w.signedIn(p, c)
	}
	return c, nil
}

// proxyKey reads the password of a profile's proxy, empty for none.
func (w *Wallet) proxyKey(ctx context.Context, p profile.Profile) (secret.Text, error) {
	if p.ProxyKeyID == "" {
		return secret.Text{}, nil
	}
	proxy, err := w.keys.Get(ctx, p.ProxyKeyID)
	if err != nil {
		return secret.Text{}, fmt.Errorf("read the proxy password of profile %q: %w", p.Name, err)
	}
	if !proxy.Bound.Equal(ProxyBound(p)) {
		return secret.Text{}, &UnboundError{Profile: p, Have: proxy.Bound, Want: ProxyBound(p), Is: p.Place()}
	}
	return proxy.Secret, nil
}

// usable is the gate of a profile that has no key: it can be used as it is, and is what
// the user agreed to.
func (w *Wallet) usable(ctx context.Context, p profile.Profile) error {
	if err := profile.Check(p); err != nil {
		return fmt.Errorf("use profile %q: %w", p.Name, err)
	}
	if w.keys.isLocked() {
		return ErrLocked
	}
	return w.checkAgreed(ctx, p)
}

// boundEntry reads a profile's key behind the gate. A key in a team's store is fetched.
func (w *Wallet) boundEntry(ctx context.Context, p profile.Profile) (store.Entry, error) {
	if p.ByCode() {
		return store.Entry{}, fmt.Errorf("read the key of profile %q: %w", p.Name, ErrByCode)
	}
	if err := profile.Check(p); err != nil {
		return store.Entry{}, fmt.Errorf("use profile %q: %w", p.Name, err)
	}
	e, err := w.keys.Get(ctx, p.KeyID)
	if err != nil {
		return store.Entry{}, fmt.Errorf("read the key of profile %q: %w", p.Name, err)
	}
	if err := w.checkBound(ctx, p, e.Bound); err != nil {
		return store.Entry{}, err
	}
	if e.Secret, err = w.keyOf(ctx, p, e); err != nil {
		return store.Entry{}, err
	}
	return e, nil
}

// checkBound is the whole question whether a profile may use a key: the key is bound to
// where the profile signs in, and the profile is what the user agreed to.
func (w *Wallet) checkBound(ctx context.Context, p profile.Profile, have profile.Bound) error {
	if have.Equal(p.Bound()) {
		return w.checkAgreed(ctx, p)
	}
	was, err := w.agreedPlace(ctx, p.ID)
	if err != nil {
		was = nil // the bound alone tells enough
	}
	return &UnboundError{Profile: p, Have: have, Want: p.Bound(), Was: was, Is: p.Place()}
}

// ProxyBound is where a proxy's password may go: to that proxy.
func ProxyBound(p profile.Profile) profile.Bound {
	return profile.Bound{Kind: "proxy", Proxy: p.Proxy}
}

// writes collects writes to the keyring, so that they can be taken back when the
// profile they belong to could not be saved.
type writes struct {
	keys    *guarded
	waiting map[string]store.Entry // put, and not written yet
	isNew   map[string]bool        // ids that nothing lies under yet
	undo    []store.Batch
}

// put takes an entry in for the next write. isNew says that nothing lies under its id.
func (ws *writes) put(id string, e store.Entry, isNew bool) {
	if ws.waiting == nil {
		ws.waiting, ws.isNew = map[string]store.Entry{}, map[string]bool{}
	}
	ws.waiting[id], ws.isNew[id] = e, isNew
}

// write writes the keys that wait, and what is agreed to with them; disagree takes that
// back. Both may be nil.
func (ws *writes) write(ctx context.Context, agree, disagree store.ChangeAgreed) error {
	back, err := ws.before(ctx)
	if err != nil {
		return err
	}
	b := store.Batch{Put: ws.waiting, Agreed: agree}
	back.Agreed = disagree
	ws.waiting = nil
	if ws.keys.atOnce() { // then nothing is half done
		if err := ws.keys.Write(ctx, b); err != nil {
			return err
		}
		ws.undo = append(ws.undo, back)
		return nil
	}
	ws.undo = append(ws.undo, back)
	return ws.keys.Write(ctx, b)
}

// before gives what brings back what the keys that wait replace.
func (ws *writes) before(ctx context.Context) (store.Batch, error) {
	back := store.Batch{Put: map[string]store.Entry{}}
	for id := range ws.waiting {
		if ws.isNew[id] {
			back.Delete = append(back.Delete, id)
			continue
		}
		old, err := ws.keys.Get(ctx, id)
		if e := ws.waiting[id]; e.Use == "" { // another key for the same use
			if e.Use = old.Use; err != nil && profile.KeyUse(id) != id {
				e.Use = profile.KeyUse(id)
			}
			ws.waiting[id] = e
		}
		switch {
		case err == nil:
			back.Put[id] = old
		case errors.Is(err, store.ErrMissing), errors.Is(err, store.ErrDamaged):
			back.Delete = append(back.Delete, id)
		default:
			return back, err
		}
	}
	return back, nil
}

// rollback takes the writes back, last first. It runs also when the change was
// cancelled, which is why it has a time of its own, and when the wallet was locked since:
// like Delete it shows nobody anything.
func (ws *writes) rollback(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), rollbackTime)
	defer cancel()
	var errs []error
	for i := len(ws.undo) - 1; i >= 0; i-- {
		errs = append(errs, write(ctx, ws.keys.current(), ws.undo[i]))
	}
	return errors.Join(errs...)
}

// dropUnused deletes keys that no profile uses any more. A key that stays behind is
// harmless and is found by the keyring's own tools, so failures are not reported.
func (w *Wallet) dropUnused(ctx context.Context, ids ...string) {
	list, err := w.profiles.Load(ctx)
	if err != nil {
		return
	}
	for _, id := range ids {
		if id != "" && len(users(list, id)) == 0 && !w.isHeld(id) {
			_ = w.keys.Delete(ctx, id)
		}
	}
}
