package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"lanyard/iam"
	"lanyard/iam/sim"
	"lanyard/internal/profile"
	"lanyard/internal/rotation"
	"lanyard/internal/secret"
	"lanyard/internal/settings"
	"lanyard/internal/wallet"
	"lanyard/store"
)

// The failures of the demo, before its window is opened.
var (
	ErrDemoFolder = errors.New("a temporary folder for the samples could not be made")
	ErrSimulator  = errors.New("the simulator could not be started")
	ErrSamples    = errors.New("the samples could not be made")
)

// OpenDemo opens the window on sample profiles that sign in to the built-in simulator.
// Nothing of the user's is read or written: profiles and the toolkit's own files go to a
// folder that is removed at the end, keys stay in memory.
func OpenDemo(ctx context.Context, o Options, w WindowOptions) error {
	home, err := os.MkdirTemp("", "lanyard-demo-")
	if err != nil {
		return fmt.Errorf("%w: %w", ErrDemoFolder, err)
	}
	defer func() { _ = os.RemoveAll(home) }()
	restore, err := moveHome(home)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrDemoFolder, err)
	}
	defer restore()

	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	s, err := sim.Start(ctx, sim.Options{})
	if err != nil {
		return fmt.Errorf("%w: %w", ErrSimulator, err)
	}
	defer func() { _ = s.Close() }()

	r := &Runtime{Dir: filepath.Join(home, "lanyard"), Keys: store.NewMemory(), Location: store.BackendMemory, InMemory: true, options: o}
	settings := settings.Default()
	r.settings.Store(&settings)
	r.Profiles = store.OpenProfiles(r.Dir)
	state := filepath.Join(home, "state")
	r.Journal, r.KeyNotes = rotation.OpenJournal(state), store.OpenKeyNotes(state)
	r.signIn = r.SignIn(time.Time{})
	r.Wallet = wallet.New(r.Profiles, r.Keys, r.signIn)
	if err := addSamples(ctx, r.Wallet, s); err != nil {
		return fmt.Errorf("%w: %w", ErrSamples, err)
	}
	r.noteSamples(ctx)
	r.UseHeld(r.Journal.Held)
	r.WatchKeys()
	r.activity = store.OpenActivity(state)
	defer r.Close() // before the folder goes
	r.KeepActivity(r.Wallet, store.FromWindow)
	setup := r.window()
	setup.Demo = true
	all := r.Rotation()
	all.IBM, all.Watch.IBM = r.signIn, r.signIn // whose connections the lock closes
	all.Memory = false                          // nobody misses a sample's key
	setup.Rotation = func() *rotation.Engine { e := *all; return &e }
	setup.Diagnose = func(ctx context.Context) (string, error) { return w.Diagnose(ctx, r) }
	return w.Open(ctx, setup)
}

// noteSamples notes what the simulator tells of the samples' keys, of which one is about to
// end. Their tokens are not kept.
func (r *Runtime) noteSamples(ctx context.Context) {
	w := &rotation.Watch{Notes: r.KeyNotes, IBM: r.SignIn(time.Time{})}
	list, _ := r.List(ctx)
	for _, p := range list {
		if p.Kind != profile.Cloud {
			continue
		}
		key, err := r.Key(ctx, p.ID)
		if err != nil {
			continue
		}
		c := iam.Credential{Profile: p, Key: key}
		if t, err := w.IBM.Exchange(ctx, c); err == nil {
			w.Look(ctx, c, t)
		}
	}
}

// homeFolders are the variables that say where programs keep their files, with the
// folder below home that each gets. The runtime folder stays: it holds the display.
func homeFolders() map[string]string {
	return map[string]string{
		"HOME":            "",
		"XDG_CONFIG_HOME": ".config",
		"XDG_CACHE_HOME":  ".cache",
		"XDG_DATA_HOME":   filepath.Join(".local", "share"),
		"XDG_STATE_HOME":  filepath.Join(".local", "state"),
		"USERPROFILE":     "",
		"APPDATA":         "AppData",
		"LOCALAPPDATA":    "LocalAppData",
	}
}

