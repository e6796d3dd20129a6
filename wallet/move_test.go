package wallet_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"lanyard/profile"
	"lanyard/secret"
	"lanyard/store"
	"lanyard/wallet"
)

// shaky is a place for keys whose calls can be made to fail: call n (from 1) fails, and
// all after it, as if the program had been killed there.
type shaky struct {
	*ring
	calls  *int
	failAt int
	lies   bool // puts are acknowledged and not done
	left   bool // deletes fail
}

var errKilled = errors.New("killed")

func (s shaky) step() error {
	*s.calls++
	if s.failAt > 0 && *s.calls >= s.failAt {
		return errKilled
	}
	return nil
}

func (s shaky) Get(ctx context.Context, id string) (store.Entry, error) {
	if err := s.step(); err != nil {
		return store.Entry{}, err
	}
	return s.ring.Get(ctx, id)
}

func (s shaky) Put(ctx context.Context, id string, e store.Entry) error {
	if err := s.step(); err != nil {
		return err
	}
	if s.lies {
		return nil
	}
	return s.ring.Put(ctx, id, e)
}

func (s shaky) Delete(ctx context.Context, id string) error {
	if err := s.step(); err != nil {
		return err
	}
	if s.left {
		return store.ErrRefused
	}
	return s.ring.Delete(ctx, id)
}

func entry(plain string) store.Entry {
	return store.Entry{Secret: secret.New(plain), Bound: profile.Bound{Kind: profile.Cloud, AuthOrigin: "https://iam.cloud.ibm.com:443"}}
}

func ringOf(ids ...string) *ring {
	r := &ring{entries: map[string]store.Entry{}}
	for _, id := range ids {
		r.entries[id] = entry("key of " + id)
	}
	return r
}

// moved runs a move between two rings and tells what became of each key, and what the
// move was switched at.
func moved(t *testing.T, m wallet.Move) (fates string, err error) {
	t.Helper()
	results, err := m.Run(t.Context())
	var parts []string
	for _, r := range results {
		parts = append(parts, fmt.Sprintf("%s %s", r.ID, r.Fate))
	}
	return strings.Join(parts, ", "), err
}

func TestMove(t *testing.T) {
	from, to := ringOf("a", "b", "c"), ringOf("c", "d")
	switched := false
	fates, err := moved(t, wallet.Move{From: from, To: to, IDs: []string{"a", "b", "c", "d", "e"}, Switch: func(context.Context) error {
		switched = true
		if len(from.ids()) != 3 || len(to.ids()) != 4 {
			t.Errorf("switched over with %v and %v", from.ids(), to.ids())
		}
		return nil
	}})
	if want := "a moved, b moved, c moved, d there, e missing"; fates != want || err != nil {
		t.Errorf("%s, %v; want %s", fates, err, want)
	}
	if !switched || len(from.ids()) != 0 || strings.Join(to.ids(), " ") != "a b c d" {
		t.Errorf("switched %v, left %v, arrived %v", switched, from.ids(), to.ids())
	}
	if got := to.entries["a"].Secret.Reveal(); got != "key of a" {
		t.Errorf("a is %q", got)
	}
	if got := to.entries["a"].Bound.AuthOrigin; got != "https://iam.cloud.ibm.com:443" {
		t.Errorf("a is bound to %q", got)
	}
}

func TestMoveOverwritesNothingUnasked(t *testing.T) {
	from, to := ringOf("a", "b"), ringOf()
	to.entries["b"] = entry("another key")
	m := wallet.Move{From: from, To: to, IDs: []string{"a", "b"}, Switch: func(context.Context) error { t.Error("switched"); return nil }}
	fates, err := moved(t, m)
	if !errors.Is(err, wallet.ErrNotMoved) || !strings.Contains(fates, "b differs") {
		t.Errorf("%s, %v", fates, err)
	}
	if len(from.ids()) != 2 || len(to.ids()) != 1 || to.entries["b"].Secret.Reveal() != "another key" {
		t.Errorf("left %v, arrived %v", from.ids(), to.ids())
	}
	m.Replace, m.Switch = true, nil
	if fates, err := moved(t, m); fates != "a moved, b moved" || err != nil || to.entries["b"].Secret.Reveal() != "key of b" {
		t.Errorf("asked to replace: %s, %v", fates, err)
	}
}

