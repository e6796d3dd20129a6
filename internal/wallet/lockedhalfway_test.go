package wallet_test

import (
	"context"
	"errors"
	"testing"

	"lanyard/internal/profile"
	"lanyard/internal/secret"
	"lanyard/internal/wallet"
	"lanyard/store"
)

// locking is a ring that locks the wallet in the middle of its n-th call.
type locking struct {
	*ring
	lock func()
	n    int
}

func (l *locking) step() {
	if l.n--; l.n == 0 {
		l.lock()
	}
}

func (l *locking) Get(ctx context.Context, id string) (store.Entry, error) {
	l.step()
	return l.ring.Get(ctx, id)
}

func (l *locking) Put(ctx context.Context, id string, e store.Entry) error {
	l.step()
	return l.ring.Put(ctx, id, e)
}

func (l *locking) Delete(ctx context.Context, id string) error {
	l.step()
	return l.ring.Delete(ctx, id)
}

// TestALockThatMeetsARestoreHalfWay: wherever it comes, all is restored or nothing is.
func TestALockThatMeetsARestoreHalfWay(t *testing.T) {
	for _, full := range []bool{false, true} { // the disk, so that the restore has to be taken back
		done := 0
		for n := 1; ; n++ {
			w := newWorld()
			p := w.add(t, cluster("lab"), "restored")
			other := w.add(t, cloud("other"), "restored")
			a := backup(t, w)
			changedKey(t, w, p)
			delete(w.ring.entries, other.KeyID)
			_, items := plan(t, w, a)
			items[0].Choice = wallet.ChoiceReplace
			before := w.held(t)
			if full {
				w.file.fail = errDisk
			}
			keys := &locking{ring: w.ring, n: n, lock: func() { _ = w.Lock(secret.Text{}) }}
			w.UseKeys(keys)
			saved, err := w.Restore(t.Context(), a, items)
			met := keys.n <= 0
			keys.lock = func() {}
			if err := w.Unlock(t.Context()); err != nil {
				t.Fatal(err)
			}
			if err == nil {
				done++
				if len(saved) != 2 || w.key(t, p.ID) != "restored" || w.key(t, other.ID) != "restored" {
					t.Errorf("locked at call %d: half of it was restored: %s", n, w.held(t))
				}
			} else {
				if want := wallet.ErrLocked; !full && !errors.Is(err, want) {
					t.Errorf("locked at call %d: %v", n, err)
				}
				if got := w.held(t); got != before {
					t.Errorf("locked at call %d (disk full: %v): %v; now here:\n%s\nwant\n%s", n, full, err, got, before)
				}
			}
			if !met {
				break // there are no more calls
			}
		}
		if full == (done > 0) {
			t.Errorf("with a full disk %v, %d restores succeeded", full, done)
		}
	}
}

// TestALockBeforeAKeyIsTakenBack: the key that was replaced is not lost with it.
func TestALockBeforeAKeyIsTakenBack(t *testing.T) {
	w := newWorld()
	p := w.add(t, cluster("lab"), "old")
	before := w.held(t)
	w.file.fail = errDisk
	w.file.meanwhile = func() { _ = w.Lock(secret.Text{}) }
	if _, err := w.Edit(t.Context(), p.ID, func(*profile.Profile) error { return nil }, wallet.Secrets{Key: secret.New("new")}); !errors.Is(err, errDisk) {
		t.Errorf("edit: %v", err)
	}
	w.wantHeld(t, before)
}
