package keystate

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"lanyard/iam"
	"lanyard/internal/profile"
	"lanyard/internal/rotation"
	"lanyard/internal/secret"
	"lanyard/internal/wallet"
	"lanyard/store"
	"lanyard/ui/text"
)

// rig is a model on a real wallet and a real engine, with an IBM in memory. It runs in a
// bubble of package synctest.
type rig struct {
	*Model
	t      *testing.T
	ibm    *ibm
	wallet *wallet.Wallet
	engine rotation.Engine
	list   []profile.Profile
	file   *file
	queue  chan func()
	said   []string
	told   []string
	locked bool
	front  bool
	days   int
	own    time.Time
}

// run runs a test with profiles that share one key.
func run(t *testing.T, names []string, test func(r *rig), options ...func(*rig)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		r := &rig{t: t, ibm: newIBM(), queue: make(chan func(), 100), front: true, days: 90}
		dir := t.TempDir()
		r.file = &file{}
		r.wallet = wallet.New(r.file, keys{store.NewMemory()}, r.ibm)
		notes := store.OpenKeyNotes(dir)
		r.engine = rotation.Engine{
			Wallet: r.wallet, IBM: r.ibm, Journal: rotation.OpenJournal(dir), Watch: &rotation.Watch{Notes: notes, IBM: r.ibm},
		}
		r.wallet.UseHeld(r.engine.Journal.Held)
		for i, name := range names {
			p := profile.Profile{Name: name, Kind: profile.Cloud, URL: "https://eu-de.ml.cloud.ibm.com", SecretKind: profile.APIKey}
			s := wallet.Secrets{Key: secret.New("the-first-key")}
			if i > 0 {
				s = wallet.Secrets{ShareWith: r.list[0].ID}
			}
			r.add(p, s)
		}
		for _, o := range options {
			o(r)
		}
		ctx, cancel := context.WithCancel(t.Context())
		r.Model = New(ctx, Setup{
			Engine: func() *rotation.Engine { e := r.engine; return &e },
			Do:     func(f func()) { r.queue <- f }, Now: time.Now, Zone: time.UTC, Texts: text.English(),
		}, r)
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			for f := range r.queue {
				f()
			}
		}()
		r.on(r.Start)
		test(r)
		cancel()
		synctest.Wait()
		close(r.queue)
		<-ended
	})
}

func (r *rig) add(p profile.Profile, s wallet.Secrets) profile.Profile {
	r.t.Helper()
	made, err := r.wallet.Add(r.t.Context(), p, s)
	if err != nil {
		r.t.Fatal(err)
	}
	r.list = append(r.list, made)
	return made
}

// t2 are the texts.
func (r *rig) t2() *text.Texts { return r.Model.t }

// on does something on the dispatcher's goroutine, and waits for what comes of it.
func (r *rig) on(f func()) {
	r.t.Helper()
	done := make(chan struct{})
	r.queue <- func() { f(); close(done) }
	<-done
	time.Sleep(2 * time.Second) // the reads that follow
	synctest.Wait()
}

// rotated plans and begins a rotation, and waits for its end or a question.
func (r *rig) rotated(c Choice) *Rotation {
	r.t.Helper()
	var x *Rotation
	r.on(func() { x = r.Plan(r.list[0].ID) })
	r.on(func() { r.Begin(x, c) })
	r.later(2 * time.Minute)
	return x
}

