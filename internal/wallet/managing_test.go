package wallet_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"lanyard/iam"
	"lanyard/internal/profile"
	"lanyard/internal/secret"
	"lanyard/internal/wallet"
	"lanyard/store"
)

// TestOwnerSignsInWithoutTheTrustedProfile, with the profile's key, or another one of the
// same use that is stored.
func TestOwnerSignsInWithoutTheTrustedProfile(t *testing.T) {
	w := newWorld()
	with := cloud("with")
	with.TrustedProfile = &profile.TrustedProfile{ID: "Profile-1"}
	p := w.add(t, with, "key-1")
	next := profile.NextKeyID(p.KeyID)
	if err := w.PutNext(t.Context(), []wallet.Pair{{Old: p.KeyID, New: next}}, secret.New("key-2")); err != nil {
		t.Fatal(err)
	}
	for keyID, want := range map[string]string{"": "key-1", p.KeyID: "key-1", next: "key-2"} {
		err := w.Owner(t.Context(), p.ID, keyID, func(_ context.Context, c iam.Credential, token iam.Token) error {
			if c.Key.Reveal() != want || c.Profile.TrustedProfile != nil || token.Access.Empty() {
				t.Errorf("%q: the key is %q, the trusted profile %v", keyID, c.Key.Reveal(), c.Profile.TrustedProfile)
			}
			return nil
		})
		if err != nil {
			t.Errorf("%q: %v", keyID, err)
		}
	}
	failed := errors.New("the call failed")
	if err := w.Owner(t.Context(), p.ID, "", func(context.Context, iam.Credential, iam.Token) error { return failed }); !errors.Is(err, failed) {
		t.Errorf("the call's failure: %v", err)
	}
}

// TestOwnerIsBehindTheGate: a key of another profile, one that is bound elsewhere, a
// changed profile and a key that is gone are refused, and nothing is sent.
func TestOwnerIsBehindTheGate(t *testing.T) {
	never := func(context.Context, iam.Credential, iam.Token) error {
		t.Error("it was called")
		return nil
	}
	for name, c := range map[string]struct {
		change func(w world, p, other profile.Profile) (keyID string)
		is     func(error) bool
	}{
		"another one's key": {
			func(_ world, _, other profile.Profile) string { return other.KeyID },
			func(err error) bool { return err != nil && !errors.As(err, new(*wallet.UnboundError)) },
		},
		"bound elsewhere": {
			func(w world, p, _ profile.Profile) string {
				e := w.ring.entries[p.KeyID]
				e.Bound.AuthOrigin = "https://else.example"
				w.ring.entries[p.KeyID] = e
				return ""
			},
			func(err error) bool { return errors.As(err, new(*wallet.UnboundError)) },
		},
		"a changed profile": {
			func(w world, p, _ profile.Profile) string {
				w.file.edit(p.ID, func(p *profile.Profile) { p.URL = "https://evil.example" })
				return ""
			},
			func(err error) bool { return errors.As(err, new(*wallet.UnboundError)) },
		},
		"a key that is gone": {
			func(w world, p, _ profile.Profile) string { delete(w.ring.entries, p.KeyID); return "" },
			func(err error) bool { return errors.Is(err, store.ErrMissing) },
		},
	} {
		w := newWorld()
		p, other := w.add(t, cloud("one"), "key-1"), w.add(t, cloud("two"), "key-2")
		keyID := c.change(w, p, other)
		if err := w.Owner(t.Context(), p.ID, keyID, never); !c.is(err) || len(w.server.calls) > 0 {
			t.Errorf("%s: %v, %d calls", name, err, len(w.server.calls))
		}
	}
}

func TestHasKey(t *testing.T) {
	w := newWorld()
	p := w.add(t, cloud("one"), "key-1")
	w.ring.damaged = map[string]bool{"broken": true}
	for id, want := range map[string]bool{p.KeyID: true, "missing": false, "broken": false} {
		if has, err := w.HasKey(t.Context(), id); has != want || err != nil {
			t.Errorf("%s: %v, %v", id, has, err)
		}
	}
	w.ring.failGet = store.ErrLocked
	if has, err := w.HasKey(t.Context(), p.KeyID); has || !errors.Is(err, store.ErrLocked) {
		t.Errorf("locked: %v, %v", has, err)
	}
}

