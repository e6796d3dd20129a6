package wallet

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"

	"lanyard/internal/profile"
	"lanyard/store"
)

// Backup gives all profiles with the keys that they use, each key once. Profiles whose
// key is not on this computer come as well; keyless names them.
func (w *Wallet) Backup(ctx context.Context) (a store.Archive, keyless []profile.Profile, err error) {
	list, err := w.List(ctx)
	if err != nil {
		return store.Archive{}, nil, err
	}
	a = store.Archive{Profiles: list, Keys: map[string]store.Entry{}}
	for _, p := range list {
		complete := true
		for _, id := range keyIDs(p) {
			switch e, err := w.keys.Get(ctx, id); {
			case err == nil:
				a.Keys[id] = e
			case errors.Is(err, store.ErrMissing):
				complete = false
			default:
				return store.Archive{}, nil, fmt.Errorf("read the key of profile %q: %w", p.Name, err)
			}
		}
		if !complete {
			keyless = append(keyless, p)
		}
	}
	return a, keyless, w.backUpHeld(ctx, a.Keys)
}

// backUpHeld puts the keys that no profile uses and that stay all the same into a backup.
func (w *Wallet) backUpHeld(ctx context.Context, keys map[string]store.Entry) error {
	if w.held == nil {
		return nil
	}
	for _, id := range w.held() {
		switch e, err := w.keys.Get(ctx, id); {
		case err == nil:
			keys[id] = e
		case !errors.Is(err, store.ErrMissing) && !errors.Is(err, store.ErrDamaged):
			return fmt.Errorf("read the key %q: %w", id, err)
		}
	}
	return nil
}

// keyIDs lists the keys that a profile uses.
func keyIDs(p profile.Profile) []string {
	return slices.DeleteFunc([]string{p.KeyID, p.ProxyKeyID}, func(id string) bool { return id == "" })
}

// Shared gives a profile as it may be handed to somebody else: without its id and the
// ids of its keys, which mean nothing there, without passwords that stand in an
// address, and without fields that this version doesn't know, which could be anything.
func Shared(p profile.Profile) profile.Profile {
	p = clone(p)
	p.ID, p.KeyID, p.KeyFrom, p.ProxyKeyID, p.Extra = "", "", "", "", nil
	for _, address := range []*string{&p.URL, &p.AuthURL, &p.PlatformURL, &p.CPDIdentity, &p.Proxy} {
		*address = withoutPassword(*address)
	}
	return p
}

// withoutPassword drops the password of an address. One that cannot be read is dropped
// whole when it could have one.
func withoutPassword(address string) string {
	u, err := url.Parse(address)
	switch {
	case err != nil && slices.Contains([]byte(address), '@'):
		return ""
	case err != nil || u.User == nil:
		return address
	}
	if _, has := u.User.Password(); !has {
		return address
	}
	u.User = url.User(u.User.Username())
	return u.String()
}
