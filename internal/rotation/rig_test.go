package rotation_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"lanyard/iam"
	"lanyard/iam/sim"
	"lanyard/internal/profile"
	"lanyard/internal/rotation"
	"lanyard/internal/secret"
	"lanyard/internal/wallet"
	"lanyard/store"
)

// errCrash is what everything fails with once the fuse has blown.
var errCrash = errors.New("the program is gone")

// fuse ends a program in the middle: at the n-th thing that it does nothing works any
// more. A fuse of 0 holds.
type fuse struct {
	mu   sync.Mutex
	left int
	done int
	gone bool
}

// burn counts one thing; an error says that the program is gone.
func (f *fuse) burn() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.done++
	if f.gone {
		return errCrash
	}
	if f.left > 0 {
		if f.left--; f.left == 0 {
			f.gone = true
			return errCrash
		}
	}
	return nil
}

// home is one user's files, with a simulator that may be shared.
type home struct {
	t       *testing.T
	sim     *sim.Simulator
	dir     string
	keys    *ring
	file    *profiles
	client  *client
	fuse    *fuse
	journal *rotation.Journal
	asked   []rotation.Question
	yes     bool
	slept   atomic.Int64 // nanoseconds
}

// newHome makes a home with nothing in it.
func newHome(t *testing.T, s *sim.Simulator) *home {
	t.Helper()
	h := &home{t: t, sim: s, dir: t.TempDir(), yes: true}
	h.fuse = &fuse{}
	h.keys = &ring{Memory: store.NewMemory(), home: h, ids: map[string]bool{}}
	h.file = &profiles{Profiles: store.OpenProfiles(h.dir), home: h}
	h.client = &client{Client: iam.New(iam.Options{}), home: h}
	t.Cleanup(h.client.Close)
	h.journal = rotation.OpenJournal(h.dir)
	h.journal.Before(h.fuse.burn)
	return h
}

// start is a program that starts: everything that was in memory is forgotten.
func (h *home) start() (*wallet.Wallet, *rotation.Engine) {
	w := wallet.New(h.file, h.keys, h.client)
	w.UseHeld(h.journal.Held)
	return w, &rotation.Engine{
		Wallet: w, IBM: h.client, Journal: h.journal,
		Ask: func(_ context.Context, q rotation.Asked) (bool, error) {
			h.asked = append(h.asked, q.Question)
			return h.yes, nil
		},
		Now: func() time.Time { return time.Now().Add(time.Duration(h.slept.Load())) },
		Sleep: func(ctx context.Context, d time.Duration) error { // a second takes 20 ms
			h.slept.Add(int64(d))
			select {
			case <-time.After(d / 50):
				return h.fuse.burn()
			case <-ctx.Done():
				return ctx.Err()
			}
		},
	}
}

// ring is a keyring in memory that knows its ids.
type ring struct {
	*store.Memory
	home *home
	mu   sync.Mutex
	ids  map[string]bool
	fail error // what a write ends with

	failAfter int // so many writes of a key go well; 0: all
}

func (r *ring) Get(ctx context.Context, id string) (store.Entry, error) {
	if err := r.home.fuse.burn(); err != nil {
		return store.Entry{}, err
	}
	return r.Memory.Get(ctx, id)
}

func (r *ring) Put(ctx context.Context, id string, e store.Entry) error {
	if err := r.home.fuse.burn(); err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.fail != nil {
		return r.fail
	}
	if r.failAfter < 0 {
		return errors.New("the keyring refused")
	}
	if r.failAfter > 0 {
		if r.failAfter--; r.failAfter == 0 {
			r.failAfter = -1
		}
	}
	r.ids[id] = true
	return r.Memory.Put(ctx, id, e)
}

func (r *ring) Delete(ctx context.Context, id string) error {
	if err := r.home.fuse.burn(); err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.ids, id)
	return r.Memory.Delete(ctx, id)
}

func (r *ring) list() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var out []string
	for id := range r.ids {
		out = append(out, id)
	}
	slices.Sort(out)
	return out
}

// profiles is a profiles file that may be gone before a save, or just after.
type profiles struct {
	*store.Profiles
	home *home
	fail error
}

func (p *profiles) Change(ctx context.Context, change func([]profile.Profile) ([]profile.Profile, error)) error {
	if err := p.home.fuse.burn(); err != nil {
		return err
	}
	if p.fail != nil {
		return p.fail
	}
	if err := p.Profiles.Change(ctx, change); err != nil {
		return err
	}
	return p.home.fuse.burn()
}

