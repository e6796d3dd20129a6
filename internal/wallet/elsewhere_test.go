package wallet_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"lanyard/iam"
	"lanyard/internal/profile"
	"lanyard/internal/secret"
	"lanyard/internal/team"
	"lanyard/internal/wallet"
)

const prodRef = "vault://bao.example.com/secret/lanyard/prod#key"

// shelf is a team's store in memory that counts fetches.
type shelf struct {
	mu      sync.Mutex
	keys    map[string]wallet.Fetched
	fetches int
	fail    error
	hold    chan struct{} // when set, fetches wait for it
}

func (s *shelf) Fetch(ctx context.Context, ref string) (wallet.Fetched, error) {
	s.mu.Lock()
	s.fetches++
	hold, fail := s.hold, s.fail
	got, ok := s.keys[ref]
	s.mu.Unlock()
	if hold != nil {
		select {
		case <-hold:
		case <-ctx.Done():
			return wallet.Fetched{}, ctx.Err()
		}
	}
	switch {
	case fail != nil:
		return wallet.Fetched{}, fail
	case !ok:
		return wallet.Fetched{}, &team.Error{Team: "ops", Path: ref, Reason: team.Missing}
	}
	return got, nil
}

func (s *shelf) set(change func(*shelf)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change(s)
}

func (s *shelf) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.fetches
}

// picky is IBM where one key alone is good.
type picky struct {
	*server
	good string
	code string
}

func (p *picky) Exchange(ctx context.Context, c iam.Credential) (iam.Token, error) {
	t, err := p.server.Exchange(ctx, c)
	if err == nil && c.Key.Reveal() != p.good {
		err = &iam.Error{Check: iam.CheckSignIn, Reason: iam.ReasonRefusedKey, Status: 400, Code: p.code}
	}
	return t, err
}

func (p *picky) keys() (keys []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range p.calls {
		keys = append(keys, c.Key.Reveal())
	}
	return keys
}

// teamWorld has a profile whose key lies in a team's store.
func teamWorld(t *testing.T) (world, *shelf, *picky, profile.Profile) {
	t.Helper()
	w := newWorld()
	ibm := &picky{server: w.server, good: "k1", code: "BXNIM0415E"}
	w.Wallet = wallet.New(w.file, w.ring, ibm)
	s := &shelf{keys: map[string]wallet.Fetched{prodRef: {Key: secret.New("k1")}}}
	w.UseElsewhere(s)
	p, err := w.Add(t.Context(), cloud("prod"), wallet.Secrets{Reference: prodRef})
	if err != nil {
		t.Fatal(err)
	}
	return w, s, ibm, p
}

func TestKeyOfATeamIsFetchedWhenItIsWanted(t *testing.T) {
	w, s, ibm, p := teamWorld(t)
	e := w.ring.entries[p.KeyID]
	if p.KeyFrom != prodRef || e.Reference != prodRef || !e.Secret.Empty() {
		t.Fatalf("saved %+v, %+v", p, e)
	}
	twin, err := w.Duplicate(t.Context(), p.ID, "twin")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.List(t.Context()); err != nil || s.count() != 0 {
		t.Fatalf("listing: %v, %d fetches", err, s.count())
	}
	for _, id := range []string{p.ID, p.ID, twin.ID} {
		if _, err := w.Token(t.Context(), id); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Fresh(t.Context(), id); err != nil {
			t.Fatal(err)
		}
	}
	if s.count() != 1 || slices.ContainsFunc(ibm.keys(), func(k string) bool { return k != "k1" }) {
		t.Errorf("%d fetches, IBM got %v", s.count(), ibm.keys())
	}
}

func TestFetchedKeyIsForgotten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, s, _, p := teamWorld(t)
		fetch := func(want int, why string) {
			t.Helper()
			if _, err := w.Fresh(t.Context(), p.ID); err != nil || s.count() != want {
				t.Fatalf("%s: %v, %d fetches, want %d", why, err, s.count(), want)
			}
		}
		fetch(1, "first")
		time.Sleep(49 * time.Minute)
		fetch(1, "within the hour")
		time.Sleep(12 * time.Minute)
		fetch(2, "after the hour")
		w.Forget()
		fetch(3, "forgotten")
		_ = w.Lock(secret.Text{})
		if _, err := w.Token(t.Context(), p.ID); !errors.Is(err, wallet.ErrLocked) {
			t.Errorf("locked: %v", err)
		}
		if err := w.Unlock(t.Context()); err != nil {
			t.Fatal(err)
		}
		fetch(4, "locked meanwhile")
	})
}

