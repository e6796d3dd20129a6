package cli

import (
	"cmp"
	"context"
	"io"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	"lanyard/assets"
	"lanyard/iam"
	"lanyard/internal/agent"
	"lanyard/internal/clipboard"
	"lanyard/internal/platform"
	"lanyard/internal/profile"
	"lanyard/internal/secret"
	"lanyard/internal/userfile"
	"lanyard/internal/wallet"
	"lanyard/store"
)

// app is one run of the command line.
type app struct {
	env          Env
	now          func() time.Time
	openTerminal func() (terminal, error)
	copySecret   func(t secret.Text, o clipboard.Options) error
	stdin        *userfile.Lines // made at the first line read from standard input
	log          *slog.Logger
	held         secret.Text // the secrets file's passphrase, where this process was handed it
	activity     *store.Activity
	retries      retries
	chosen       atomic.Pointer[store.Settings] // those of the desk, as they are now; nil: none is open
	started      bool                           // a command has begun: what fails from here on is no usage error

	// The global flags.
	configDir string
	secrets   string
	timeout   time.Duration
	logLevel  string

	deadline time.Time // the end that --timeout sets to the command; zero: none
}

func newApp(e Env) *app {
	if e.Stdin == nil {
		e.Stdin = strings.NewReader("")
	}
	if e.Stdout == nil {
		e.Stdout = io.Discard
	}
	if e.Stderr == nil {
		e.Stderr = io.Discard
	}
	return &app{
		env:          e,
		now:          time.Now,
		openTerminal: func() (terminal, error) { return openTerminal(e) },
		copySecret:   copySecret,
		log:          slog.New(slog.DiscardHandler),
	}
}

func (a *app) getenv(name string) string {
	if a.env.Getenv == nil {
		return ""
	}
	return a.env.Getenv(name)
}

// prepare reads the global flags and their environment counterparts. A wrong place for
// keys in the environment fails where keys are needed: help must not depend on it.
func (a *app) prepare() error {
	if a.configDir == "" {
		a.configDir = a.getenv("LANYARD_CONFIG_DIR")
	}
	if a.secrets != "" {
		if err := checkPlace(a.secrets); err != nil {
			return err
		}
	} else {
		a.secrets = a.getenv("LANYARD_SECRETS")
	}
	if a.timeout < 0 {
		return usage("use a time such as 20s", "--timeout cannot be negative")
	}
	if a.logLevel == "" {
		return nil
	}
	var level slog.Level
	if err := level.UnmarshalText([]byte(a.logLevel)); err != nil {
		return usage("use --log-level debug, info, warn or error", "there is no log level %q", a.logLevel)
	}
	a.log = slog.New(slog.NewTextHandler(a.env.Stderr, &slog.HandlerOptions{Level: level}))
	return nil
}

// checkPlace refuses what is no place for keys.
func checkPlace(place string) error {
	switch place {
	case store.BackendKeyring, store.BackendFile, store.BackendMemory:
		return nil
	}
	return usage("use --secrets keyring, --secrets file, or --secrets memory, which keeps keys until the program ends",
		"there is no place %q for keys", place)
}

// dir is the folder of the profiles file.
func (a *app) dir() (string, error) {
	if a.configDir != "" {
		dir, err := filepath.Abs(a.configDir)
		if err != nil {
			return "", trouble(err, "use --config-dir with a full path", "the folder for the profiles cannot be found")
		}
		return dir, nil
	}
	base, err := os.UserConfigDir()
	if err != nil {
		return "", trouble(err, "name a folder with --config-dir or LANYARD_CONFIG_DIR", "the folder for the profiles cannot be found")
	}
	return filepath.Join(base, "lanyard"), nil
}

// desk is what commands work with: the wallet and what it stands on.
type desk struct {
	*wallet.Wallet
	dir      string
	profiles *store.Profiles
	keys     wallet.Keys
	settings store.Settings
	place    string // where keys are kept: "keyring", "file" or "memory"
	inMemory bool   // keys end with the program
}

