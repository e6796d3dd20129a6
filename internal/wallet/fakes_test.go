package wallet_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"lanyard/iam"
	"lanyard/internal/profile"
	"lanyard/internal/secret"
	"lanyard/internal/wallet"
	"lanyard/store"
)

// file is a profiles file in memory that counts reads of all of it and can be told to fail.
type file struct {
	mu        sync.Mutex
	list      []profile.Profile
	loads     int
	fail      error // what a change ends with
	failLoad  error
	meanwhile func() // when set, happens once, just before the next change
}

func (f *file) Load(context.Context) ([]profile.Profile, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.loads++
	if f.failLoad != nil {
		return nil, f.failLoad
	}
	return slices.Clone(f.list), nil
}

func (f *file) Pick(_ context.Context, want func(id, name string) bool) ([]profile.Profile, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(f.list), func(p profile.Profile) bool { return !want(p.ID, p.Name) }), nil
}

func (f *file) Change(ctx context.Context, change func([]profile.Profile) ([]profile.Profile, error)) error {
	f.mu.Lock()
	meanwhile := f.meanwhile
	f.meanwhile = nil
	f.mu.Unlock()
	if meanwhile != nil {
		meanwhile()
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	list, err := change(slices.Clone(f.list))
	if err != nil {
		return err
	}
	if f.fail != nil {
		return f.fail
	}
	f.list = list
	return nil
}

// edit changes a profile behind the wallet's back, as an editor on the file would.
func (f *file) edit(id string, change func(*profile.Profile)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	i := slices.IndexFunc(f.list, func(p profile.Profile) bool { return p.ID == id })
	change(&f.list[i])
}

// ring is a keyring in memory that counts reads and can be told to fail. Like a real
// one it does nothing once its context has ended.
type ring struct {
	records
	mu      sync.Mutex
	entries map[string]store.Entry
	damaged map[string]bool // what lies there is no entry
	reads   int
	failGet error
	failPut error
}

func (r *ring) Get(ctx context.Context, id string) (store.Entry, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.reads++
	if err := errors.Join(ctx.Err(), r.failGet); err != nil {
		return store.Entry{}, fmt.Errorf("get %s: %w", id, err)
	}
	if r.damaged[id] {
		return store.Entry{}, fmt.Errorf("get %s: %w", id, store.ErrDamaged)
	}
	e, ok := r.entries[id]
	if !ok {
		return e, fmt.Errorf("get %s: %w", id, store.ErrMissing)
	}
	return e, nil
}

func (r *ring) Put(ctx context.Context, id string, e store.Entry) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := errors.Join(ctx.Err(), r.failPut); err != nil {
		return fmt.Errorf("put %s: %w", id, err)
	}
	r.entries[id] = e
	delete(r.damaged, id)
	return nil
}

func (r *ring) Delete(ctx context.Context, id string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("delete %s: %w", id, err)
	}
	delete(r.entries, id)
	delete(r.damaged, id)
	return nil
}

func (r *ring) Status(context.Context) store.Status { return store.Status{State: store.StateReady} }
func (r *ring) Unlock(context.Context) error        { return nil }

func (r *ring) ids() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Sorted(maps.Keys(r.entries))
}

// server is a sign-in that gives numbered tokens and remembers what it was sent.
type server struct {
	wallet.SignIn // what a test doesn't use panics
	mu            sync.Mutex
	calls         []iam.Credential
	life          time.Duration // 0: unknown
	kept          time.Duration // how old a token is when it comes
	fail          error
	hold          chan struct{} // when set, calls wait for it to close, or for their context
	ended         int           // calls whose context ended while they waited
}

func (s *server) Exchange(ctx context.Context, c iam.Credential) (iam.Token, error) {
	s.mu.Lock()
	s.calls = append(s.calls, c)
	n, fail, life, kept := len(s.calls), s.fail, s.life, s.kept
	s.mu.Unlock()
	if err := s.wait(ctx); err != nil {
		return iam.Token{}, err
	}
	if fail != nil {
		return iam.Token{}, fail
	}
	t := iam.Token{Access: secret.New(fmt.Sprintf("token-%d", n)), Type: "Bearer", IssuedAt: time.Now().UTC().Round(0).Add(-kept)}
	if life != 0 {
		t.ExpiresAt = t.IssuedAt.Add(life)
	}
	return t, nil
}

// wait holds a call, if calls are to be held, until it is let go or its context ends.
func (s *server) wait(ctx context.Context) error {
	s.mu.Lock()
	hold := s.hold
	s.mu.Unlock()
	if hold == nil {
		return nil
	}
	select {
	case <-hold:
		return nil
	case <-ctx.Done():
		s.set(func(s *server) { s.ended++ })
		return ctx.Err()
	}
}

func (s *server) gaveUp() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ended
}

func (s *server) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.calls)
}

func (s *server) set(change func(*server)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change(s)
}

type world struct {
	*wallet.Wallet
	file   *file
	ring   *ring
	server *server
}

func newWorld() world {
	w := world{file: &file{}, ring: &ring{entries: map[string]store.Entry{}}, server: &server{life: time.Hour}}
	w.Wallet = wallet.New(w.file, w.ring, w.server)
	return w
}

func cluster(name string) profile.Profile {
	return profile.Profile{Name: name, Kind: profile.CP4D, URL: "https://cpd.example.org", Username: "ana", SecretKind: profile.Password}
}

func cloud(name string) profile.Profile {
	return profile.Profile{Name: name, Kind: profile.Cloud, URL: "https://eu-de.ml.cloud.ibm.com", SecretKind: profile.APIKey}
}

func (w world) add(t *testing.T, p profile.Profile, key string) profile.Profile {
	t.Helper()
	saved, err := w.Add(t.Context(), p, wallet.Secrets{Key: secret.New(key)})
	if err != nil {
		t.Fatalf("add %s: %v", p.Name, err)
	}
	return saved
}

func (w world) key(t *testing.T, id string) string {
	t.Helper()
	k, err := w.Key(t.Context(), id)
	if err != nil {
		t.Fatalf("read the key of %s: %v", id, err)
	}
	return k.Reveal()
}

var errDisk = errors.New("the disk is full")