// After a rotation everybody goes on by themselves: a refused key is read anew, once.
func TestRefusedKeyIsReadAnewOnce(t *testing.T) {
	for _, code := range []string{"BXNIM0415E", "BXNIM0462E", "BXNIM0425E"} {
		t.Run(code, func(t *testing.T) {
			w, s, ibm, p := teamWorld(t)
			ibm.code = code
			if _, err := w.Token(t.Context(), p.ID); err != nil {
				t.Fatal(err)
			}
			ibm.good = "k2"
			s.set(func(s *shelf) { s.keys[prodRef] = wallet.Fetched{Key: secret.New("k2")} })
			if _, err := w.Fresh(t.Context(), p.ID); err != nil {
				t.Fatal(err)
			}
			if got := ibm.keys(); !slices.Equal(got, []string{"k1", "k1", "k2"}) || s.count() != 2 {
				t.Errorf("IBM got %v, %d fetches", got, s.count())
			}
			ibm.good = "k3" // which the store does not have
			if _, err := w.Fresh(t.Context(), p.ID); err == nil || len(ibm.keys()) != 4 || s.count() != 3 {
				t.Errorf("%v; IBM got %v, %d fetches: the same key is not sent twice", err, ibm.keys(), s.count())
			}
		})
	}
	t.Run("another refusal", func(t *testing.T) {
		w, s, ibm, p := teamWorld(t)
		ibm.good, ibm.code = "k2", "BXNIM0436E"
		if _, err := w.Token(t.Context(), p.ID); err == nil || s.count() != 1 {
			t.Errorf("%v, %d fetches", err, s.count())
		}
	})
}

func TestStoreThatIsDownStopsNoLiveToken(t *testing.T) {
	w, s, ibm, p := teamWorld(t)
	first, err := w.Token(t.Context(), p.ID)
	if err != nil {
		t.Fatal(err)
	}
	s.set(func(s *shelf) { s.fail = &team.Error{Team: "ops", Host: "bao.example.com", Reason: team.Sealed} })
	if again, err := w.Token(t.Context(), p.ID); err != nil || !again.Access.Equal(first.Access) {
		t.Errorf("a live token: %v", err)
	}
	w.Forget()
	before := len(ibm.keys())
	_, err = w.Token(t.Context(), p.ID)
	if !team.Is(err, team.Sealed) || !strings.Contains(err.Error(), "ops") || len(ibm.keys()) != before {
		t.Errorf("%v; IBM got %d calls", err, len(ibm.keys())-before)
	}
}

// Whoever can change the profiles, or the store, cannot have a key go anywhere new.
func TestNothingIsSentForWhatDoesNotFit(t *testing.T) {
	elsewhere := cloud("evil")
	elsewhere.AuthURL = "https://evil.example"
	const other = "vault://bao.example.com/secret/lanyard/other#key"
	for name, spoil := range map[string]func(w world, s *shelf, p profile.Profile){
		"the profile's reference": func(w world, _ *shelf, p profile.Profile) {
			w.file.edit(p.ID, func(p *profile.Profile) { p.KeyFrom = other })
		},
		"no reference any more": func(w world, _ *shelf, p profile.Profile) {
			w.file.edit(p.ID, func(p *profile.Profile) { p.KeyFrom = "" })
		},
		"where the profile signs in": func(w world, _ *shelf, p profile.Profile) {
			w.file.edit(p.ID, func(p *profile.Profile) { p.AuthURL = "https://evil.example" })
		},
		"the entry's reference": func(w world, _ *shelf, p profile.Profile) {
			e := w.ring.entries[p.KeyID]
			e.Reference = other
			w.ring.entries[p.KeyID] = e
		},
		"the entry's bound": func(w world, _ *shelf, p profile.Profile) {
			e := w.ring.entries[p.KeyID]
			e.Bound.AuthOrigin = "https://evil.example"
			w.ring.entries[p.KeyID] = e
		},
		"what the store gives": func(_ world, s *shelf, _ profile.Profile) {
			s.keys[prodRef] = wallet.Fetched{Key: secret.New("k1"), Profile: &elsewhere}
		},
	} {
		t.Run(name, func(t *testing.T) {
			w, s, ibm, p := teamWorld(t)
			s.keys[other] = wallet.Fetched{Key: secret.New("k1")}
			spoil(w, s, p)
			_, err := w.Token(t.Context(), p.ID)
			if unbound := new(wallet.UnboundError); !errors.As(err, &unbound) && !team.Is(err, team.Foreign) {
				t.Errorf("%v", err)
			}
			if got := ibm.keys(); len(got) > 0 {
				t.Errorf("IBM got %v", got)
			}
			if name != "what the store gives" && s.count() > 0 {
				t.Error("the store was asked")
			}
		})
	}
}

