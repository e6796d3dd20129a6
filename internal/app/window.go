package app

import (
	"context"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"lanyard/iam"
	"lanyard/internal/agent"
	"lanyard/internal/platform/harden"
	"lanyard/internal/policy"
	"lanyard/internal/rotation"
	"lanyard/internal/secret"
	"lanyard/internal/settings"
	"lanyard/internal/wallet"
	"lanyard/store"
)

// Mender replaces a damaged profiles file; a [store.Profiles] is one.
type Mender interface {
	Backups(ctx context.Context) ([]store.Backup, error)
	RestoreBackup(ctx context.Context, name string) error
	SetAside(ctx context.Context) (string, error)
}

// Window is what the window is opened on.
type Window struct {
	Wallet *wallet.Wallet

	// Watch calls changed, from a goroutine of its own, whenever another process has
	// changed the profiles. It returns when ctx ends. Nil: nobody else can change them.
	Watch func(ctx context.Context, changed func())

	// OnRetry has tell called, from other goroutines, with each wait before a request is
	// sent once more.
	OnRetry func(tell func(iam.Retry))

	// Settings is what the user has chosen, and ChangeSettings saves what they choose from
	// now on and applies what concerns the wallet.
	Settings       settings.Settings
	ChangeSettings func(ctx context.Context, change func(*settings.Settings) error) error

	// Results keeps the last tests' results. Nil for the demo, which writes nothing.
	Results *store.TestResults

	// Mend offers the ways out when the profiles file is damaged.
	Mend Mender

	// AskWith has the window asked, from other goroutines, for the passphrase of the
	// secrets file. Nil where nobody has to be asked.
	AskWith func(ask func(ctx context.Context, a store.Ask) (secret.Text, error))

	// UseMemory makes the wallet keep keys in memory until the program ends, after
	// the user chose so because there is no keyring. Nil when they already do.
	UseMemory func()

	// KeyLocation is where keys are kept, and how they are moved. Nil for the demo, whose
	// keys are in memory.
	KeyLocation *KeyLocation

	// Rotation makes what rotates API keys and asks IBM about them, as the person in front of
	// the window may have it.
	Rotation func() *rotation.Engine

	// FollowKeys calls changed, from another goroutine, when IBM told something new of keys,
	// until ctx ends. It returns at once.
	FollowKeys func(ctx context.Context, changed func())

	// Served gives the commands that are signed in for as long as they run. Nil for the demo.
	Served func(ctx context.Context) ([]Served, error)

	// Hardened is how far the process is closed to others. Nil: it is not known.
	Hardened *harden.Result

	// Diagnose gives what lanyard doctor finds, for a person who is asked for help. It has no key in
	// it, but paths of folders and ids of keys.
	Diagnose func(ctx context.Context) (string, error)

	// Serve lets commands and second starts reach the window until it is closed. The
	// window fills in Raise, Lock, Locked and Gate. Its error says that another window
	// was quicker. Nil for the demo, which serves nobody.
	Serve func(h agent.Host) error

	// Open are files, by their full paths, to show in the import's preview.
	Open []string

	// LetGo closes connections that wait for another use and gives memory that is not used
	// any more back to the system, which clears it: secrets have been there. For after a lock.
	LetGo func()

	// Policy is what the administrator has fixed; nil for nothing.
	Policy *policy.Policy

	// Demo tells that the profiles are samples on the built-in simulator: nothing of
	// the user's is read or written. The first profile of the list is to be chosen and
	// its token fetched.
	Demo bool

	// ConfigDir is the folder of the profiles file, for the window's own files and to
	// show where things are.
	ConfigDir string
}

// WindowOptions are what a window is opened with.
type WindowOptions struct {
	Open     func(ctx context.Context, w Window) error             // opens it and returns when it is closed
	Files    []string                                              // to import, by their full paths
	Hardened *harden.Result                                        // how far the process is closed to others; nil: it is not known
	Diagnose func(ctx context.Context, r *Runtime) (string, error) // what lanyard doctor finds
}

// window is what a window shows and does, the demo's as well.
func (r *Runtime) window() Window {
	return Window{
		Wallet: r.Wallet, OnRetry: r.OnRetry, Mend: r.Profiles, ConfigDir: r.Dir,
		Settings: r.Settings(), ChangeSettings: r.settingsChanger(), Policy: r.options.Policy, LetGo: r.letGo, FollowKeys: r.KeyNotes.Watch,
		Watch: func(ctx context.Context, changed func()) {
			r.Profiles.Watch(ctx, changed)
			<-ctx.Done()
		},
	}
}

// letGo is [Window.LetGo]. What was made for a request that has just been cancelled is
// garbage a moment later, so it is done twice.
func (r *Runtime) letGo() {
	for range 2 {
		r.signIn.Close()
		secret.Wipe()
		time.Sleep(letGoAgain)
	}
}

const letGoAgain = time.Second

