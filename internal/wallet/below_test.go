package wallet_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"lanyard/internal/profile"
	"lanyard/internal/secret"
	"lanyard/internal/wallet"
	"lanyard/store"
)

// TestEditOfWhatSomebodyElseEdits: an edit that comes a moment after another process's
// is made on what that one left.
func TestEditOfWhatSomebodyElseEdits(t *testing.T) {
	w := newWorld()
	p := w.add(t, cluster("lab"), "pass")
	tries := 0
	others := func() {
		tries++
		w.file.edit(p.ID, func(p *profile.Profile) {
			p.Tags = []string{"theirs"}
			p.ChangedAt = p.ChangedAt.Add(time.Second)
		})
	}
	w.file.meanwhile = others
	saved, err := w.Edit(t.Context(), p.ID, func(p *profile.Profile) error { p.SpaceID = "ours"; return nil }, wallet.Secrets{})
	if err != nil || saved.SpaceID != "ours" || !slices.Equal(saved.Tags, []string{"theirs"}) {
		t.Errorf("saved %+v, %v", saved, err)
	}

	tries = 0
	_, err = w.Edit(t.Context(), p.ID, func(p *profile.Profile) error { // somebody who never stops
		w.file.meanwhile = others
		p.SpaceID = "later"
		return nil
	}, wallet.Secrets{})
	if !errors.Is(err, wallet.ErrChanged) || tries != 3 {
		t.Errorf("after %d tries: %v", tries, err)
	}
	if got, err := w.Find(t.Context(), "lab"); err != nil || got.SpaceID != "ours" {
		t.Errorf("an edit that failed left %+v, %v", got, err)
	}
}

