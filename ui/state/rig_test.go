package state

import (
	"context"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"lanyard/iam"
	"lanyard/internal/profile"
	"lanyard/internal/secret"
	"lanyard/internal/wallet"
	"lanyard/store"
)

// rig is a model on a real wallet whose profiles and keys are in memory, without a window.
// It runs in a bubble of package synctest: the dispatcher is a goroutine of it, and time
// passes when nothing else is left to do.
type rig struct {
	*Model
	t        *testing.T
	profiles *fakeProfiles
	signIn   *fakeSignIn
	board    *fakeBoard
	wallet   *wallet.Wallet
	ring     Keyring
	seen     []Part
	told     []string // on the desktop
	front    bool
	setup    Setup
	queue    chan func()
}

// run runs a test on a model with profiles of these names, which have been read.
func run(t *testing.T, names []string, test func(r *rig), options ...func(*rig)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		r := &rig{
			t: t, profiles: &fakeProfiles{}, signIn: &fakeSignIn{}, board: &fakeBoard{}, queue: make(chan func(), 100),
			ring: Keyring{Backend: BackendKeyring, Name: "Login keyring", State: KeyringReady},
		}
		r.wallet = wallet.New(r.profiles, systemKeys{store.NewMemory()}, r.signIn)
		for _, name := range names {
			r.add(profile.Profile{Name: name, Kind: profile.Cloud, URL: "https://eu-de.ml.cloud.ibm.com"})
		}
		r.setup = Setup{
			Wallet: r.wallet, Clipboard: r.board, Zone: time.UTC,
			Do:      func(f func()) { r.queue <- f },
			Keyring: func(context.Context) Keyring { return r.ring },
		}
		for _, o := range options {
			o(r)
		}
		r.Model = New(r.setup, r)
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			for f := range r.queue {
				f()
			}
		}()
		r.do(r.Start)
		r.settle()
		test(r)
		r.on(r.Stop)
		r.End()
		synctest.Wait()
		close(r.queue)
		<-ended
	})
}

// settle waits until nothing is left to do but to wait for time to pass.
func (r *rig) settle() { synctest.Wait() }

// on does something on the dispatcher's goroutine, and waits for what comes of it.
func (r *rig) on(f func()) {
	r.t.Helper()
	done := make(chan struct{})
	r.do(func() { f(); close(done) })
	<-done
	r.settle()
}

// later lets time pass.
func (r *rig) later(d time.Duration) {
	time.Sleep(d)
	r.settle()
}

// Changed implements View.
func (r *rig) Changed(p Part) { r.seen = append(r.seen, p) }

// InFront implements View.
func (r *rig) InFront() bool { return r.front }

// Notify implements View.
func (r *rig) Notify(title, text, _ string) {
	r.do(func() { r.told = append(r.told, title+" | "+text) })
}

// CallUser implements View.
func (r *rig) CallUser(context.Context, string) {}

// says checks what the status line says.
func (r *rig) says(want string) {
	r.t.Helper()
	if got := r.Status().Text; got != want {
		r.t.Errorf("the status line says %q, want %q", got, want)
	}
}

func (r *rig) add(p profile.Profile) profile.Profile {
	r.t.Helper()
	if p.SecretKind == "" {
		p.SecretKind = p.Kind.SecretKinds()[0]
	}
	made, err := r.wallet.Add(r.t.Context(), p, wallet.Secrets{Key: secret.New("key-of-" + p.Name)})
	if err != nil {
		r.t.Fatal(err)
	}
	return made
}

// systemKeys are keys in memory that behave like the system's keyring, which Lanyard
// does not lock.
type systemKeys struct{ wallet.Keys }

// fakeProfiles keeps profiles in memory.
type fakeProfiles struct {
	mu   sync.Mutex
	list []profile.Profile
	err  error
}

func (f *fakeProfiles) Load(context.Context) ([]profile.Profile, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.list), f.err
}

func (f *fakeProfiles) Pick(_ context.Context, want func(id, name string) bool) ([]profile.Profile, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(f.list), func(p profile.Profile) bool { return !want(p.ID, p.Name) }), f.err
}

func (f *fakeProfiles) Change(_ context.Context, change func([]profile.Profile) ([]profile.Profile, error)) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	list, err := change(slices.Clone(f.list))
	if err == nil {
		f.list = list
	}
	return err
}

// fakeSignIn makes tokens that live an hour, or fails, after a second.
type fakeSignIn struct {
	wallet.SignIn
	mu    sync.Mutex
	calls int
	err   error
}

func (f *fakeSignIn) Exchange(ctx context.Context, c iam.Credential) (iam.Token, error) {
	select {
	case <-time.After(time.Second):
	case <-ctx.Done():
		return iam.Token{}, ctx.Err()
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.calls++
	if f.err != nil {
		return iam.Token{}, f.err
	}
	at := time.Now().UTC()
	return iam.Token{
		Access: secret.New("token-of-" + c.Profile.Name), Type: "Bearer", IssuedAt: at, ExpiresAt: at.Add(time.Hour),
		Claims: iam.Claims{SubjectType: "user", Name: "Dana", Email: "dana@example.org"},
	}, nil
}

// fakeBoard is a clipboard.
type fakeBoard struct {
	mu     sync.Mutex
	secret string
	text   string
	err    error
	done   chan struct{}
}

func (f *fakeBoard) CopySecret(t secret.Text, life time.Duration, _ bool) (SecretCopy, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.err != nil {
		return SecretCopy{}, f.err
	}
	f.secret, f.done = t.Reveal(), make(chan struct{})
	if life > 0 {
		time.AfterFunc(life, func() { _ = f.Clear() })
	}
	return SecretCopy{Done: f.done}, nil
}

func (f *fakeBoard) CopyText(_ context.Context, s string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.text = s
	return f.err
}

func (f *fakeBoard) ReadText(context.Context) (string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.text, f.err
}

func (f *fakeBoard) Clear() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.secret = ""
	if f.done != nil {
		close(f.done)
		f.done = nil
	}
	return nil
}

func (f *fakeBoard) ClearOther(_ context.Context, is func(string) bool) (bool, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !is(f.text) {
		return false, nil
	}
	f.text = ""
	return true, nil
}

func (f *fakeBoard) held() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.secret
}

// Test tests a credential by signing in with it.
func (f *fakeSignIn) Test(ctx context.Context, c iam.Credential, observe func(iam.Result)) []iam.Result {
	_, err := f.Exchange(ctx, c)
	r := iam.Result{Check: iam.CheckSignIn, Status: iam.StatusOK, Err: err}
	if err != nil {
		r.Status = iam.StatusFailed
	}
	observe(r)
	return []iam.Result{r}
}
