package wallet_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"lanyard/internal/profile"
	"lanyard/internal/secret"
	"lanyard/internal/wallet"
	"lanyard/store"
)

// held is everything that a world holds, for comparing: the keyring's entries by id, and
// the profiles.
func (w world) held(t *testing.T) string {
	t.Helper()
	var lines []string
	for _, id := range w.ring.ids() {
		e := w.ring.entries[id]
		lines = append(lines, fmt.Sprintf("%s: %s for %+v", id, e.Secret.Reveal(), e.Bound))
	}
	text, err := json.Marshal(w.file.list)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(append(lines, string(text)), "\n")
}

func (w world) wantHeld(t *testing.T, want string) {
	t.Helper()
	if got := w.held(t); got != want {
		t.Errorf("now here:\n%s\nwant\n%s", got, want)
	}
}

// TestCancelledBetweenKeyAndProfile: whoever gives up a change after its key was written
// finds everything as it was.
func TestCancelledBetweenKeyAndProfile(t *testing.T) {
	for name, do := range map[string]func(context.Context, world, profile.Profile, store.Archive) error{
		"add": func(ctx context.Context, w world, _ profile.Profile, _ store.Archive) error {
			_, err := w.Add(ctx, cloud("new"), wallet.Secrets{Key: secret.New("k")})
			return err
		},
		"a key in the old one's place": func(ctx context.Context, w world, p profile.Profile, _ store.Archive) error {
			_, err := w.Edit(ctx, p.ID, func(*profile.Profile) error { return nil }, wallet.Secrets{Key: secret.New("new")})
			return err
		},
		"a key and a proxy's password": func(ctx context.Context, w world, p profile.Profile, _ store.Archive) error {
			proxied := func(p *profile.Profile) error { p.Proxy = "http://me@proxy.example.org:3128"; return nil }
			_, err := w.Edit(ctx, p.ID, proxied, wallet.Secrets{Key: secret.New("new"), Proxy: secret.New("pp")})
			return err
		},
		"agree": func(ctx context.Context, w world, p profile.Profile, _ store.Archive) error {
			move := func(p *profile.Profile) error { p.URL = "https://new.example.org"; return nil }
			_, err := w.Edit(ctx, p.ID, move, wallet.Secrets{KeepSecret: true})
			return err
		},
		"restore": func(ctx context.Context, w world, _ profile.Profile, a store.Archive) error {
			items, err := w.PlanRestore(ctx, a)
			if err != nil {
				return err
			}
			for i := range items {
				items[i].Choice = wallet.ChoiceReplace
			}
			_, err = w.Restore(ctx, a, items)
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld()
			p := w.add(t, cluster("lab"), "older")
			a := backup(t, w)
			if _, err := w.Edit(t.Context(), p.ID, func(*profile.Profile) error { return nil }, wallet.Secrets{Key: secret.New("old")}); err != nil {
				t.Fatal(err)
			}
			before := w.held(t)
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			written := false
			w.file.meanwhile = func() { written = w.held(t) != before; cancel() }
			if err := do(ctx, w, p, a); !errors.Is(err, context.Canceled) {
				t.Errorf("it ended with %v", err)
			}
			if !written {
				t.Error("it was given up before its key was written")
			}
			w.wantHeld(t, before)
		})
	}
}

// TestARollbackThatFailsIsTold: the error then says that a key is not what it was.
func TestARollbackThatFailsIsTold(t *testing.T) {
	w := newWorld()
	p := w.add(t, cluster("lab"), "old")
	a := backup(t, w)
	w.file.meanwhile = func() { w.ring.failPut = store.ErrRefused }
	w.file.fail = errDisk
	_, err := w.Edit(t.Context(), p.ID, func(*profile.Profile) error { return nil }, wallet.Secrets{Key: secret.New("new")})
	if !errors.Is(err, errDisk) || !errors.Is(err, store.ErrRefused) || !strings.Contains(err.Error(), "take back the key") {
		t.Errorf("edit: %v", err)
	}
	w.ring.failPut = nil
	_, items := plan(t, w, a)
	items[0].Choice = wallet.ChoiceReplace
	w.file.meanwhile = func() { w.ring.failPut = store.ErrRefused }
	_, err = w.Restore(t.Context(), a, items)
	if !errors.Is(err, errDisk) || !errors.Is(err, store.ErrRefused) || !strings.Contains(err.Error(), "take back the keys") {
		t.Errorf("restore: %v", err)
	}
}