// TestWhatFailsBelowIsTold: no failure of file or keyring passes for a success.
func TestWhatFailsBelowIsTold(t *testing.T) {
	for name, c := range map[string]struct {
		breakIt func(w world)
		do      func(t *testing.T, w world, p profile.Profile) error
		want    error
	}{
		"commit, the file": {func(world) {}, func(t *testing.T, w world, p profile.Profile) error {
			r, err := w.Remove(t.Context(), p.ID, p.Name)
			if err != nil {
				t.Fatal(err)
			}
			w.file.failLoad = errDisk
			return r.Commit(t.Context())
		}, errDisk},
		"undo, the file": {func(world) {}, func(t *testing.T, w world, p profile.Profile) error {
			r, err := w.Remove(t.Context(), p.ID, p.Name)
			if err != nil {
				t.Fatal(err)
			}
			w.file.fail = errDisk
			return r.Undo(t.Context())
		}, errDisk},
		"remove, the file": {func(w world) { w.file.fail = errDisk }, func(t *testing.T, w world, p profile.Profile) error {
			_, err := w.Remove(t.Context(), p.ID, p.Name)
			return err
		}, errDisk},
		"duplicate, the file": {func(w world) { w.file.fail = errDisk }, func(t *testing.T, w world, p profile.Profile) error {
			_, err := w.Duplicate(t.Context(), p.ID, "")
			return err
		}, errDisk},
		"add, the file": {func(w world) { w.file.failLoad = errDisk }, func(t *testing.T, w world, _ profile.Profile) error {
			_, err := w.Add(t.Context(), cloud("b"), wallet.Secrets{Key: secret.New("k")})
			return err
		}, errDisk},
		"list, the file": {func(w world) { w.file.failLoad = errDisk }, func(t *testing.T, w world, _ profile.Profile) error {
			_, err := w.List(t.Context())
			return err
		}, errDisk},
		"move, the file": {func(w world) { w.file.failLoad = errDisk }, func(t *testing.T, w world, _ profile.Profile) error {
			_, err := w.MoveKeys(t.Context(), wallet.Move{To: ringOf()})
			return err
		}, errDisk},
		"backup, the file": {func(w world) { w.file.failLoad = errDisk }, func(t *testing.T, w world, _ profile.Profile) error {
			_, _, err := w.Backup(t.Context())
			return err
		}, errDisk},
		"restore, the file": {func(w world) { w.file.failLoad = errDisk }, func(t *testing.T, w world, p profile.Profile) error {
			_, err := w.Restore(t.Context(), store.Archive{Profiles: []profile.Profile{p}}, nil)
			return err
		}, errDisk},
		"plan, the file": {func(w world) { w.file.failLoad = errDisk }, func(t *testing.T, w world, p profile.Profile) error {
			_, err := w.PlanRestore(t.Context(), store.Archive{Profiles: []profile.Profile{p}})
			return err
		}, errDisk},
		"plan, the keyring": {func(w world) { w.ring.failGet = store.ErrRefused }, func(t *testing.T, w world, p profile.Profile) error {
			_, err := w.PlanRestore(t.Context(), store.Archive{Profiles: []profile.Profile{p}, Keys: map[string]store.Entry{p.KeyID: entry("k")}})
			return err
		}, store.ErrRefused},
		"backup, the keyring": {func(w world) { w.ring.failGet = store.ErrRefused }, func(t *testing.T, w world, _ profile.Profile) error {
			_, _, err := w.Backup(t.Context())
			return err
		}, store.ErrRefused},
		"agree, the keyring": {func(w world) { w.ring.failGet = store.ErrRefused }, func(t *testing.T, w world, p profile.Profile) error {
			return w.Agree(t.Context(), p.ID, p.Place())
		}, store.ErrRefused},
		"key, the keyring": {func(w world) { w.ring.failGet = store.ErrRefused }, func(t *testing.T, w world, p profile.Profile) error {
			_, err := w.Key(t.Context(), p.ID)
			return err
		}, store.ErrRefused},
		"key of nobody": {func(world) {}, func(t *testing.T, w world, _ profile.Profile) error {
			_, err := w.Key(t.Context(), "nobody")
			return err
		}, wallet.ErrNotFound},
		"header of nobody": {func(world) {}, func(t *testing.T, w world, _ profile.Profile) error {
			_, err := w.ZenHeader(t.Context(), "nobody")
			return err
		}, wallet.ErrNotFound},
		"agree of nobody": {func(world) {}, func(t *testing.T, w world, p profile.Profile) error {
			return w.Agree(t.Context(), "nobody", p.Place())
		}, wallet.ErrNotFound},
		"spaces of nobody": {func(world) {}, func(t *testing.T, w world, _ profile.Profile) error {
			_, err := w.Spaces(t.Context(), "nobody")
			return err
		}, wallet.ErrNotFound},
		"edit of nobody": {func(world) {}, func(t *testing.T, w world, _ profile.Profile) error {
			_, err := w.Rename(t.Context(), "nobody", "x")
			return err
		}, wallet.ErrNotFound},
		"a copy of nobody": {func(world) {}, func(t *testing.T, w world, _ profile.Profile) error {
			_, err := w.Duplicate(t.Context(), "nobody", "x")
			return err
		}, wallet.ErrNotFound},
		"removing nobody": {func(world) {}, func(t *testing.T, w world, _ profile.Profile) error {
			_, err := w.Remove(t.Context(), "nobody", "nobody")
			return err
		}, wallet.ErrNotFound},
		"a shared key of nobody's": {func(world) {}, func(t *testing.T, w world, _ profile.Profile) error {
			_, err := w.Add(t.Context(), cloud("b"), wallet.Secrets{ShareWith: "nobody"})
			return err
		}, wallet.ErrNotFound},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld()
			p := w.add(t, cluster("lab"), "pass")
			c.breakIt(w)
			if err := c.do(t, w, p); !errors.Is(err, c.want) {
				t.Errorf("it ended with %v, want %v", err, c.want)
			}
		})
	}
}

// TestMoveSaysWhyAKeyFailed: the reason stands at the key.
func TestMoveSaysWhyAKeyFailed(t *testing.T) {
	from := ringOf("a")
	from.failGet = store.ErrRefused
	results, err := wallet.Move{From: from, To: ringOf(), IDs: []string{"a"}}.Run(t.Context())
	if !errors.Is(err, wallet.ErrNotMoved) || len(results) != 1 || results[0].Fate != wallet.FateFailed || !errors.Is(results[0].Err, store.ErrRefused) {
		t.Errorf("%+v, %v", results, err)
	}
}

// TestMoveLeavesASlowPlaceAlone where there is nothing to write or to remove.
func TestMoveLeavesASlowPlaceAlone(t *testing.T) {
	changes := 0
	slow := &bulk{ring: ringOf("a"), changes: &changes}
	if fates, err := moved(t, wallet.Move{From: ringOf("a"), To: slow, IDs: []string{"a"}}); fates != "a moved" || err != nil || changes != 0 {
		t.Errorf("what is there already: %s, %v, %d changes", fates, err, changes)
	}
	if fates, err := moved(t, wallet.Move{From: slow, To: ringOf(), IDs: []string{"b"}}); fates != "b missing" || err != nil || changes != 0 {
		t.Errorf("what is nowhere: %s, %v, %d changes", fates, err, changes)
	}
}

