// Package app puts the program together: wallet, store, the client that signs in, settings,
// the agent and the simulator, for the window and for the commands. What a person reads and
// types is theirs; nothing here speaks.
package app

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"net/url"
	"sync/atomic"
	"time"

	"lanyard/assets"
	"lanyard/iam"
	"lanyard/internal/agent"
	"lanyard/internal/platform/proxy"
	"lanyard/internal/policy"
	"lanyard/internal/profile"
	"lanyard/internal/rotation"
	"lanyard/internal/secret"
	"lanyard/internal/settings"
	"lanyard/internal/team/access"
	"lanyard/internal/userfile"
	"lanyard/internal/wallet"
	"lanyard/store"
)

// AskPassphrase asks for the passphrase of the secrets file.
type AskPassphrase = func(ctx context.Context, a store.Ask) (secret.Text, error)

// Options are what flags and environment choose, and the world around. Only Getenv,
// ConfigDir and Log are needed.
type Options struct {
	Getenv    func(name string) string
	ConfigDir string // the folder of the profiles file, with its full path
	Named     bool   // the user named that folder: what the program notes for itself lies in it, too
	Log       *slog.Logger

	Secrets    string          // where keys are kept, before what the settings say; "": they decide
	SecretsBy  string          // what chose it: "--secrets" or "LANYARD_SECRETS"
	Keys       store.PlainKeys // stands in for the operating system's keyring; nil: it is asked
	Passphrase AskPassphrase   // for a secrets file
	Timeout    time.Duration   // of a sign-in; 0: the usual one
	Deadline   time.Time       // the end of all sign-ins; zero: none
	Waiting    func(iam.Retry) // is called before a request is sent once more; may be nil
	Policy     *policy.Policy  // what the administrator has fixed; nil: nothing
	Adopted    func(n int)     // is called when n profiles of an earlier version were taken over; may be nil
}

// UnknownLocationError names a place for keys that there is not.
type UnknownLocationError struct{ Location string }

// Error implements error.
func (e *UnknownLocationError) Error() string {
	return fmt.Sprintf("there is no place %q for keys", e.Location)
}

// CheckLocation refuses what is no place for keys, with an [UnknownLocationError].
func CheckLocation(location string) error {
	switch location {
	case store.BackendKeyring, store.BackendFile, store.BackendMemory:
		return nil
	}
	return &UnknownLocationError{location}
}

// OtherLocation is the place that keeps keys where a given one does not.
func OtherLocation(location string) string {
	if location == store.BackendFile {
		return store.BackendKeyring
	}
	return store.BackendFile
}

// Runtime is the wallet and what it stands on.
type Runtime struct {
	*wallet.Wallet
	Dir      string // of the profiles file
	Profiles *store.Profiles
	Keys     wallet.Keys
	Location string // where keys are kept: [store.BackendKeyring], [store.BackendFile] or [store.BackendMemory]
	InMemory bool   // keys end with the program

	// Overruled is the place for keys that the settings name and the policy does not
	// allow; "" for none.
	Overruled string

	Teams  *store.Teams   // the teams' stores that were added
	Stores *access.Access // the way into them

	Journal  *rotation.Journal
	KeyNotes *store.KeyNotes    // what IBM told of keys
	Results  *store.TestResults // of the last tests

	options  Options
	signIn   *iam.Client                       // the wallet's
	settings atomic.Pointer[settings.Settings] // as they are now
	activity *store.Activity                   // nil: nothing was noted yet
	retry    atomic.Pointer[func(iam.Retry)]
}

// Open puts the program together. It asks for nothing: the place of the keys is touched
// when a key is.
func Open(ctx context.Context, o Options) (*Runtime, error) {
	set, err := store.OpenSettings(o.ConfigDir).Load(ctx)
	if userfile.NoFile(err) {
		return nil, err // a pipe or a device lies there, on purpose
	}
	if err != nil { // settings stop no command
		o.Log.Warn("the settings could not be read", "cause", err)
	}
	chosen := set.Secrets
	set = withPolicy(set, o.Policy)
	location := cmp.Or(o.Secrets, set.Secrets)
	if err := CheckLocation(location); err != nil {
		return nil, err
	}
	if err := o.Policy.CheckPlace(location); err != nil { // a flag or the environment named it
		return nil, err
	}
	r := &Runtime{
		Dir: o.ConfigDir, Profiles: store.OpenProfiles(o.ConfigDir), Location: location, InMemory: location == store.BackendMemory,
		options: o,
	}
	if o.Secrets == "" && set.Secrets != chosen && chosen != settings.Default().Secrets {
		r.Overruled = chosen
	}
	r.settings.Store(&set)
	r.Keys = r.KeysAt(location)
	r.signIn = r.SignIn(o.Deadline)
	r.Wallet = wallet.New(r.Profiles, r.Keys, r.signIn)
	r.UseRule(o.Policy.CheckProfile)
	r.Teams = store.OpenTeams(r.Dir)
	r.openTeams()
	r.Journal = rotation.OpenJournal(r.StateDir())
	r.KeyNotes = store.OpenKeyNotes(r.StateDir())
	r.Results = store.OpenTestResults(r.StateDir())
	r.UseHeld(r.Journal.Held)
	r.KeepActivity(r.Wallet, store.FromCommand)
	if o.Adopted != nil {
		r.UseAdopted(o.Adopted)
	}
	r.UseMarks(store.OpenMarks(agent.RuntimeDir))
	o.Log.Debug("opened", "dir", r.Dir, "secrets", location)
	return r, nil
}