// TestNextKeyIsReadBack: what lies there afterwards must be what was written, with the
// bound and the use of the one before; else nothing stays.
func TestNextKeyIsReadBack(t *testing.T) {
	w := newWorld()
	p := w.add(t, cloud("one"), "key-1")
	pair := wallet.Pair{Old: p.KeyID, New: profile.NextKeyID(p.KeyID)}
	if err := w.PutNext(t.Context(), []wallet.Pair{pair}, secret.New("key-2")); err != nil {
		t.Fatal(err)
	}
	old, e := w.ring.entries[pair.Old], w.ring.entries[pair.New]
	if e.Secret.Reveal() != "key-2" || e.Use != pair.Old || !e.Bound.Equal(old.Bound) {
		t.Errorf("%+v", e)
	}
	third := wallet.Pair{Old: pair.New, New: profile.NextKeyID(pair.New)}
	if err := w.PutNext(t.Context(), []wallet.Pair{third}, secret.New("key-3")); err != nil || w.ring.entries[third.New].Use != pair.Old {
		t.Errorf("the use of the first is not kept: %+v, %v", w.ring.entries[third.New], err)
	}
	if err := w.PutNext(t.Context(), []wallet.Pair{{Old: "missing", New: "missing.x"}}, secret.New("k")); !errors.Is(err, store.ErrMissing) {
		t.Errorf("without the one before: %v", err)
	}
	w.ring.failPut = errDisk
	fourth := wallet.Pair{Old: p.KeyID, New: profile.NextKeyID(p.KeyID)}
	if err := w.PutNext(t.Context(), []wallet.Pair{fourth}, secret.New("key-4")); !errors.Is(err, errDisk) {
		t.Errorf("on a full disk: %v", err)
	}
	w.ring.failPut = nil
	if _, stays := w.ring.entries[fourth.New]; stays {
		t.Error("a part of it stays")
	}
}

// TestSwap changes the profiles that use a key now, once, and says which.
func TestSwap(t *testing.T) {
	w := newWorld()
	a := w.add(t, cloud("a"), "key-1")
	b, err := w.Duplicate(t.Context(), a.ID, "b")
	if err != nil {
		t.Fatal(err)
	}
	other := w.add(t, cloud("c"), "key-2")
	pairs := []wallet.Pair{{Old: a.KeyID, New: profile.NextKeyID(a.KeyID)}}
	if err := w.PutNext(t.Context(), pairs, secret.New("key-3")); err != nil {
		t.Fatal(err)
	}
	changed, err := w.Swap(t.Context(), pairs)
	if err != nil || len(changed) != 2 {
		t.Fatalf("%+v, %v", changed, err)
	}
	if again, err := w.Swap(t.Context(), pairs); err != nil || len(again) != 0 {
		t.Errorf("once more: %+v, %v", again, err)
	}
	if w.key(t, a.ID) != "key-3" || w.key(t, b.ID) != "key-3" || w.key(t, other.ID) != "key-2" {
		t.Error("another key is used")
	}
	names := func(list []profile.Profile, err error) (out []string) {
		if err != nil {
			t.Error(err)
		}
		for _, p := range list {
			out = append(out, p.Name)
		}
		return out
	}
	if got := names(w.Users(t.Context(), pairs[0].New)); !slices.Equal(got, []string{"a", "b"}) {
		t.Errorf("users: %q", got)
	}
	if got := names(w.Users(t.Context(), pairs[0].Old)); len(got) != 0 {
		t.Errorf("users of the old key: %q", got)
	}
	if got := names(w.Family(t.Context(), pairs[0].Old)); !slices.Equal(got, []string{"a", "b"}) {
		t.Errorf("family: %q", got)
	}
	w.UseHeld(func() []string { return []string{"held"} })
	if err := w.DropKeys(t.Context(), pairs[0].Old, pairs[0].New, ""); err != nil {
		t.Fatal(err)
	}
	if ids := w.ring.ids(); slices.Contains(ids, pairs[0].Old) || !slices.Contains(ids, pairs[0].New) {
		t.Errorf("the keys are %q", ids)
	}
}

// TestSameKey finds the key by its value, also under other ids, within a kind.
func TestSameKey(t *testing.T) {
	w := newWorld()
	a, b := w.add(t, cloud("a"), "key-1"), w.add(t, cloud("b"), "key-1")
	c := w.add(t, cloud("c"), "key-2")
	lost := w.add(t, cloud("lost"), "key-1")
	delete(w.ring.entries, lost.KeyID)
	w.add(t, cluster("d"), "key-1")
	same, err := w.SameKey(t.Context(), a.ID)
	if err != nil || len(same) != 2 || len(same[a.KeyID]) != 1 || len(same[b.KeyID]) != 1 || same[b.KeyID][0].Name != "b" || same[c.KeyID] != nil {
		t.Errorf("%+v, %v", same, err)
	}
	if _, err := w.SameKey(t.Context(), lost.ID); !errors.Is(err, store.ErrMissing) {
		t.Errorf("of one that is gone: %v", err)
	}
	w.ring.failGet = store.ErrLocked
	if _, err := w.SameKey(t.Context(), a.ID); !errors.Is(err, store.ErrLocked) {
		t.Errorf("locked: %v", err)
	}
}

// TestNearNames offers names that begin alike, hold the wanted one, or are held by it.
func TestNearNames(t *testing.T) {
	w := newWorld()
	for _, name := range []string{"production", "lab", "be", "xenon"} {
		w.add(t, cloud(name), "key")
	}
	for wanted, want := range map[string][]string{
		"prototype": {"production"}, "PROD": {"production"}, "my-lab-2": {"lab"}, "beta": {"be"},
		"pr": {"production"}, "qu": nil, "xyz": nil, "x-y": nil,
	} {
		_, err := w.Find(t.Context(), wanted)
		e, ok := errors.AsType[*wallet.NotFoundError](err)
		if !ok || !slices.Equal(e.Near, want) {
			t.Errorf("%s: %v, want %q", wanted, e, want)
		}
	}
}