// However many ask at once there is one fetch, which ends when nobody waits any more.
func TestOneFetchForAll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, s, _, p := teamWorld(t)
		s.hold = make(chan struct{})
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				if _, err := w.Key(t.Context(), p.ID); err != nil {
					t.Error(err)
				}
			})
		}
		ctx, cancel := context.WithCancel(t.Context())
		all.Go(func() {
			if _, err := w.Key(ctx, p.ID); !errors.Is(err, context.Canceled) {
				t.Errorf("who left got %v", err)
			}
		})
		synctest.Wait()
		cancel()
		synctest.Wait()
		close(s.hold)
		all.Wait()
		if s.count() != 1 {
			t.Errorf("%d fetches", s.count())
		}
	})
}

func TestPutElsewhereAndBringBack(t *testing.T) {
	w, s, _, _ := teamWorld(t)
	p := w.add(t, cloud("mine"), "k1")
	twin, err := w.Duplicate(t.Context(), p.ID, "twin of mine")
	if err != nil {
		t.Fatal(err)
	}
	const ref = "vault://bao.example.com/secret/lanyard/mine#key"
	s.keys[ref] = wallet.Fetched{Key: secret.New("k1")}
	changed, err := w.PutElsewhere(t.Context(), p.ID, ref)
	if err != nil || len(changed) != 2 {
		t.Fatalf("%d changed, %v", len(changed), err)
	}
	for id, e := range w.ring.entries {
		if e.Secret.Reveal() == "k1" {
			t.Errorf("the key still lies here under %s", id)
		}
	}
	for _, id := range []string{p.ID, twin.ID} {
		if k := w.key(t, id); k != "k1" {
			t.Errorf("key %q", k)
		}
		if _, err := w.Token(t.Context(), id); err != nil {
			t.Error(err)
		}
	}
	changed, err = w.BringBack(t.Context(), twin.ID)
	if err != nil || len(changed) != 2 || changed[0].KeyFrom != "" {
		t.Fatalf("back: %+v, %v", changed, err)
	}
	delete(s.keys, ref)
	w.Forget()
	for _, id := range []string{p.ID, twin.ID} {
		if _, err := w.Token(t.Context(), id); err != nil {
			t.Error(err)
		}
	}
}

// A key that was typed takes the place of the reference.
func TestTypedKeyEndsTheReference(t *testing.T) {
	w, s, ibm, p := teamWorld(t)
	ibm.good = "typed"
	p, err := w.Edit(t.Context(), p.ID, func(*profile.Profile) error { return nil }, wallet.Secrets{Key: secret.New("typed")})
	if err != nil || p.KeyFrom != "" {
		t.Fatalf("%+v, %v", p, err)
	}
	if _, err := w.Token(t.Context(), p.ID); err != nil || s.count() != 0 {
		t.Errorf("%v, %d fetches", err, s.count())
	}
}

func TestTeamIsAgreedTo(t *testing.T) {
	w, _, _, _ := teamWorld(t)
	at := team.Team{ID: "t1", Name: "ops", Address: "https://bao.example.com", Mount: "secret", Auth: team.Token}
	if err := w.CheckTeam(t.Context(), at); !team.Is(err, team.Changed) {
		t.Errorf("nothing was agreed: %v", err)
	}
	if err := w.AgreeTeam(t.Context(), at); err != nil {
		t.Fatal(err)
	}
	if err := w.CheckTeam(t.Context(), at); err != nil {
		t.Error(err)
	}
	at.Nodes = []string{"https://evil.example"}
	if err := w.CheckTeam(t.Context(), at); !team.Is(err, team.Changed) {
		t.Errorf("another node: %v", err)
	}
}
