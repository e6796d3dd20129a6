package wallet_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"lanyard/iam"
	"lanyard/internal/profile"
	"lanyard/internal/secret"
	"lanyard/internal/wallet"
)

var errStale = &iam.Error{Check: iam.CheckToken, Reason: iam.ReasonDeadToken, Status: 200}

// TestTenCallsForADeadTokenMakeOneSignIn: what the server said is said again, and the
// server is left alone for longer each time.
func TestTenCallsForADeadTokenMakeOneSignIn(t *testing.T) {
	for name, get := range map[string]func(w world, id string) error{
		"token": func(w world, id string) error { _, err := w.Token(context.Background(), id); return err },
		"fresh": func(w world, id string) error { _, err := w.Fresh(context.Background(), id); return err },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld()
				p := w.add(t, cluster("a"), "k")
				w.server.fail = errStale
				for range 10 {
					if err := get(w, p.ID); !errors.Is(err, errStale) {
						t.Fatalf("what the server said is lost: %v", err)
					}
				}
				if n := w.server.count(); n != 1 {
					t.Errorf("%d sign-ins for ten calls", n)
				}
			})
		})
	}
}

func TestTheServerIsAskedAgainLaterAndLater(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		p := w.add(t, cluster("a"), "k")
		w.server.fail = errStale
		began := time.Now()
		var at []time.Duration // of each sign-in, to the second
		for range 250 {
			before := w.server.count()
			_, _ = w.Token(t.Context(), p.ID)
			if w.server.count() != before {
				at = append(at, time.Since(began))
			}
			time.Sleep(time.Second)
		}
		want := []time.Duration{0, 5, 15, 35, 75, 135, 195}
		if len(at) != len(want) {
			t.Fatalf("signed in at %v", at)
		}
		for i, s := range want {
			if at[i] != s*time.Second {
				t.Errorf("sign-in %d was at %v, want %d s", i+1, at[i], s)
			}
		}
		before := w.server.count()
		_, _ = w.Fresh(t.Context(), p.ID)
		_, _ = w.Fresh(t.Context(), p.ID)
		if n := w.server.count() - before; n != 1 {
			t.Errorf("two fresh ones, long after the last sign-in, made %d", n)
		}
		w.server.set(func(s *server) { s.fail = nil })
		time.Sleep(time.Minute)
		if _, err := w.Token(t.Context(), p.ID); err != nil {
			t.Errorf("after the wait: %v", err)
		}
		w.server.set(func(s *server) { s.fail = errStale })
		_, _ = w.Fresh(t.Context(), p.ID)
		if tok, err := w.Token(t.Context(), p.ID); err != nil {
			t.Errorf("the live token was lost: %v, %v", tok, err)
		}
	})
}

// TestWhatEndsTheWait: another key, the lock and another profile do not wait for it.
func TestWhatEndsTheWait(t *testing.T) {
	for name, do := range map[string]func(w world, id string) error{
		"another key": func(w world, id string) error {
			_, err := w.Edit(t.Context(), id, func(*profile.Profile) error { return nil }, wallet.Secrets{Key: secret.New("new")})
			return err
		},
		"forgetting": func(w world, _ string) error { w.Forget(); return nil },
		"the lock":   func(w world, _ string) error { return errors.Join(w.Lock(secret.Text{}), w.Unlock(t.Context())) },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld()
			p := w.add(t, cluster("a"), "k")
			w.server.fail = errStale
			_, _ = w.Token(t.Context(), p.ID)
			if err := do(w, p.ID); err != nil {
				t.Fatal(err)
			}
			w.server.set(func(s *server) { s.fail = nil })
			if _, err := w.Token(t.Context(), p.ID); err != nil {
				t.Errorf("it still waits: %v", err)
			}
		})
	}
	t.Run("another profile", func(t *testing.T) {
		w := newWorld()
		p, other := w.add(t, cluster("a"), "k"), w.add(t, cloud("b"), "k2")
		w.server.fail = errStale
		_, _ = w.Token(t.Context(), p.ID)
		w.server.set(func(s *server) { s.fail = nil })
		if _, err := w.Token(t.Context(), other.ID); err != nil {
			t.Errorf("it waits for another server: %v", err)
		}
	})
	t.Run("other failures", func(t *testing.T) {
		w := newWorld()
		p := w.add(t, cluster("a"), "k")
		w.server.fail = &iam.Error{Check: iam.CheckSignIn, Status: 503}
		_, _ = w.Token(t.Context(), p.ID)
		_, _ = w.Token(t.Context(), p.ID)
		if n := w.server.count(); n != 2 {
			t.Errorf("%d sign-ins for two calls", n)
		}
	})
}