// moveHome makes this process keep its files below home, and gives what undoes it.
func moveHome(home string) (restore func(), err error) {
	var undo []func() error
	restore = func() {
		for i := len(undo) - 1; i >= 0; i-- {
			_ = undo[i]()
		}
	}
	set := func(name, value string) error {
		old, had := os.LookupEnv(name)
		if had {
			undo = append(undo, func() error { return os.Setenv(name, old) })
		} else {
			undo = append(undo, func() error { return os.Unsetenv(name) })
		}
		return os.Setenv(name, value)
	}
	// Without this variable, X11's own key to the display is looked for below HOME.
	if old, err := os.UserHomeDir(); err == nil && os.Getenv("XAUTHORITY") == "" {
		cookie := filepath.Join(old, ".Xauthority")
		if _, err := os.Stat(cookie); err == nil {
			if err := set("XAUTHORITY", cookie); err != nil {
				return restore, err
			}
		}
	}
	for name, folder := range homeFolders() {
		path := filepath.Join(home, folder)
		if err := errors.Join(os.MkdirAll(path, 0o700), set(name, path)); err != nil {
			restore()
			return func() {}, err
		}
	}
	return restore, nil
}

// sample is a profile of the demo with its key.
type sample struct {
	profile profile.Profile
	key     string
}

// samples lists the demo's profiles: one of each kind, the cloud twice. They sort in
// this order.
func samples(i sim.Info) []sample {
	return []sample{
		{profile.Profile{
			Name: "churn-scoring-prod", Kind: profile.Cloud, URL: i.Cloud.URL, AuthURL: i.Cloud.AuthURL, PlatformURL: i.Cloud.PlatformURL,
			AccountID: i.Cloud.AccountID, SpaceID: i.Cloud.SpaceID, Tags: []string{"scoring", "eu"}, Production: true,
		}, i.Cloud.APIKey},
		{profile.Profile{
			Name: "credit-risk-batch", Kind: profile.Cloud, URL: i.Cloud.URL, AuthURL: i.Cloud.AuthURL, PlatformURL: i.Cloud.PlatformURL,
			AccountID: i.Cloud.AccountID, ProjectID: i.Cloud.ProjectID, Tags: []string{"service id"},
		}, i.Cloud.ServiceIDAPIKey},
		{profile.Profile{
			Name: "demand-forecast-aws", Kind: profile.AWS, URL: i.AWS.URL, AuthURL: i.AWS.AuthURL, PlatformURL: i.AWS.PlatformURL,
			AccountID: i.AWS.AccountID,
		}, i.AWS.APIKey},
		{profile.Profile{
			Name: "lab-cluster", Kind: profile.CP4D, URL: i.CP4D.URL, Username: i.CP4D.Username, SecretKind: profile.Password,
			SpaceID: i.CP4D.SpaceID, CPDVersion: "5.1", Tags: []string{"lab"},
		}, i.CP4D.Password},
		{profile.Profile{
			Name: "old-studio", Kind: profile.StudioLocal, URL: i.StudioICP.URL, InstanceID: profile.InstanceICP, Username: i.StudioICP.Username,
			SecretKind: profile.Password,
		}, i.StudioICP.Password},
	}
}

func addSamples(ctx context.Context, w *wallet.Wallet, s *sim.Simulator) error {
	for _, x := range samples(s.Info()) {
		p := x.profile
		if p.SecretKind == "" {
			p.SecretKind = profile.APIKey
		}
		p.TLS = profile.TLS{Mode: profile.TLSVerify, CAPEM: string(s.CAPEM())}
		if _, err := w.Add(ctx, p, wallet.Secrets{Key: secret.New(x.key)}); err != nil {
			return fmt.Errorf("add sample %q: %w", p.Name, err)
		}
	}
	return nil
}