// TestANewKeyReplacesADamagedEntry: what cannot be read holds up nobody who brings
// something better, and does not come back when that fails.
func TestANewKeyReplacesADamagedEntry(t *testing.T) {
	keep := func(*profile.Profile) error { return nil }
	ways := map[string]func(t *testing.T, w world, p profile.Profile, a store.Archive) error{
		"edit": func(t *testing.T, w world, p profile.Profile, _ store.Archive) error {
			_, err := w.Edit(t.Context(), p.ID, keep, wallet.Secrets{Key: secret.New("good")})
			return err
		},
		"restore": func(t *testing.T, w world, _ profile.Profile, a store.Archive) error {
			found, items := plan(t, w, a)
			if found != "lab conflict key" {
				t.Errorf("the plan finds %s", found)
			}
			items[0].Choice = wallet.ChoiceReplace
			_, err := w.Restore(t.Context(), a, items)
			return err
		},
	}
	for name, do := range ways {
		t.Run(name, func(t *testing.T) {
			w := newWorld()
			p := w.add(t, cluster("lab"), "good")
			a := backup(t, w)
			w.ring.damaged = map[string]bool{p.KeyID: true}
			if _, err := w.Token(t.Context(), p.ID); !errors.Is(err, store.ErrDamaged) {
				t.Errorf("with a damaged key: %v", err)
			}
			w.file.fail = errDisk
			if err := do(t, w, p, a); !errors.Is(err, errDisk) {
				t.Fatalf("on a full disk: %v", err)
			}
			if len(w.ring.ids()) != 0 {
				t.Errorf("the key of a change that failed stayed: %v", w.ring.ids())
			}
			w.file.fail = nil
			w.ring.damaged = map[string]bool{p.KeyID: true}
			if err := do(t, w, p, a); err != nil {
				t.Fatal(err)
			}
			saved, err := w.Find(t.Context(), "lab")
			if err != nil || w.key(t, saved.ID) != "good" || len(w.ring.ids()) != 1 {
				t.Errorf("saved %+v, %v, keys %v", saved, err, w.ring.ids())
			}
		})
		t.Run(name+", a keyring that cannot be read", func(t *testing.T) {
			w := newWorld()
			p := w.add(t, cluster("lab"), "old")
			a := backup(t, w)
			_, items := plan(t, w, a)
			items[0].Finding, items[0].Choice = wallet.FoundConflict, wallet.ChoiceReplace
			before := w.held(t)
			w.ring.failGet = store.ErrRefused
			var err error
			if name == "edit" {
				_, err = w.Edit(t.Context(), p.ID, keep, wallet.Secrets{Key: secret.New("new")})
			} else {
				_, err = w.Restore(t.Context(), a, items)
			}
			if !errors.Is(err, store.ErrRefused) {
				t.Errorf("it ended with %v", err)
			}
			w.wantHeld(t, before) // what could not be put back was not overwritten
		})
	}
}

