package wallet_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"lanyard/iam"
	"lanyard/internal/profile"
	"lanyard/internal/wallet"
)

func TestZones(t *testing.T) {
	now := time.Date(2026, 3, 29, 1, 30, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		life, left time.Duration
		unknown    bool
		want       wallet.Zone
	}{
		"an hour, new":            {life: time.Hour, left: time.Hour, want: wallet.Fresh},
		"an hour, a fifth left":   {life: time.Hour, left: 12 * time.Minute, want: wallet.Fresh},
		"an hour, less":           {life: time.Hour, left: 12*time.Minute - time.Second, want: wallet.RenewSoon},
		"15 minutes, 3 left":      {life: 15 * time.Minute, left: 2*time.Minute + 59*time.Second, want: wallet.RenewSoon},
		"30 seconds left":         {life: time.Hour, left: 30 * time.Second, want: wallet.RenewSoon},
		"29 seconds left":         {life: time.Hour, left: 29 * time.Second, want: wallet.Dead},
		"over":                    {life: time.Hour, left: -26 * time.Hour, want: wallet.Dead},
		"no lifetime told":        {unknown: true, want: wallet.Unknown},
		"13 hours":                {life: 13 * time.Hour, left: 13 * time.Hour, want: wallet.Fresh},
		"a life under 30 seconds": {life: 20 * time.Second, left: 20 * time.Second, want: wallet.Dead},
	} {
		t.Run(name, func(t *testing.T) {
			tok := wallet.Token{}
			if !c.unknown {
				tok.ExpiresAt = now.Add(c.left)
				tok.IssuedAt = tok.ExpiresAt.Add(-c.life)
			}
			if got := wallet.ZoneOf(tok, now); got != c.want {
				t.Errorf("zone %d, want %d", got, c.want)
			}
			if got := wallet.Remaining(tok, now); got != max(0, c.left) {
				t.Errorf("remaining %v", got)
			}
		})
	}
}

func TestALiveTokenIsKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		p := w.add(t, cluster("a"), "k")
		twin, err := w.Duplicate(t.Context(), p.ID, "twin")
		if err != nil {
			t.Fatal(err)
		}
		first, err := w.Token(t.Context(), p.ID)
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(59 * time.Minute)
		again, err := w.Token(t.Context(), twin.ID)
		if err != nil || !again.Access.Equal(first.Access) {
			t.Errorf("a profile that signs in alike got another token (%v)", err)
		}
		time.Sleep(31 * time.Second) // 29 s left: dead
		third, err := w.Token(t.Context(), p.ID)
		if err != nil || third.Access.Equal(first.Access) || w.server.count() != 2 {
			t.Errorf("a dead token was handed out, or %d exchanges: %v", w.server.count(), err)
		}
	})
}

// TestUnknownLifetimeIsNoRefreshLoop: such a token is kept a while, then fetched anew.
func TestUnknownLifetimeIsNoRefreshLoop(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		w.server.life = 0
		p := w.add(t, cluster("a"), "k")
		for range 100 {
			if _, err := w.Token(t.Context(), p.ID); err != nil {
				t.Fatal(err)
			}
		}
		if w.server.count() != 1 {
			t.Errorf("%d exchanges for 100 calls", w.server.count())
		}
		time.Sleep(11 * time.Minute)
		_, _ = w.Token(t.Context(), p.ID)
		if w.server.count() != 2 {
			t.Errorf("%d exchanges after 11 minutes", w.server.count())
		}
	})
}

func TestFreshKeepsTheLiveTokenWhenItFails(t *testing.T) {
	w := newWorld()
	p := w.add(t, cluster("a"), "k")
	first, err := w.Token(t.Context(), p.ID)
	if err != nil {
		t.Fatal(err)
	}
	second, err := w.Fresh(t.Context(), p.ID)
	if err != nil || second.Access.Equal(first.Access) {
		t.Errorf("fresh gave the cached token (%v)", err)
	}
	w.server.fail = &iam.Error{Check: iam.CheckSignIn, Status: 503}
	if _, err := w.Fresh(t.Context(), p.ID); err == nil {
		t.Fatal("a failing exchange succeeded")
	}
	kept, err := w.Token(t.Context(), p.ID)
	if err != nil || !kept.Access.Equal(second.Access) {
		t.Errorf("the live token was lost: %v", err)
	}
}

