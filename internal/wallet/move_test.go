package wallet_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"lanyard/internal/profile"
	"lanyard/internal/secret"
	"lanyard/internal/wallet"
	"lanyard/store"
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

func (b *bulk) ChangeAgreed(ctx context.Context, change store.ChangeAgreed) error {
	return b.Write(ctx, store.Batch{Agreed: change})
}

func (b *bulk) Write(ctx context.Context, batch store.Batch) error {
	*b.changes++
	for id, e := range batch.Put {
		if err := b.ring.Put(ctx, id, e); err != nil {
			return err
		}
	}
	for _, id := range batch.Delete {
		if err := b.ring.Delete(ctx, id); err != nil {
			return err
		}
	}
	if batch.Agreed != nil {
		return b.ring.ChangeAgreed(ctx, batch.Agreed)
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

// TestKeysAndAgreementAreOneChange of a place in which each change takes long.
func TestKeysAndAgreementAreOneChange(t *testing.T) {
	w, changes := newWorld(), 0
	slow := &bulk{ring: w.ring, changes: &changes}
	w.UseKeys(slow)
	first := w.add(t, cloud("first"), "k1") // takes over what an earlier version left: nothing
	changes = 0
	withProxy := cluster("a")
	withProxy.Proxy = "http://ann@proxy.example.org:3128"
	p, err := w.Add(t.Context(), withProxy, wallet.Secrets{Key: secret.New("k2"), Proxy: secret.New("pp")})
	if err != nil || changes != 1 {
		t.Errorf("added with %d changes: %v", changes, err)
	}
	if _, err := w.Edit(t.Context(), p.ID, func(p *profile.Profile) error { p.URL = "https://other.example.org"; return nil }, wallet.Secrets{Key: secret.New("k3")}); err != nil || changes != 2 {
		t.Errorf("edited with %d changes: %v", changes-1, err)
	}
	if _, err := w.Edit(t.Context(), first.ID, func(*profile.Profile) error { return nil }, wallet.Secrets{Key: secret.New("k4")}); err != nil || changes != 3 {
		t.Errorf("a new key with %d changes: %v", changes-2, err)
	}
	if got := w.key(t, p.ID) + w.key(t, first.ID); got != "k3k4" {
		t.Errorf("the keys are %s", got)
	}
	if _, err := w.Token(t.Context(), p.ID); err != nil {
		t.Errorf("it is not agreed to: %v", err)
	}

	// What cannot be saved leaves key and agreement as they were.
	w.file.fail = errors.New("disk full")
	if _, err := w.Edit(t.Context(), p.ID, func(p *profile.Profile) error { p.URL = "https://third.example.org"; return nil }, wallet.Secrets{Key: secret.New("k5")}); err == nil {
		t.Error("saved on a full disk")
	}
	w.file.fail = nil
	if _, err := w.Token(t.Context(), p.ID); err != nil || w.key(t, p.ID) != "k3" {
		t.Errorf("afterwards: %v, key %s", err, w.key(t, p.ID))
	}
}

// A wallet that moves its keys uses the new place from then on, also for the key that was
// being written when the move began.
func TestMoveKeysOfAWallet(t *testing.T) {
	w := newWorld()
	a, b := w.add(t, cloud("a"), "key of a"), w.add(t, cloud("b"), "key of b")
	slow := slowPut{w.ring, make(chan struct{}), make(chan struct{})}
	w.UseKeys(slow)
	added := make(chan error, 1)
	go func() {
		_, err := w.Add(context.Background(), cloud("c"), wallet.Secrets{Key: secret.New("key of c")})
		added <- err
	}()
	<-slow.begun
	time.AfterFunc(20*time.Millisecond, func() { close(slow.goOn) })

	to := ringOf()
	var stages []wallet.Stage
	results, err := w.MoveKeys(t.Context(), wallet.Move{
		To:   to,
		Tell: func(s wallet.Stage) { stages = append(stages, s) },
		Switch: func(context.Context) error {
			if len(to.ids()) != 3 {
				t.Errorf("switched with %v in the new place", to.ids())
			}
			return nil
		},
	})
	if err := errors.Join(err, <-added); err != nil || len(results) != 3 {
		t.Fatalf("%v, %v", results, err)
	}
	if left := w.ring.ids(); len(left) != 0 {
		t.Errorf("the old place still has %v", left)
	}
	c, err := w.Find(t.Context(), "c")
	if err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string]string{a.ID: "key of a", b.ID: "key of b", c.ID: "key of c"} {
		if got := w.key(t, id); got != want {
			t.Errorf("%s has %q, want %q", id, got, want)
		}
	}
	if want := []wallet.Stage{wallet.StageRead, wallet.StageWrite, wallet.StageCompare, wallet.StageRemove}; !slices.Equal(stages, want) {
		t.Errorf("the stages were %v", stages)
	}
}

// slowPut says when a key is being written, and waits.
type slowPut struct {
	*ring
	begun, goOn chan struct{}
}

func (s slowPut) Put(ctx context.Context, id string, e store.Entry) error {
	close(s.begun)
	<-s.goOn
	return s.ring.Put(ctx, id, e)
}

// A key that is moved away while it is being read is read in its new place.
func TestKeyIsReadWhereItIsNow(t *testing.T) {
	w := newWorld()
	p := w.add(t, cloud("a"), "key of a")
	to := ringOf()
	w.UseKeys(movedAway{w.ring, func() {
		if _, err := (wallet.Move{From: w.ring, To: to, IDs: []string{p.KeyID}, Switch: func(context.Context) error { w.UseKeys(to); return nil }}).Run(t.Context()); err != nil {
			t.Error(err)
		}
	}})
	if got := w.key(t, p.ID); got != "key of a" {
		t.Errorf("read %q", got)
	}
}

// movedAway has its keys moved before one is read.
type movedAway struct {
	*ring
	move func()
}

func (m movedAway) Get(ctx context.Context, id string) (store.Entry, error) {
	m.move()
	return m.ring.Get(ctx, id)
}

// A locked wallet moves nothing, and a lock in the middle leaves the old place whole.
func TestMoveKeysAndLock(t *testing.T) {
	w := newWorld()
	p := w.add(t, cloud("a"), "key of a")
	_, err := w.MoveKeys(t.Context(), wallet.Move{To: lockingPut{ringOf(), w.Wallet}})
	if !errors.Is(err, wallet.ErrNotMoved) {
		t.Errorf("a lock in the middle: %v", err)
	}
	if _, err := w.MoveKeys(t.Context(), wallet.Move{To: ringOf()}); !errors.Is(err, wallet.ErrLocked) {
		t.Errorf("while locked: %v", err)
	}
	if err := w.Unlock(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := w.key(t, p.ID); got != "key of a" || len(w.ring.ids()) != 1 {
		t.Errorf("after it: %q, %v", got, w.ring.ids())
	}
}

// lockingPut locks a wallet while a key is put.
type lockingPut struct {
	*ring
	w *wallet.Wallet
}

func (l lockingPut) Put(ctx context.Context, id string, e store.Entry) error {
	_ = l.w.Lock(secret.Text{})
	if err := ctx.Err(); err != nil {
		return err
	}
	return l.ring.Put(ctx, id, e)
}
