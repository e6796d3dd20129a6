package wallet_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"lanyard/iam"
	"lanyard/internal/profile"
	"lanyard/internal/secret"
	"lanyard/internal/wallet"
	"lanyard/store"
)

func TestLockForgetsAndRefuses(t *testing.T) {
	w := newWorld()
	p := w.add(t, cluster("lab"), "pass")
	if _, err := w.Token(t.Context(), p.ID); err != nil {
		t.Fatal(err)
	}
	if err := w.Lock(secret.Text{}); err != nil || !w.Locked() {
		t.Fatalf("lock: %v, locked %v", err, w.Locked())
	}
	if _, there := w.Cached(p); there {
		t.Error("the token is still there")
	}
	reads := w.ring.reads
	for what, do := range map[string]func() error{
		"token":  func() error { _, err := w.Token(t.Context(), p.ID); return err },
		"fresh":  func() error { _, err := w.Fresh(t.Context(), p.ID); return err },
		"key":    func() error { _, err := w.Key(t.Context(), p.ID); return err },
		"spaces": func() error { _, err := w.Spaces(t.Context(), p.ID); return err },
		"add": func() error {
			_, err := w.Add(t.Context(), cluster("b"), wallet.Secrets{Key: secret.New("k")})
			return err
		},
		"test": func() error {
			r, err := w.Test(t.Context(), p.ID, wallet.At{}, nil)
			if err != nil || r[0].Check != iam.CheckKeyring || r[0].Status != iam.StatusFailed {
				t.Errorf("test: %v, %v", r, err)
			}
			return r[0].Err
		},
	} {
		if err := do(); !errors.Is(err, wallet.ErrLocked) {
			t.Errorf("%s while locked: %v", what, err)
		}
	}
	if w.ring.reads != reads || w.server.count() != 1 {
		t.Errorf("%d keys read and %d exchanges made while locked", w.ring.reads-reads, w.server.count()-1)
	}
	if list, err := w.List(t.Context()); err != nil || len(list) != 1 {
		t.Errorf("names go with the lock: %v, %v", list, err)
	}
	if err := w.Unlock(t.Context()); err != nil || w.Locked() {
		t.Fatalf("unlock: %v, locked %v", err, w.Locked())
	}
	if tok, err := w.Token(t.Context(), p.ID); err != nil || tok.Access.Reveal() != "token-2" {
		t.Errorf("after unlocking: %v, want a new exchange", err)
	}
}

// TestLockEndsWhatIsUnderWay: what was asked for before the lock doesn't arrive after it,
// and ends at once. In the bubble a call that nobody ends would end by its own limit, when
// time has passed.
func TestLockEndsWhatIsUnderWay(t *testing.T) {
	ctx := context.Background()
	lastErr := func(r []iam.Result) error { return r[len(r)-1].Err }
	ended := []struct {
		name string
		do   func(w world, id string) error
		kept bool // its token is there already
		want error
	}{
		{"a token", func(w world, id string) error { _, err := w.Token(ctx, id); return err }, false, wallet.ErrLocked},
		{"a fresh one", func(w world, id string) error { _, err := w.Fresh(ctx, id); return err }, true, wallet.ErrLocked},
		{"spaces, signing in", func(w world, id string) error { _, err := w.Spaces(ctx, id); return err }, false, wallet.ErrLocked},
		{"spaces", func(w world, id string) error { _, err := w.Spaces(ctx, id); return err }, true, wallet.ErrLocked},
		{"key details", func(w world, id string) error { _, err := w.KeyDetails(ctx, id); return err }, true, wallet.ErrLocked},
		{"a test", func(w world, id string) error {
			r, err := w.Test(ctx, id, wallet.At{}, nil)
			return errors.Join(err, lastErr(r))
		}, true, context.Canceled},
		{"a test of what is typed", func(w world, _ string) error {
			p, err := w.Find(ctx, "lab")
			if err != nil {
				return err
			}
			return lastErr(w.TestUnsaved(ctx, p, wallet.Secrets{Key: secret.New("typed")}, func(iam.Result) {}))
		}, true, context.Canceled},
	}
	for _, c := range ended {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld()
				p, other := w.add(t, cluster("lab"), "pass"), w.add(t, cloud("other"), "key")
				if _, err := w.Token(ctx, other.ID); err != nil {
					t.Fatal(err)
				}
				if c.kept {
					_, _ = w.Token(ctx, p.ID)
				}
				w.server.set(func(s *server) { s.hold = make(chan struct{}) })
				failed := make(chan error, 1)
				began := time.Now()
				go func() { failed <- c.do(w, p.ID) }()
				synctest.Wait()
				if len(failed) > 0 {
					t.Fatalf("it was not under way: %v", <-failed)
				}
				_ = w.Lock(secret.Text{})
				if err := <-failed; !errors.Is(err, c.want) {
					t.Errorf("it ended with %v", err)
				}
				if took := time.Since(began); took != 0 {
					t.Errorf("it ended %v after the lock", took)
				}
				synctest.Wait()
				if n := w.server.gaveUp(); n != 1 {
					t.Errorf("the contexts of %d calls ended at the server, want 1", n)
				}
				for _, p := range []profile.Profile{p, other} {
					if _, there := w.Cached(p); there {
						t.Errorf("a token of %s is still there", p.Name)
					}
				}
			})
		})
	}
}