// TestTenThousandCallersMakeOneExchange, and one failure for all when it fails.
func TestTenThousandCallersMakeOneExchange(t *testing.T) {
	for name, fail := range map[string]error{"success": nil, "failure": errors.New("refused")} {
		t.Run(name, func(t *testing.T) {
			w := newWorld()
			p := w.add(t, cluster("a"), "k")
			w.server.hold, w.server.fail = make(chan struct{}), fail
			var wg sync.WaitGroup
			var started sync.WaitGroup
			got := make([]error, 10_000)
			for i := range got {
				started.Add(1)
				wg.Go(func() {
					started.Done()
					_, got[i] = w.Token(t.Context(), p.ID)
				})
			}
			started.Wait()
			for w.Waiting(p) < len(got) {
				time.Sleep(time.Millisecond)
			}
			close(w.server.hold)
			wg.Wait()
			for i, err := range got {
				if !errors.Is(err, fail) {
					t.Fatalf("caller %d got %v", i, err)
				}
			}
			if w.server.count() != 1 {
				t.Errorf("%d exchanges", w.server.count())
			}
			w.server.set(func(s *server) { s.fail = nil })
			if _, err := w.Token(t.Context(), p.ID); err != nil {
				t.Errorf("the next call: %v", err)
			}
			if want := map[string]int{"success": 1, "failure": 2}[name]; w.server.count() != want {
				t.Errorf("%d exchanges in the end, want %d", w.server.count(), want)
			}
		})
	}
}

func TestCancelling(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		p := w.add(t, cluster("a"), "k")
		w.server.hold = make(chan struct{})

		impatient, leave := context.WithCancel(t.Context())
		left := make(chan error, 1)
		go func() { _, err := w.Token(impatient, p.ID); left <- err }()
		synctest.Wait()
		stayed := make(chan error, 1)
		go func() { _, err := w.Token(t.Context(), p.ID); stayed <- err }()
		synctest.Wait()
		leave()
		if err := <-left; !errors.Is(err, context.Canceled) {
			t.Errorf("the first caller, who left, got %v", err)
		}
		close(w.server.hold)
		if err := <-stayed; err != nil {
			t.Errorf("the one who stayed got %v", err)
		}

		w.Forget()
		w.server.set(func(s *server) { s.hold = make(chan struct{}) })
		alone, leave := context.WithCancel(t.Context())
		go func() { _, err := w.Token(alone, p.ID); left <- err }()
		synctest.Wait()
		leave()
		<-left
		synctest.Wait() // ends only when the abandoned exchange ended as well
		w.server.set(func(s *server) { s.hold = nil })
		if _, err := w.Token(t.Context(), p.ID); err != nil {
			t.Errorf("after an abandoned exchange: %v", err)
		}
	})
}

// TestForgetWinsOverAnExchangeUnderWay: it ends at once, what it brings all the same is not
// kept, and neither is what was in memory.
func TestForgetWinsOverAnExchangeUnderWay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		p, other := w.add(t, cluster("a"), "k"), w.add(t, cloud("b"), "k2")
		for _, id := range []string{p.ID, other.ID} {
			if _, err := w.Token(t.Context(), id); err != nil {
				t.Fatal(err)
			}
		}
		w.server.set(func(s *server) { s.hold = make(chan struct{}) })
		done := make(chan error, 1)
		began := time.Now()
		go func() { _, err := w.Fresh(t.Context(), p.ID); done <- err }()
		synctest.Wait()
		w.Forget()
		if err := <-done; !errors.Is(err, context.Canceled) {
			t.Errorf("the exchange ended with %v", err)
		}
		if took := time.Since(began); took != 0 || w.server.gaveUp() != 1 {
			t.Errorf("it ended %v after Forget, and the contexts of %d calls at the server", took, w.server.gaveUp())
		}
		for _, p := range []profile.Profile{p, other} {
			if _, ok := w.Cached(p); ok {
				t.Errorf("a token of %s stayed in memory", p.Name)
			}
		}
	})
}

// TestATokenThatComesAfterForgetIsNotKept has a server that does not heed its context.
func TestATokenThatComesAfterForgetIsNotKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		p := w.add(t, cluster("a"), "k")
		deaf := &deafServer{server: w.server, answer: make(chan struct{})}
		late := world{Wallet: wallet.New(w.file, w.ring, deaf), file: w.file, ring: w.ring, server: w.server}
		done := make(chan error, 1)
		go func() { _, err := late.Token(t.Context(), p.ID); done <- err }()
		synctest.Wait()
		late.Forget()
		close(deaf.answer)
		<-done
		if _, ok := late.Cached(p); ok {
			t.Error("a token that came late stayed in memory")
		}
	})
}

type deafServer struct {
	*server
	answer chan struct{}
}

func (s *deafServer) Exchange(_ context.Context, c iam.Credential) (iam.Token, error) {
	<-s.answer
	return s.server.Exchange(context.Background(), c)
}