// OpenWindow opens the window on the user's profiles and returns when it is closed.
func (r *Runtime) OpenWindow(ctx context.Context, w WindowOptions) error {
	setup := r.window()
	setup.Open, setup.Hardened, setup.Results, setup.Served = w.Files, w.Hardened, r.Results, r.Served
	setup.Diagnose = func(ctx context.Context) (string, error) {
		now, err := Open(ctx, r.options) // as a command would find it
		if err != nil {
			return "", err
		}
		defer now.Close()
		return w.Diagnose(ctx, now)
	}
	keys := r.KeyLocation(r.askInWindow(&setup))
	setup.KeyLocation = keys
	passing := &passingJournal{}
	defer passing.remove()
	setup.Rotation = r.windowRotation(keys, passing)
	if err := r.openSecretsFile(ctx, keys); err != nil {
		return err
	}
	r.KeepActivity(r.Wallet, store.FromWindow)
	r.WatchKeys()
	if !r.InMemory && r.options.Policy.CheckPlace(store.BackendMemory) == nil {
		setup.UseMemory = keys.UseMemory
	}
	ctx, stop := context.WithCancel(ctx)
	var serving sync.WaitGroup
	defer serving.Wait() // the socket goes before the process does
	defer stop()
	setup.Serve = func(h agent.Host) error {
		s, err := r.Listen(h, keys)
		if err != nil {
			return err
		}
		serving.Go(func() { _ = s.Serve(ctx) })
		return nil
	}
	go r.FinishRotations(ctx)
	return w.Open(ctx, setup)
}

// windowRotation gives what rotates keys in the window. Where keys end with the program, so
// does what is noted of their rotations.
func (r *Runtime) windowRotation(keys *KeyLocation, passing *passingJournal) func() *rotation.Engine {
	all := r.Rotation()
	all.IBM, all.Watch.IBM = r.signIn, r.signIn // whose connections the lock closes
	r.UseHeld(func() []string { return append(r.Journal.Held(), passing.held()...) })
	return func() *rotation.Engine {
		e := *all
		if e.Memory = keys.Now() == store.BackendMemory; e.Memory {
			if j, err := passing.open(); err == nil {
				e.Journal = j
			}
		}
		return &e
	}
}

// passingJournal is a journal of rotations that is gone when the program ends. It is made
// when it is needed.
type passingJournal struct {
	mu      sync.Mutex
	dir     string
	journal *rotation.Journal
}

func (p *passingJournal) open() (*rotation.Journal, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.journal == nil {
		dir, err := os.MkdirTemp("", "lanyard-")
		if err != nil {
			return nil, err
		}
		p.dir, p.journal = dir, rotation.OpenJournal(dir)
	}
	return p.journal, nil
}

func (p *passingJournal) held() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.journal == nil {
		return nil
	}
	return p.journal.Held()
}

func (p *passingJournal) remove() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.dir != "" {
		_ = os.RemoveAll(p.dir)
	}
}

// settingsChanger gives what saves what is chosen in the window. What concerns the wallet
// holds at once: from now on it notes what it does, or doesn't.
func (r *Runtime) settingsChanger() func(context.Context, func(*settings.Settings) error) error {
	var mu sync.Mutex
	return func(ctx context.Context, change func(*settings.Settings) error) error {
		mu.Lock()
		defer mu.Unlock()
		var now settings.Settings
		err := store.OpenSettings(r.Dir).Change(ctx, func(s *settings.Settings) error {
			err := change(s)
			now = *s
			return err
		})
		if err != nil {
			return err
		}
		now = withPolicy(now, r.options.Policy)
		if before := r.settings.Swap(&now); now.Activity != before.Activity {
			r.UseJournal(nil, "")
		}
		r.KeepActivity(r.Wallet, store.FromWindow)
		return nil
	}
}

// askInWindow gets the passphrase of the secrets file in the window, since a user who looks
// at a window does not look at the terminal behind it, or from the file that the environment
// names. Until the window can ask, the file is locked.
func (r *Runtime) askInWindow(setup *Window) AskPassphrase {
	if r.passphraseInFile() {
		return r.options.Passphrase
	}
	var window atomic.Pointer[AskPassphrase]
	setup.AskWith = func(ask AskPassphrase) { window.Store(&ask) }
	return func(ctx context.Context, q store.Ask) (secret.Text, error) {
		if ask := window.Load(); ask != nil {
			return (*ask)(ctx, q)
		}
		return secret.Text{}, store.ErrLocked
	}
}

// openSecretsFile makes a secrets file ask in the window, and opens it where nobody has to
// be asked.
func (r *Runtime) openSecretsFile(ctx context.Context, keys *KeyLocation) error {
	if r.Location != store.BackendFile {
		return nil
	}
	keys.use(r.Location, keys.keysAt(r.Location))
	if !r.passphraseInFile() {
		return nil
	}
	return r.Unlock(ctx)
}