// TestAKeyThatComesLateStaysIn has a keyring that answers after the lock was closed.
func TestAKeyThatComesLateStaysIn(t *testing.T) {
	w := newWorld()
	p := w.add(t, cluster("lab"), "pass")
	slow := &slowRing{ring: w.ring, asked: make(chan struct{}), answer: make(chan struct{})}
	w.UseKeys(slow)
	got := make(chan error, 1)
	go func() { _, err := w.Key(context.Background(), p.ID); got <- err }()
	<-slow.asked
	_ = w.Lock(secret.Text{})
	close(slow.answer)
	if err := <-got; !errors.Is(err, wallet.ErrLocked) {
		t.Errorf("the key came out: %v", err)
	}
}

type slowRing struct {
	*ring
	asked, answer chan struct{}
}

func (r *slowRing) Get(ctx context.Context, id string) (store.Entry, error) {
	close(r.asked)
	<-r.answer
	return r.ring.Get(ctx, id)
}

func TestRenewRestsWhileLocked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		w.server.life = 15 * time.Minute
		_, told := renewing(t, w)
		_ = w.Lock(secret.Text{})
		time.Sleep(time.Hour)
		if n := w.server.count(); n != 1 {
			t.Errorf("%d exchanges, one was before the lock", n)
		}
		if got := told(); len(got) != 0 {
			t.Errorf("told: %v", got)
		}
	})
}

// closing is a place for keys as the secrets file is one: it forgets, and takes a
// passphrase.
type closing struct {
	*ring
	open       bool
	passphrase string
}

func (c *closing) Lock() { c.open = false }

func (c *closing) Status(context.Context) store.Status {
	if c.open {
		return store.Status{Backend: store.BackendFile, State: store.StateReady}
	}
	return store.Status{Backend: store.BackendFile, State: store.StateLocked}
}

func (c *closing) Unlock(context.Context) error { return store.ErrLocked }

func (c *closing) UnlockWith(_ context.Context, p secret.Text) error {
	if p.Reveal() != c.passphrase {
		return store.ErrPassphrase
	}
	c.open = true
	return nil
}

