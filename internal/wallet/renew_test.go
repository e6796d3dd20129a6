package wallet_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"lanyard/iam"
	"lanyard/internal/secret"
	"lanyard/internal/wallet"
)

// renewing runs Renew on a world whose profile wants it and whose first token is
// there, and gives what it tells.
func renewing(t *testing.T, w world) (id string, told func() []wallet.Renewal) {
	t.Helper()
	p := cluster("lab")
	p.AutoRenew = true
	saved := w.add(t, p, "pass")
	if _, err := w.Token(t.Context(), saved.ID); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	var list []wallet.Renewal
	done := make(chan struct{})
	go func() {
		defer close(done)
		w.Renew(ctx, func(r wallet.Renewal) { list = append(list, r) })
	}()
	return saved.ID, func() []wallet.Renewal { stop(); <-done; return list }
}

func TestRenewAtFourFifths(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		w.server.life = 15 * time.Minute
		_, told := renewing(t, w)
		time.Sleep(12*time.Minute - 2*time.Second)
		synctest.Wait()
		if w.server.count() != 1 {
			t.Errorf("%d exchanges before four fifths", w.server.count())
		}
		time.Sleep(4 * time.Second)
		synctest.Wait()
		if w.server.count() != 2 {
			t.Errorf("%d exchanges after four fifths", w.server.count())
		}
		time.Sleep(48 * time.Minute) // four more lives of 12 minutes
		synctest.Wait()
		if n := w.server.count(); n < 5 || n > 6 {
			t.Errorf("%d exchanges in an hour of 15-minute tokens", n)
		}
		if got := told(); len(got) < 4 || got[0].Err != nil {
			t.Errorf("told: %v", got)
		}
	})
}

func TestRenewKeepsTheLiveTokenAndTriesAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		_, told := renewing(t, w)
		w.server.set(func(s *server) { s.fail = &iam.Error{Check: iam.CheckSignIn, Status: 503} })
		time.Sleep(50 * time.Minute)
		synctest.Wait()
		if n := w.server.count(); n < 2 || n > 4 {
			t.Errorf("%d exchanges in two minutes of failures", n)
		}
		p, _ := w.Find(t.Context(), "lab")
		if tok, ok := w.Cached(p); !ok || tok.Access.Reveal() != "token-1" {
			t.Error("the live token was lost")
		}
		if !p.AutoRenew {
			t.Error("a passing failure switched auto-renew off")
		}
		if got := told(); len(got) == 0 || got[0].Err == nil {
			t.Errorf("told: %v", got)
		}
	})
}

func TestRenewStopsAfterARefusal(t *testing.T) {
	for name, refusal := range map[string]error{
		"wrong key":      &iam.Error{Check: iam.CheckSignIn, Status: 400, Code: "BXNIM0415E"},
		"wrong password": &iam.Error{Check: iam.CheckSignIn, Status: 401},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld()
				_, told := renewing(t, w)
				w.server.set(func(s *server) { s.fail = refusal })
				time.Sleep(2 * time.Hour)
				synctest.Wait()
				if n := w.server.count(); n != 2 {
					t.Errorf("%d exchanges: a directory would have locked the account", n)
				}
				if p, _ := w.Find(t.Context(), "lab"); p.AutoRenew {
					t.Error("auto-renew is still on")
				}
				if got := told(); len(got) != 1 || !got[0].Off || !errors.Is(got[0].Err, refusal) {
					t.Errorf("told: %v", got)
				}
			})
		})
	}
}

// TestRenewLeavesShortAndUnknownLivesAlone: neither may become a refresh loop.
func TestRenewLeavesShortAndUnknownLivesAlone(t *testing.T) {
	for name, life := range map[string]time.Duration{"unknown": 0, "40 seconds": 40 * time.Second} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld()
				w.server.life = life
				_, told := renewing(t, w)
				time.Sleep(time.Hour)
				synctest.Wait()
				if w.server.count() != 1 {
					t.Errorf("%d exchanges", w.server.count())
				}
				told()
			})
		})
	}
}

// TestRenewReadsNoProfilesWithoutATokenToRenew: a window that waits for its user, with
// thousands of them, has nothing to do.
func TestRenewReadsNoProfilesWithoutATokenToRenew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		id, told := renewing(t, w)
		if err := w.Lock(secret.Text{}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		before := w.file.loads
		time.Sleep(time.Hour)
		synctest.Wait()
		if read := w.file.loads - before; read != 0 {
			t.Errorf("the profiles were read %d times", read)
		}
		if err := w.Unlock(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Token(t.Context(), id); err != nil {
			t.Fatal(err)
		}
		time.Sleep(50 * time.Minute)
		synctest.Wait()
		if w.server.count() != 3 {
			t.Errorf("%d exchanges: the token that came later was not renewed", w.server.count())
		}
		told()
	})
}