// TestAnEditThatLeavesTheProxyAlone leaves it its password.
func TestAnEditThatLeavesTheProxyAlone(t *testing.T) {
	w := newWorld()
	p := cluster("lab")
	p.Proxy = "http://me@proxy.example.org:3128"
	p, err := w.Add(t.Context(), p, wallet.Secrets{Key: secret.New("k"), Proxy: secret.New("pp")})
	if err != nil {
		t.Fatal(err)
	}
	for name, edit := range map[string]func() error{
		"renamed": func() error { _, err := w.Rename(t.Context(), p.ID, "other"); return err },
		"another key": func() error {
			_, err := w.Edit(t.Context(), p.ID, func(*profile.Profile) error { return nil }, wallet.Secrets{Key: secret.New("k2")})
			return err
		},
		"agreed once more": func() error { return w.Agree(t.Context(), p.ID, p.Place()) },
	} {
		if err := edit(); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if _, err := w.Fresh(t.Context(), p.ID); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if got := w.server.calls[len(w.server.calls)-1].Proxy.Reveal(); got != "pp" {
			t.Errorf("%s: the proxy is given the password %q", name, got)
		}
		if n := len(w.ring.ids()); n != 2 {
			t.Errorf("%s: %d entries in the keyring: %s", name, n, strings.Join(w.ring.ids(), " "))
		}
	}
}

// TestADeadTokenIsNotRenewed: it was not in use any more when renewing was switched on.
func TestADeadTokenIsNotRenewed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		w.server.life = 15 * time.Minute
		_, told := renewing(t, w)
		idle := w.add(t, cloud("idle"), "pass")
		if _, err := w.Token(t.Context(), idle.ID); err != nil {
			t.Fatal(err)
		}
		time.Sleep(16 * time.Minute)
		if _, err := w.Edit(t.Context(), idle.ID, func(p *profile.Profile) error { p.AutoRenew = true; return nil }, wallet.Secrets{}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Hour)
		synctest.Wait()
		for _, r := range told() {
			if r.Profile.ID == idle.ID {
				t.Errorf("renewed: %+v", r)
			}
		}
	})
}

// TestANewKeyForOneOfTwo: a profile that shares its key and moves, or takes to another
// kind of secret, gets a new one under an id of its own.
func TestANewKeyForOneOfTwo(t *testing.T) {
	for name, change := range map[string]func(*profile.Profile) error{
		"it moves":               func(p *profile.Profile) error { p.URL = "https://new.example.org"; return nil },
		"another kind of secret": func(p *profile.Profile) error { p.SecretKind = profile.APIKey; return nil },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld()
			a := w.add(t, cluster("a"), "shared")
			b, err := w.Duplicate(t.Context(), a.ID, "b")
			if err != nil {
				t.Fatal(err)
			}
			saved, err := w.Edit(t.Context(), b.ID, change, wallet.Secrets{Key: secret.New("its own")})
			if err != nil || saved.KeyID == a.KeyID {
				t.Errorf("saved %+v, %v", saved, err)
			}
			if one, two := w.key(t, a.ID), w.key(t, b.ID); one != "shared" || two != "its own" {
				t.Errorf("the keys are %q and %q", one, two)
			}
			if _, err := w.Edit(t.Context(), a.ID, func(*profile.Profile) error { return nil }, wallet.Secrets{Key: secret.New("newer")}); err != nil {
				t.Fatal(err)
			}
			if n := len(w.ring.ids()); n != 2 || w.key(t, a.ID) != "newer" || w.key(t, b.ID) != "its own" {
				t.Errorf("%d keys, %q and %q", n, w.key(t, a.ID), w.key(t, b.ID))
			}
		})
	}
}

// TestAddOfAnUnknownKind is refused with a reason, and writes nothing.
func TestAddOfAnUnknownKind(t *testing.T) {
	w := newWorld()
	p := cloud("odd")
	p.Kind, p.SecretKind = "nothing", ""
	_, err := w.Add(t.Context(), p, wallet.Secrets{Key: secret.New("k")})
	if _, ok := errors.AsType[*profile.FieldErrors](err); !ok || len(w.ring.ids()) != 0 || len(w.file.list) != 0 {
		t.Errorf("added: %v, keys %v", err, w.ring.ids())
	}
}