func TestLockClosesASecretsFile(t *testing.T) {
	w := newWorld()
	w.add(t, cluster("lab"), "pass")
	file := &closing{ring: w.ring, open: true, passphrase: "horse"}
	w.UseKeys(file)
	if w.LockTakesPassphrase() || w.UnlockTakesPassphrase(t.Context()) {
		t.Error("an open secrets file wants a passphrase")
	}
	_ = w.Lock(secret.Text{})
	if file.open || !w.UnlockTakesPassphrase(t.Context()) {
		t.Fatalf("the file is open: %v", file.open)
	}
	if err := w.Unlock(t.Context()); !errors.Is(err, store.ErrLocked) || !w.Locked() {
		t.Errorf("unlocking without a passphrase: %v", err)
	}
	if err := w.UnlockWith(t.Context(), secret.New("donkey")); !errors.Is(err, store.ErrPassphrase) || !w.Locked() {
		t.Errorf("a wrong passphrase: %v", err)
	}
	if err := w.UnlockWith(t.Context(), secret.New("horse")); err != nil || w.Locked() {
		t.Errorf("the right passphrase: %v", err)
	}
}

// TestLockedTwiceStaysLocked: somebody locks while another unlocking is under way.
func TestLockedTwiceStaysLocked(t *testing.T) {
	w := newWorld()
	file := &closing{ring: w.ring, passphrase: "horse"}
	w.UseKeys(lockingAgain{file, w.Wallet})
	_ = w.Lock(secret.Text{})
	if err := w.UnlockWith(t.Context(), secret.New("horse")); !errors.Is(err, wallet.ErrLocked) || !w.Locked() {
		t.Errorf("unlocked although locked meanwhile: %v", err)
	}
}

type lockingAgain struct {
	*closing
	w *wallet.Wallet
}

func (l lockingAgain) UnlockWith(ctx context.Context, p secret.Text) error {
	err := l.closing.UnlockWith(ctx, p)
	_ = l.w.Lock(secret.Text{})
	return err
}

func TestLockEncryptsKeysInMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("a passphrase takes seconds by design")
	}
	w := newWorld()
	memory := store.NewMemory()
	w.UseKeys(memory)
	p := w.add(t, cluster("lab"), "pass")
	if !w.LockTakesPassphrase() {
		t.Error("the first lock wants no passphrase")
	}
	if err := w.Lock(secret.Text{}); !errors.Is(err, wallet.ErrNotSealed) || !w.Locked() {
		t.Errorf("lock without one: %v, locked %v", err, w.Locked())
	}
	if err := w.Unlock(t.Context()); err != nil {
		t.Fatalf("a click opens what was not encrypted: %v", err)
	}
	if err := w.Lock(secret.New("horse")); err != nil {
		t.Fatal(err)
	}
	if _, err := memory.Get(t.Context(), p.KeyID); !errors.Is(err, store.ErrLocked) {
		t.Errorf("memory gives the key: %v", err)
	}
	if err := w.Unlock(t.Context()); err == nil || !w.Locked() {
		t.Error("a click opened what a passphrase closed")
	}
	if err := w.UnlockWith(t.Context(), secret.New("horse")); err != nil {
		t.Fatal(err)
	}
	if got := w.key(t, p.ID); got != "pass" {
		t.Errorf("the key is %q", got)
	}
	if w.LockTakesPassphrase() {
		t.Error("the second lock wants a passphrase")
	}
}

func TestUndoneRemovalsEndWhileLocked(t *testing.T) {
	w := newWorld()
	p := w.add(t, cluster("lab"), "pass")
	r, err := w.Remove(t.Context(), p.ID, p.Name)
	if err != nil {
		t.Fatal(err)
	}
	_ = w.Lock(secret.Text{})
	if err := r.Commit(t.Context()); err != nil || len(w.ring.ids()) != 0 {
		t.Errorf("the key of a removed profile stays: %v, %v", err, w.ring.ids())
	}
}

// Who gives up unlocking and locks must not find the wallet open a moment later, however
// late the unlocking comes to its end.
func TestUnlockGivenUpOpensNothing(t *testing.T) {
	w := newWorld()
	if err := w.Lock(secret.Text{}); err != nil {
		t.Fatal(err)
	}
	ctx, giveUp := context.WithCancel(t.Context())
	giveUp()
	if err := w.Unlock(ctx); !errors.Is(err, context.Canceled) || !w.Locked() {
		t.Errorf("unlock: %v, locked %v", err, w.Locked())
	}
}
