package wallet

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"lanyard/internal/profile"
)

// List gives the profiles, sorted by name. It reads no secret.
func (w *Wallet) List(ctx context.Context) ([]profile.Profile, error) {
	list, err := w.profiles.Load(ctx)
	if err != nil {
		return nil, fmt.Errorf("list profiles: %w", err)
	}
	return sorted(list), nil
}

// sorted gives profiles by name. Each name is folded once, and profiles, which are large,
// are moved once at most.
func sorted(list []profile.Profile) []profile.Profile {
	type entry struct {
		name string
		at   int
	}
	order := make([]entry, len(list))
	for i := range list {
		order[i] = entry{fold(list[i].Name), i}
	}
	compare := func(a, b entry) int {
		return cmp.Or(cmp.Compare(a.name, b.name), cmp.Compare(list[a.at].ID, list[b.at].ID))
	}
	if slices.IsSortedFunc(order, compare) {
		return list
	}
	slices.SortFunc(order, compare)
	out := make([]profile.Profile, len(list))
	for i, e := range order {
		out[i] = list[e.at]
	}
	return out
}

func byName(a, b profile.Profile) int {
	return cmp.Or(cmp.Compare(fold(a.Name), fold(b.Name)), cmp.Compare(a.ID, b.ID))
}

// Find gives the profile of a name, ignoring case, or a [*NotFoundError].
func (w *Wallet) Find(ctx context.Context, name string) (profile.Profile, error) {
	want := fold(name)
	found, err := w.profiles.Pick(ctx, func(_, n string) bool { return fold(n) == want })
	if err != nil {
		return profile.Profile{}, fmt.Errorf("find profile: %w", err)
	}
	if len(found) > 0 { // two of one name can only have been written by hand
		return slices.MinFunc(found, byName), nil
	}
	list, err := w.List(ctx)
	if err != nil {
		return profile.Profile{}, err
	}
	return profile.Profile{}, &NotFoundError{Name: name, Near: near(list, name)}
}

// KeyUsers gives the profiles that share this one's key, itself included.
func (w *Wallet) KeyUsers(ctx context.Context, id string) ([]profile.Profile, error) {
	list, err := w.List(ctx)
	if err != nil {
		return nil, err
	}
	p, err := byID(list, id)
	if err != nil {
		return nil, err
	}
	return users(list, p.KeyID), nil
}

func (w *Wallet) get(ctx context.Context, id string) (profile.Profile, error) {
	found, err := w.profiles.Pick(ctx, func(other, _ string) bool { return other == id })
	if err != nil {
		return profile.Profile{}, fmt.Errorf("find profile: %w", err)
	}
	return byID(found, id)
}

// twins gives the profiles of an id.
func twins(list []profile.Profile, id string) []profile.Profile {
	var out []profile.Profile
	for i := range list {
		if list[i].ID == id {
			out = append(out, list[i])
		}
	}
	return out
}

func twinError(list []profile.Profile) *TwinError {
	e := &TwinError{ID: list[0].ID}
	for _, p := range list {
		e.Names = append(e.Names, p.Name)
	}
	return e
}

func byID(list []profile.Profile, id string) (profile.Profile, error) {
	switch found := twins(list, id); len(found) {
	case 0:
		return profile.Profile{}, &NotFoundError{Name: id}
	case 1:
		return found[0], nil
	default:
		return profile.Profile{}, twinError(found)
	}
}

func indexID(list []profile.Profile, id string) int {
	return slices.IndexFunc(list, func(p profile.Profile) bool { return p.ID == id })
}

func indexName(list []profile.Profile, name string) int {
	return slices.IndexFunc(list, func(p profile.Profile) bool { return fold(p.Name) == fold(name) })
}

// users gives the profiles that use a key, be it for signing in or for their proxy.
func users(list []profile.Profile, keyID string) []profile.Profile {
	var out []profile.Profile
	for _, p := range list {
		if keyID != "" && (p.KeyID == keyID || p.ProxyKeyID == keyID) {
			out = append(out, p)
		}
	}
	return out
}

// near gives up to three names that hold the wanted one, are held by it, or begin
// alike.
func near(list []profile.Profile, name string) []string {
	var out []string
	want := fold(name)
	for _, p := range list {
		have := fold(p.Name)
		alike := strings.Contains(have, want) || strings.Contains(want, have) ||
			len(want) >= 3 && strings.HasPrefix(have, want[:3])
		if alike && len(out) < 3 {
			out = append(out, p.Name)
		}
	}
	return out
}

func fold(s string) string { return profile.FoldName(s) }