// Close writes what waits to be noted. It takes half a second at most.
func (r *Runtime) Close() {
	if r.activity != nil {
		r.activity.Close()
	}
}

// Settings are what the user has chosen, as it is now.
func (r *Runtime) Settings() settings.Settings { return *r.settings.Load() }

// KeysAt gives a place where keys are kept. Nothing is asked of it yet.
func (r *Runtime) KeysAt(location string) wallet.Keys {
	switch {
	case location == store.BackendMemory:
		return store.NewMemory()
	case location == store.BackendFile:
		return store.OpenSecretsFile(r.Dir, r.options.Passphrase)
	case r.options.Keys != nil:
		return store.Sealed(r.options.Keys, r.StateDir())
	}
	return store.OpenSealedKeyring(r.StateDir())
}

// ReadAgreed makes what was agreed to known where it lies in the secrets file and nobody has
// to be asked for the passphrase. What keeps it from being read is told when it is needed.
func (r *Runtime) ReadAgreed(ctx context.Context) {
	if r.Location == store.BackendFile && r.passphraseInFile() {
		_, _ = r.Keys.Agreed(ctx)
	}
}

// passphraseInFile reports whether the environment names a file with the passphrase.
func (r *Runtime) passphraseInFile() bool {
	return r.options.Getenv("LANYARD_PASSPHRASE_FILE") != ""
}

// SignIn makes a client that exchanges keys for tokens. All it does ends at a time; zero:
// never.
func (r *Runtime) SignIn(deadline time.Time) *iam.Client {
	o := r.options
	return iam.New(iam.Options{
		UserAgent: "lanyard/" + assets.Version(),
		Timeout:   o.Timeout,
		Deadline:  deadline,
		System:    proxy.NewResolver(),
		Chosen:    func() (*url.URL, bool, error) { return r.settings.Load().ChosenProxy() },
		Allow:     o.Policy.CheckProfile,
		OnRetry: func(x iam.Retry) {
			o.Log.Info("waiting before another try", "host", x.Host, "wait", x.Wait, "attempt", x.Attempt, "of", x.Of, "cause", x.Err)
			if tell := r.retry.Load(); tell != nil {
				(*tell)(x)
			}
			if o.Waiting != nil {
				o.Waiting(x)
			}
		},
	})
}

// Rotation is what changes keys for new ones. Who uses it says how a person is asked.
func (r *Runtime) Rotation() *rotation.Engine {
	ibm := r.SignIn(r.options.Deadline)
	return &rotation.Engine{Wallet: r.Wallet, IBM: ibm, Journal: r.Journal, Memory: r.InMemory, Watch: &rotation.Watch{Notes: r.KeyNotes, IBM: ibm}}
}

// dueEvery is how often a program that stays looks for old keys whose time is over.
const dueEvery = time.Hour

// FinishRotations deletes old keys whose time is over, now and later, until ctx ends. It
// asks nobody; what cannot be done is tried again.
func (r *Runtime) FinishRotations(ctx context.Context) {
	if r.InMemory {
		return
	}
	every := time.NewTicker(dueEvery)
	defer every.Stop()
	for {
		done, _, err := r.Rotation().Due(ctx)
		if len(done) > 0 || err != nil {
			r.options.Log.Info("finished rotations of keys", "done", len(done), "cause", err)
		}
		select {
		case <-every.C:
		case <-ctx.Done():
			return
		}
	}
}

// lookTime is how long asking about a key may take in the background.
const lookTime = 30 * time.Second

// WatchKeys has a program that stays ask about the keys that sign in, and note when they
// end and when they were used.
func (r *Runtime) WatchKeys() {
	w := &rotation.Watch{Notes: r.KeyNotes, IBM: r.SignIn(time.Time{})}
	r.UseWatch(func(ctx context.Context, c iam.Credential, t wallet.Token) {
		ctx, cancel := context.WithTimeout(ctx, lookTime)
		defer cancel()
		w.Look(ctx, c, t)
	})
}

// LookAtKey asks about a profile's key while there is a token for it, unless that was done
// lately.
func (r *Runtime) LookAtKey(ctx context.Context, p profile.Profile) {
	if p.Kind != profile.Cloud || p.ByCode() || p.TrustedProfile != nil {
		return
	}
	w := &rotation.Watch{Notes: r.KeyNotes, IBM: r.SignIn(r.options.Deadline)}
	_ = r.Owner(ctx, p.ID, "", func(ctx context.Context, c iam.Credential, t wallet.Token) error {
		w.Look(ctx, c, t)
		return nil
	})
}

// OnRetry has tell called with each wait before another try from now on, from the goroutine
// that waits.
func (r *Runtime) OnRetry(tell func(iam.Retry)) { r.retry.Store(&tell) }

// Agent is the running Lanyard that may have tokens for these profiles, if there is one.
func (r *Runtime) Agent() agent.Client { return agent.Client{Dir: r.Dir, Secrets: r.Location} }

// Listen takes the socket on which commands reach this process. A host without a gate lets
// every program of the user ask, and notes what they got.
func (r *Runtime) Listen(h agent.Host, keys *KeyLocation) (*agent.Server, error) {
	h.Wallet, h.Program, h.Secrets = r.Wallet, assets.Version(), keys.Now
	h.Log = func(what string, err error) { r.options.Log.Debug(what, "cause", err) }
	if h.Gate == nil {
		h.Gate = noting{r.Wallet}
	}
	h.Store = r.takeStore
	return agent.Listen(r.Dir, h)
}