func (r *rig) later(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

// view is what the page shows.
func (r *rig) view(x *Rotation) (v View) {
	r.on(func() { v = r.View(x) })
	return v
}

func (r *rig) Profiles() []profile.Profile { return r.list }
func (r *rig) Profile(id string) *profile.Profile {
	for i := range r.list {
		if r.list[i].ID == id {
			return &r.list[i]
		}
	}
	return nil
}
func (r *rig) Live(profile.Profile) bool   { return true }
func (r *rig) LastSignIn(string) time.Time { return r.own }
func (r *rig) KeyAgeDays() int             { return r.days }
func (r *rig) Notifies() bool              { return true }
func (r *rig) Locked() bool                { return r.locked }
func (r *rig) InFront() bool               { return r.front }
func (r *rig) KeysChanged()                {}
func (r *rig) Say(s string)                { r.said = append(r.said, s) }
func (r *rig) ProfilesChanged(then func()) {
	r.list, _ = r.wallet.List(r.t.Context())
	if then != nil {
		then()
	}
}

func (r *rig) Notify(title, text, _ string) {
	r.queue <- func() { r.told = append(r.told, title+" | "+text) }
}

// keys are keys in memory that behave like the system's keyring.
type keys struct{ wallet.Keys }

// file keeps profiles in memory.
type file struct {
	mu   sync.Mutex
	list []profile.Profile
}

func (f *file) Load(context.Context) ([]profile.Profile, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.list), nil
}

func (f *file) Pick(ctx context.Context, want func(id, name string) bool) ([]profile.Profile, error) {
	list, err := f.Load(ctx)
	return slices.DeleteFunc(list, func(p profile.Profile) bool { return !want(p.ID, p.Name) }), err
}

func (f *file) Change(_ context.Context, change func([]profile.Profile) ([]profile.Profile, error)) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	list, err := change(slices.Clone(f.list))
	if err == nil {
		f.list = list
	}
	return err
}

// ibm has API keys of one owner in memory. Each call takes a second.
type ibm struct {
	wallet.SignIn
	mu    sync.Mutex
	keys  map[string]*iam.KeyDetails // by value
	limit int
	made  int
	fail  map[string]error // by the call
	after map[string]func()
}

func newIBM() *ibm {
	now := time.Now()
	return &ibm{limit: 20, fail: map[string]error{}, after: map[string]func(){}, keys: map[string]*iam.KeyDetails{
		"the-first-key": {
			ID: "ApiKey-1", Name: "my key", AccountID: "account", IAMID: "IBMid-1", CreatedAt: now.Add(-10 * day), Uses: 7, LastUsedAt: now.Add(-time.Hour),
		},
	}}
}

// call is the beginning of each call.
func (b *ibm) call(ctx context.Context, name string) (unlock func(), err error) {
	select {
	case <-time.After(time.Second):
	case <-ctx.Done():
		return func() {}, ctx.Err()
	}
	b.mu.Lock()
	if err := b.fail[name]; err != nil {
		b.mu.Unlock()
		return func() {}, err
	}
	return b.mu.Unlock, nil
}

func refused(status int) error {
	return &iam.Error{Check: iam.CheckSignIn, Status: status, Message: "no"}
}

func (b *ibm) Exchange(ctx context.Context, c iam.Credential) (iam.Token, error) {
	unlock, err := b.call(ctx, "exchange")
	defer unlock()
	k := b.keys[c.Key.Reveal()]
	if err == nil && (k == nil || k.Disabled) {
		err = refused(http.StatusBadRequest)
	}
	if err != nil {
		return iam.Token{}, err
	}
	at := time.Now().UTC()
	return iam.Token{
		Access: secret.New("a-token"), Type: "Bearer", IssuedAt: at, ExpiresAt: at.Add(time.Hour),
		Claims: iam.Claims{Name: "Dana", IAMID: k.IAMID, AccountID: k.AccountID},
	}, nil
}

func (b *ibm) Test(ctx context.Context, c iam.Credential, _ func(iam.Result)) []iam.Result {
	unlock, err := b.call(ctx, "test")
	defer unlock()
	if err != nil && c.Key.Reveal() != "the-first-key" {
		return []iam.Result{{Check: iam.CheckService, Status: iam.StatusFailed, Err: err}}
	}
	return []iam.Result{{Check: iam.CheckSignIn, Status: iam.StatusOK}}
}

