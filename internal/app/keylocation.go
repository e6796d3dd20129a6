package app

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"lanyard/internal/policy"
	"lanyard/internal/settings"
	"lanyard/internal/wallet"
	"lanyard/store"
)

// KeyLocation is where a Lanyard that runs keeps keys. That may change while it runs: by its
// own hand, or by a command in a terminal.
type KeyLocation struct {
	dir      string
	wallet   *wallet.Wallet
	keysAt   func(location string) wallet.Keys
	over     string // what counts before the settings: --secrets or LANYARD_SECRETS; "": nothing does
	overSays string // the place that it names
	policy   *policy.Policy

	chosen choice // what the settings said last; for Follow alone

	mu  sync.Mutex // moves and follows one at a time
	now atomic.Pointer[string]
}

// choice is a place for keys, and when it was chosen.
type choice struct{ location, since string }

func chosenIn(s settings.Settings) choice { return choice{s.Secrets, s.SecretsSince} }

// MoveKeys says how keys are moved.
type MoveKeys struct {
	To      string                   // store.BackendKeyring or store.BackendFile
	Replace bool                     // overwrite keys that lie there already and differ
	Leave   bool                     // move none: only keep keys there from now on
	Tell    func(stage wallet.Stage) // may be nil
}

// KeyLocation is where keys are kept by a program that goes on. ask gets the passphrase of
// the secrets file.
func (r *Runtime) KeyLocation(ask AskPassphrase) *KeyLocation {
	k := &KeyLocation{dir: r.Dir, wallet: r.Wallet, policy: r.options.Policy, chosen: chosenIn(r.Settings()), keysAt: func(location string) wallet.Keys {
		if location == store.BackendFile {
			return store.OpenSecretsFile(r.Dir, ask)
		}
		return r.KeysAt(location)
	}}
	k.now.Store(&r.Location)
	if r.options.Secrets != "" {
		k.over, k.overSays = r.options.SecretsBy, r.options.Secrets
	}
	return k
}

// Now is where keys are kept.
func (k *KeyLocation) Now() string { return *k.now.Load() }

// Overruled names what says otherwise and counts before the settings at the next start:
// "--secrets" or "LANYARD_SECRETS"; "" when nothing does.
func (k *KeyLocation) Overruled() string {
	if k.overSays == k.Now() {
		return ""
	}
	return k.over
}

// use keeps keys in a place from now on. The caller holds mu.
func (k *KeyLocation) use(location string, keys wallet.Keys) {
	k.wallet.UseKeys(keys)
	k.now.Store(&location)
}

// UseMemory keeps keys in memory until the program ends. What is elsewhere stays there.
func (k *KeyLocation) UseMemory() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.use(store.BackendMemory, store.NewMemory())
}

// Move moves all keys to a place and keeps them there from now on; see [wallet.Move].
// Moved to where they are, it removes what is left in the other place.
func (k *KeyLocation) Move(ctx context.Context, how MoveKeys) ([]wallet.Moved, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if err := k.policy.CheckPlace(how.To); err != nil {
		return nil, err
	}
	m := wallet.Move{To: k.keysAt(how.To), Replace: how.Replace, Tell: how.Tell}
	if k.Now() == how.To {
		m.From = k.keysAt(OtherLocation(how.To))
	}
	if err := m.To.Status(ctx).Err(); err != nil {
		return nil, err
	}
	choose := func(ctx context.Context) error { return ChooseLocation(ctx, k.dir, how.To) }
	if how.Leave {
		if err := choose(ctx); err != nil {
			return nil, err
		}
		k.use(how.To, m.To)
		return nil, nil
	}
	m.Switch = func(ctx context.Context) error {
		if err := choose(ctx); err != nil {
			return err
		}
		k.now.Store(&how.To)
		return nil
	}
	return k.wallet.MoveKeys(ctx, m)
}

// Follow keeps keys where another process has moved them, and tells of it, until ctx
// ends. Keys in memory stay there.
func (k *KeyLocation) Follow(ctx context.Context, moved func()) {
	settings := store.OpenSettings(k.dir)
	var one sync.Mutex
	look := func() {
		one.Lock()
		defer one.Unlock()
		now, err := settings.Load(ctx)
		now = withPolicy(now, k.policy)
		if err != nil || chosenIn(now) == k.chosen {
			return
		}
		k.chosen = chosenIn(now)
		if k.follow(now.Secrets) {
			moved()
		}
	}
	settings.Watch(ctx, look)
	look() // what changed since the settings were read
	<-ctx.Done()
}

func (k *KeyLocation) follow(location string) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	if location == k.Now() || location == store.BackendMemory || k.Now() == store.BackendMemory {
		return false
	}
	k.use(location, k.keysAt(location))
	return true
}

// ChooseLocation makes a place the one in which keys are kept, in the settings.
func ChooseLocation(ctx context.Context, dir, location string) error {
	return store.OpenSettings(dir).Change(ctx, func(s *settings.Settings) error {
		s.Secrets, s.SecretsSince = location, time.Now().UTC().Format(time.RFC3339Nano)
		return nil
	})
}