// TestRestoreOfWhatChangedSinceThePlan does nothing at all, also not to
// the profiles that did not change.
func TestRestoreOfWhatChangedSinceThePlan(t *testing.T) {
	edit := func(w world, id string, s wallet.Secrets) error {
		_, err := w.Edit(context.Background(), id, func(p *profile.Profile) error { p.SpaceID = "later"; return nil }, s)
		return err
	}
	gone := func(w world, id string) {
		w.file.list = slices.DeleteFunc(slices.Clone(w.file.list), func(p profile.Profile) bool { return p.ID == id })
	}
	for name, c := range map[string]struct {
		before func(t *testing.T, w world, p profile.Profile) // makes the finding
		found  string
		choice wallet.Choice
		after  func(w world, p profile.Profile) error // happens after the plan
	}{
		"replaced, edited": {changedKey, "conflict key", wallet.ChoiceReplace, func(w world, p profile.Profile) error { return edit(w, p.ID, wallet.Secrets{}) }},
		"replaced, removed": {changedKey, "conflict key", wallet.ChoiceReplace, func(w world, p profile.Profile) error {
			gone(w, p.ID)
			return nil
		}},
		"replaced, with another key by hand": {changedKey, "conflict key", wallet.ChoiceReplace, func(w world, p profile.Profile) error {
			w.file.edit(p.ID, func(p *profile.Profile) { p.KeyID = "other" })
			return nil
		}},
		"keyless, removed": {lostKey, "keyless", wallet.ChoiceRestore, func(w world, p profile.Profile) error {
			gone(w, p.ID)
			return nil
		}},
		"keyless, with another key": {lostKey, "keyless", wallet.ChoiceRestore, func(w world, p profile.Profile) error {
			w.file.edit(p.ID, func(p *profile.Profile) { p.KeyID = "other" })
			return nil
		}},
		"new, there by now": {func(_ *testing.T, w world, p profile.Profile) { gone(w, p.ID) }, "new", wallet.ChoiceRestore, func(w world, p profile.Profile) error {
			w.file.list = append(w.file.list, p)
			return nil
		}},
		"replaced by its name, its id there by now": {func(t *testing.T, w world, p profile.Profile) {
			gone(w, p.ID)
			w.add(t, cluster("LAB"), "k")
		}, "conflict id+key_id+name", wallet.ChoiceReplace, func(w world, p profile.Profile) error {
			p.Name = "moved"
			w.file.list = append(w.file.list, p)
			return nil
		}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld()
			p := w.add(t, cluster("lab"), "old")
			other := w.add(t, cloud("other"), "mine")
			a := backup(t, w)
			delete(w.ring.entries, other.KeyID) // for the restore to have more to do
			c.before(t, w, p)
			found, items := plan(t, w, a)
			if found != "lab "+c.found+", other keyless" {
				t.Fatalf("the plan finds %s", found)
			}
			items[0].Choice = c.choice
			if err := c.after(w, p); err != nil {
				t.Fatal(err)
			}
			before := w.held(t)
			if saved, err := w.Restore(t.Context(), a, items); !errors.Is(err, wallet.ErrChanged) || !strings.Contains(err.Error(), `"lab"`) || saved != nil {
				t.Errorf("restored %v, %v", saved, err)
			}
			w.wantHeld(t, before)
		})
	}
}

func changedKey(t *testing.T, w world, p profile.Profile) {
	t.Helper()
	if _, err := w.Edit(t.Context(), p.ID, func(*profile.Profile) error { return nil }, wallet.Secrets{Key: secret.New("new")}); err != nil {
		t.Fatal(err)
	}
}

func lostKey(_ *testing.T, w world, p profile.Profile) { delete(w.ring.entries, p.KeyID) }

// TestTwoForOneProfile: two profiles of a backup that are to replace the same one here.
func TestTwoForOneProfile(t *testing.T) {
	w := newWorld()
	p := w.add(t, cluster("lab"), "old")
	a := backup(t, w)
	changedKey(t, w, p)
	twin := a.Profiles[0]
	a.Profiles = append(a.Profiles, twin)
	before := w.held(t)
	_, items := plan(t, w, a)
	for i := range items {
		items[i].Choice = wallet.ChoiceReplace
	}
	if saved, err := w.Restore(t.Context(), a, items); !errors.Is(err, wallet.ErrChanged) {
		t.Errorf("restored %v, %v", saved, err)
	}
	w.wantHeld(t, before)
}

// TestANameThatStandsFirstIsTaken: the first profile of the file counts like any other
// when a free name is looked for.
func TestANameThatStandsFirstIsTaken(t *testing.T) {
	w := newWorld()
	w.add(t, cluster("lab copy"), "k")
	lab := w.add(t, cluster("lab"), "k")
	for _, want := range []string{"lab copy 2", "lab copy 3"} {
		if got, err := w.Duplicate(t.Context(), lab.ID, ""); err != nil || got.Name != want {
			t.Errorf("a copy is named %q, %v, want %q", got.Name, err, want)
		}
	}
	if _, err := w.Duplicate(t.Context(), lab.ID, "LAB copy"); !errors.Is(err, wallet.ErrNameTaken) {
		t.Errorf("a copy under a taken name: %v", err)
	}
	if _, err := w.Rename(t.Context(), lab.ID, "lab copy"); !errors.Is(err, wallet.ErrNameTaken) {
		t.Errorf("renamed to a taken name: %v", err)
	}

	w = newWorld()
	lab = w.add(t, cluster("lab"), "k")
	r, err := w.Remove(t.Context(), lab.ID, lab.Name)
	if err != nil {
		t.Fatal(err)
	}
	w.add(t, cluster("Lab"), "k")
	if err := r.Undo(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := w.file.list[1].Name; got != "lab copy" {
		t.Errorf("a removal undone gives %q", got)
	}
}