func TestMoveRemovesOnlyWhatWasReadBack(t *testing.T) {
	from, to := ringOf("a"), ringOf()
	calls := 0
	fates, err := moved(t, wallet.Move{From: from, To: shaky{ring: to, calls: &calls, lies: true}, IDs: []string{"a"}})
	if !errors.Is(err, wallet.ErrNotMoved) || fates != "a failed" || len(from.ids()) != 1 {
		t.Errorf("a place that keeps nothing: %s, %v, left %v", fates, err, from.ids())
	}
}

func TestMoveSwitchesOnlyWhenItCan(t *testing.T) {
	from, to := ringOf("a"), ringOf()
	_, err := moved(t, wallet.Move{From: from, To: to, IDs: []string{"a"}, Switch: func(context.Context) error { return errDisk }})
	if !errors.Is(err, wallet.ErrNotMoved) || !errors.Is(err, errDisk) || len(from.ids()) != 1 {
		t.Errorf("%v, left %v", err, from.ids())
	}
}

func TestMoveTellsWhatItLeavesBehind(t *testing.T) {
	from, to := ringOf("a"), ringOf()
	calls := 0
	fates, err := moved(t, wallet.Move{From: shaky{ring: from, calls: &calls, left: true}, To: to, IDs: []string{"a"}})
	if !errors.Is(err, wallet.ErrLeftBehind) || errors.Is(err, wallet.ErrNotMoved) || fates != "a kept" {
		t.Errorf("%s, %v", fates, err)
	}
}

// TestMoveInterruptedAnywhere: after a kill at any call each key is still somewhere
// where the place in use says, and the same move made again ends well.
func TestMoveInterruptedAnywhere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ids := rapid.SliceOfNDistinct(rapid.StringMatching(`[a-e]`), 1, 5, rapid.ID[string]).Draw(t, "ids")
		failAt := rapid.IntRange(1, 40).Draw(t, "fail at")
		from, to := ringOf(ids...), ringOf()
		calls, inUse := 0, from
		m := wallet.Move{
			From: shaky{ring: from, calls: &calls, failAt: failAt}, To: shaky{ring: to, calls: &calls, failAt: failAt}, IDs: ids,
			Switch: func(context.Context) error { inUse = to; return nil },
		}
		_, err := m.Run(context.Background())
		for _, id := range ids {
			if got := inUse.entries[id].Secret.Reveal(); got != "key of "+id {
				t.Fatalf("after %v the place in use has %q for %s", err, got, id)
			}
		}
		m.From, m.To = from, to
		if _, err := m.Run(context.Background()); err != nil || len(from.ids()) != 0 || len(to.ids()) != len(ids) {
			t.Fatalf("once more: %v, left %v, arrived %v", err, from.ids(), to.ids())
		}
	})
}

// bulk is a place in which each change takes long: it counts them.
type bulk struct {
	*ring
	changes *int
}

func (b *bulk) Put(context.Context, string, store.Entry) error { *b.changes += 1000; return nil }
func (b *bulk) Delete(context.Context, string) error           { *b.changes += 1000; return nil }

func (b *bulk) PutAll(ctx context.Context, entries map[string]store.Entry) error {
	*b.changes++
	for id, e := range entries {
		if err := b.ring.Put(ctx, id, e); err != nil {
			return err
		}
	}
	return nil
}

func (b *bulk) DeleteAll(ctx context.Context, ids []string) error {
	*b.changes++
	for _, id := range ids {
		if err := b.ring.Delete(ctx, id); err != nil {
			return err
		}
	}
	return nil
}

func TestMoveChangesASlowPlaceOnce(t *testing.T) {
	ids := []string{"a", "b", "c"}
	one, two, changes := ringOf(ids...), ringOf(), 0
	slow := &bulk{ring: two, changes: &changes}
	if fates, err := moved(t, wallet.Move{From: one, To: slow, IDs: ids}); err != nil || changes != 1 {
		t.Errorf("there: %s, %v, %d changes", fates, err, changes)
	}
	if fates, err := moved(t, wallet.Move{From: slow, To: one, IDs: ids}); err != nil || changes != 2 || len(two.ids()) != 0 {
		t.Errorf("back: %s, %v, %d changes", fates, err, changes)
	}
}