// open makes the desk. It asks for nothing: the place of the keys is touched when a key
// is.
func (a *app) open(ctx context.Context) (*desk, error) {
	dir, err := a.dir()
	if err != nil {
		return nil, err
	}
	settings, err := store.OpenSettings(dir).Load(ctx)
	if userfile.NoFile(err) {
		return nil, err // somebody put a pipe or a device there, and meant something by it
	}
	if err != nil { // settings stop nobody
		a.log.Warn("the settings could not be read", "cause", err)
	}
	a.chosen.Store(&settings)
	place := cmp.Or(a.secrets, settings.Secrets, store.BackendKeyring)
	if err := checkPlace(place); err != nil {
		return nil, err
	}
	d := &desk{dir: dir, profiles: store.OpenProfiles(dir), settings: settings, place: place, inMemory: place == store.BackendMemory}
	d.keys = a.keysAt(dir, place)
	d.Wallet = wallet.New(d.profiles, d.keys, a.signIn())
	a.keepActivity(d, store.FromCommand)
	d.UseAdopted(a.tellAdopted)
	d.UseMarks(store.OpenMarks(agent.RuntimeDir))
	a.log.Debug("opened", "dir", dir, "secrets", place)
	return d, nil
}

// keysAt names a place where keys are kept. Nothing is asked of it yet.
func (a *app) keysAt(dir, place string) wallet.Keys {
	switch {
	case place == store.BackendMemory:
		return store.NewMemory()
	case place == store.BackendFile:
		return store.OpenSecretsFile(dir, a.passphrase)
	case a.env.Keys != nil:
		return store.Sealed(a.env.Keys, a.stateDir(dir))
	}
	return store.OpenSealedKeyring(a.stateDir(dir))
}

// readAgreed makes what was agreed to known where it lies in the secrets file and nobody has
// to be asked for the passphrase. What keeps it from being read is told when it is needed.
func (a *app) readAgreed(ctx context.Context, d *desk) {
	if d.place == store.BackendFile && a.getenv("LANYARD_PASSPHRASE_FILE") != "" {
		_, _ = d.keys.Agreed(ctx)
	}
}

// signIn makes the client that exchanges keys for tokens, within the time of the command.
func (a *app) signIn() *iam.Client { return a.signInUntil(a.deadline) }

// signInUntil makes one for which everything has to be over at a time; zero: never.
func (a *app) signInUntil(deadline time.Time) *iam.Client {
	return iam.New(iam.Options{
		UserAgent: "lanyard/" + assets.Version(),
		Timeout:   a.timeout,
		Deadline:  deadline,
		System:    platform.NewProxyResolver(),
		Chosen: func() (*url.URL, bool, error) {
			if s := a.chosen.Load(); s != nil {
				return s.ChosenProxy()
			}
			return nil, false, nil
		},
		OnRetry: func(r iam.Retry) {
			a.log.Info("waiting before another try", "host", r.Host, "wait", r.Wait, "attempt", r.Attempt, "of", r.Of, "cause", r.Err)
			a.retries.waiting(r)
			if isTerminal(a.env.Stderr) {
				a.say("%s is not ready (%s); trying again in %s", r.Host, r.Err.Reason, r.Wait.Round(time.Second))
			}
		},
	})
}

// target finds the profile that a command is about: by its argument, or by
// LANYARD_PROFILE when there is none.
func (a *app) target(ctx context.Context, d *desk, args []string) (profile.Profile, error) {
	name, err := a.name(args)
	if err != nil {
		return profile.Profile{}, err
	}
	return d.Find(ctx, name)
}

// name is the profile's name as given: the argument, or LANYARD_PROFILE.
func (a *app) name(args []string) (string, error) {
	if len(args) > 0 {
		return args[0], nil
	}
	if name := a.getenv("LANYARD_PROFILE"); name != "" {
		return name, nil
	}
	return "", usage("give its NAME, or set LANYARD_PROFILE; lanyard list shows the names", "no profile was named")
}