// TestRenewalHasItsTime: at four fifths of a life or a minute before its end, whichever
// is first, but never in the first half, and never for a life under a minute.
func TestRenewalHasItsTime(t *testing.T) {
	due := func(t *testing.T, life, kept time.Duration) (after time.Duration) {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld()
			w.server.life, w.server.kept = life, kept
			p := cluster("lab")
			p.AutoRenew = true
			saved := w.add(t, p, "pass")
			if _, err := w.Token(t.Context(), saved.ID); err != nil {
				t.Fatal(err)
			}
			began := time.Now()
			at, ok := w.RenewAt(saved)
			if !ok {
				after = -1
				return
			}
			after = at.Sub(began)
		})
		return after
	}
	for name, c := range map[string]struct{ life, kept, want time.Duration }{
		"an hour":                      {life: time.Hour, want: 48 * time.Minute},
		"13 hours":                     {life: 13 * time.Hour, want: 10*time.Hour + 24*time.Minute},
		"5 minutes":                    {life: 5 * time.Minute, want: 4 * time.Minute},
		"4 minutes":                    {life: 4 * time.Minute, want: 3 * time.Minute},
		"2 minutes":                    {life: 2 * time.Minute, want: time.Minute},
		"100 seconds":                  {life: 100 * time.Second, want: 50 * time.Second},
		"a minute":                     {life: time.Minute, want: 30 * time.Second},
		"59 seconds":                   {life: 59 * time.Second, want: -1},
		"unknown":                      {want: -1},
		"kept by the server, 10 min":   {life: time.Hour, kept: 50 * time.Minute, want: 8 * time.Minute},
		"kept by the server, 50 s":     {life: time.Hour, kept: time.Hour - 50*time.Second, want: -1},
		"a network that takes seconds": {life: time.Hour, kept: 5 * time.Second, want: 48*time.Minute - 5*time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			if got := due(t, c.life, c.kept); got != c.want {
				t.Errorf("renewed after %v, want %v", got, c.want)
			}
		})
	}
	t.Run("any life", func(t *testing.T) {
		rapid.Check(t, func(rt *rapid.T) {
			life := time.Duration(rapid.OneOf(rapid.Int64Range(31, 400), rapid.Int64Range(31, 90_000)).Draw(rt, "life")) * time.Second
			after := due(t, life, 0)
			switch {
			case life < time.Minute:
				if after != -1 {
					rt.Fatalf("a life of %v is renewed after %v", life, after)
				}
			case 2*after < life, life-after < 30*time.Second, 5*after > 4*life:
				rt.Fatalf("a life of %v is renewed after %v", life, after)
			case 2*after > life && life-after < time.Minute:
				rt.Fatalf("a life of %v is renewed after %v, %v before its end", life, after, life-after)
			}
		})
	})
}

// TestADeadTokenIsNoRefreshLoop: a server that gives nothing else is asked once a minute,
// as long as the token before it lives.
func TestADeadTokenIsNoRefreshLoop(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		_, told := renewing(t, w)
		w.server.set(func(s *server) { s.fail = errStale })
		time.Sleep(2 * time.Hour)
		synctest.Wait()
		if n := w.server.count(); n < 3 || n > 1+13 {
			t.Errorf("%d exchanges in the 12 minutes that the old token lived on", n)
		}
		if got := told(); len(got) == 0 || got[0].Off {
			t.Errorf("told: %v", got)
		}
	})
}