func (b *ibm) KeyDetails(ctx context.Context, c iam.Credential, _ iam.Token) (iam.KeyDetails, error) {
	unlock, err := b.call(ctx, "details")
	defer unlock()
	if err != nil {
		return iam.KeyDetails{}, err
	}
	if k := b.keys[c.Key.Reveal()]; k != nil {
		return *k, nil
	}
	return iam.KeyDetails{}, refused(http.StatusNotFound)
}

func (b *ibm) Keys(ctx context.Context, _ iam.Credential, _ iam.Token, _, _ string) ([]iam.KeyDetails, error) {
	unlock, err := b.call(ctx, "keys")
	defer unlock()
	var out []iam.KeyDetails
	for _, value := range slices.Sorted(maps.Keys(b.keys)) {
		out = append(out, *b.keys[value])
	}
	return out, err
}

// by finds a key by its id; the caller holds the lock.
func (b *ibm) by(id string) (string, *iam.KeyDetails) {
	for value, k := range b.keys {
		if k.ID == id {
			return value, k
		}
	}
	return "", nil
}

func (b *ibm) Key(ctx context.Context, _ iam.Credential, _ iam.Token, id string) (iam.KeyDetails, error) {
	unlock, err := b.call(ctx, "key")
	defer unlock()
	if err != nil {
		return iam.KeyDetails{}, err
	}
	if _, k := b.by(id); k != nil {
		return *k, nil
	}
	return iam.KeyDetails{}, refused(http.StatusNotFound)
}

func (b *ibm) KeyLimit(ctx context.Context, _ iam.Credential, _ iam.Token, _, _ string) (int, int, error) {
	unlock, err := b.call(ctx, "limit")
	defer unlock()
	return b.limit, len(b.keys), err
}

func (b *ibm) CreateKey(ctx context.Context, _ iam.Credential, _ iam.Token, n iam.NewKey) (iam.KeyDetails, secret.Text, error) {
	unlock, err := b.call(ctx, "create")
	defer unlock()
	if err != nil {
		return iam.KeyDetails{}, secret.Text{}, err
	}
	b.made++
	k := &iam.KeyDetails{ID: fmt.Sprint("ApiKey-made-", b.made), Name: n.Name, Description: n.Description, AccountID: n.AccountID, IAMID: n.IAMID, CreatedAt: time.Now(), ExpiresAt: n.ExpiresAt}
	b.keys[n.Value.Reveal()] = k
	return *k, n.Value, nil
}

func (b *ibm) LockKey(ctx context.Context, _ iam.Credential, _ iam.Token, id string, lock bool) error {
	return b.change(ctx, "lock", id, func(k *iam.KeyDetails) { k.Locked = lock })
}

func (b *ibm) DisableKey(ctx context.Context, _ iam.Credential, _ iam.Token, id string, disable bool) error {
	return b.change(ctx, "disable", id, func(k *iam.KeyDetails) { k.Disabled = disable })
}

func (b *ibm) change(ctx context.Context, name, id string, change func(*iam.KeyDetails)) error {
	unlock, err := b.call(ctx, name)
	defer unlock()
	if err != nil {
		return err
	}
	_, k := b.by(id)
	if k == nil {
		return refused(http.StatusNotFound)
	}
	change(k)
	return nil
}

func (b *ibm) DeleteKey(ctx context.Context, _ iam.Credential, _ iam.Token, id string) error {
	unlock, err := b.call(ctx, "delete")
	defer unlock()
	if err != nil {
		return err
	}
	value, k := b.by(id)
	if k == nil {
		return refused(http.StatusNotFound)
	}
	delete(b.keys, value)
	return nil
}

func (b *ibm) RenewKey(ctx context.Context, c iam.Credential, _ iam.Token) (secret.Text, error) {
	unlock, err := b.call(ctx, "renew")
	defer unlock()
	if err != nil {
		return secret.Text{}, err
	}
	k := b.keys[c.Key.Reveal()]
	delete(b.keys, c.Key.Reveal())
	b.made++
	value := fmt.Sprint("a-renewed-key-", b.made)
	b.keys[value] = k
	return secret.New(value), nil
}