// client is the way to IBM. The program may be gone before a request, or before its
// answer is read.
type client struct {
	*iam.Client
	home *home
}

func around[T any](c *client, do func() (T, error)) (T, error) {
	var none T
	if err := c.home.fuse.burn(); err != nil {
		return none, err
	}
	out, err := do()
	if e := c.home.fuse.burn(); e != nil {
		return none, e
	}
	return out, err
}

func (c *client) Exchange(ctx context.Context, cred iam.Credential) (iam.Token, error) {
	return around(c, func() (iam.Token, error) { return c.Client.Exchange(ctx, cred) })
}

func (c *client) CreateKey(ctx context.Context, cred iam.Credential, t iam.Token, n iam.NewKey) (iam.KeyDetails, secret.Text, error) {
	var value secret.Text
	d, err := around(c, func() (iam.KeyDetails, error) {
		d, v, err := c.Client.CreateKey(ctx, cred, t, n)
		value = v
		return d, err
	})
	if err != nil {
		value = secret.Text{}
	}
	return d, value, err
}

func (c *client) DisableKey(ctx context.Context, cred iam.Credential, t iam.Token, id string, disable bool) error {
	_, err := around(c, func() (struct{}, error) { return struct{}{}, c.Client.DisableKey(ctx, cred, t, id, disable) })
	return err
}

func (c *client) DeleteKey(ctx context.Context, cred iam.Credential, t iam.Token, id string) error {
	_, err := around(c, func() (struct{}, error) { return struct{}{}, c.Client.DeleteKey(ctx, cred, t, id) })
	return err
}

func (c *client) KeyDetails(ctx context.Context, cred iam.Credential, t iam.Token) (iam.KeyDetails, error) {
	return around(c, func() (iam.KeyDetails, error) { return c.Client.KeyDetails(ctx, cred, t) })
}

func (c *client) RenewKey(ctx context.Context, cred iam.Credential, t iam.Token) (secret.Text, error) {
	return around(c, func() (secret.Text, error) { return c.Client.RenewKey(ctx, cred, t) })
}

// simulator starts one for a test.
func simulator(t *testing.T, o sim.Options) *sim.Simulator {
	t.Helper()
	s, err := sim.Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// cloud is a profile of the simulated IBM Cloud.
func (h *home) cloud(name string) profile.Profile {
	i := h.sim.Info().Cloud
	return profile.Profile{
		Name: name, Kind: profile.Cloud, URL: i.URL, AuthURL: i.AuthURL, PlatformURL: i.PlatformURL, SecretKind: profile.APIKey,
		TLS: profile.TLS{CAPEM: string(h.sim.CAPEM())},
	}
}

// five are profiles that share one key: two entries have it, and one profile assumes a
// trusted profile.
func (h *home) five(key string) []profile.Profile {
	h.t.Helper()
	i := h.sim.Info().Cloud
	w, _ := h.start()
	add := func(p profile.Profile, s wallet.Secrets) profile.Profile {
		saved, err := w.Add(h.t.Context(), p, s)
		if err != nil {
			h.t.Fatal(err)
		}
		return saved
	}
	first := add(h.cloud("one"), wallet.Secrets{Key: secret.New(key)})
	two := h.cloud("two")
	two.SpaceID = i.SpaceID
	three := h.cloud("three")
	three.TrustedProfile = &profile.TrustedProfile{ID: i.TrustedProfileID}
	four := h.cloud("four")
	four.SpaceID = i.ForbiddenSpaceID // fails with any key
	return []profile.Profile{
		first, add(two, wallet.Secrets{ShareWith: first.ID}), add(three, wallet.Secrets{ShareWith: first.ID}),
		add(four, wallet.Secrets{ShareWith: first.ID}), add(h.cloud("five"), wallet.Secrets{Key: secret.New(key)}),
	}
}

// works reports how many profiles get a token, from a program that starts now.
func (h *home) works() (n int) {
	h.t.Helper()
	w, _ := h.start()
	list, err := w.List(h.t.Context())
	if err != nil {
		h.t.Fatal(err)
	}
	for _, p := range list {
		if _, err := w.Token(h.t.Context(), p.ID); err == nil {
			n++
		} else {
			h.t.Logf("%s: %v", p.Name, err)
		}
	}
	return n
}

// stored gives IBM's ids of the keys that lie in this home.
func (h *home) stored() map[string]bool {
	out := map[string]bool{}
	for _, id := range h.keys.list() {
		if e, err := h.keys.Memory.Get(h.t.Context(), id); err == nil {
			out[h.sim.APIKeyID(e.Secret.Reveal())] = true
		}
	}
	return out
}
