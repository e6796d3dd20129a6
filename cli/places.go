package cli

import (
	"context"
	"sync"
	"sync/atomic"

	"lanyard/internal/secret"
	"lanyard/internal/wallet"
	"lanyard/store"
)

// Places is where a Lanyard that runs keeps keys. That may change while it runs: by its
// own hand, or by a command in a terminal.
type Places struct {
	dir      string
	wallet   *wallet.Wallet
	keysAt   func(place string) wallet.Keys
	over     string // what counts before the settings: --secrets or LANYARD_SECRETS; "": nothing does
	overSays string // the place that it names

	chosen choice // what the settings said last; Follow's alone

	turn  sync.Mutex // one who moves or follows at a time
	place atomic.Pointer[string]
}

// choice is a place for keys, and when somebody chose it.
type choice struct{ place, since string }

func chosenIn(s store.Settings) choice { return choice{s.Secrets, s.SecretsSince} }

// MoveKeys says how keys are moved.
type MoveKeys struct {
	To      string                   // store.BackendKeyring or store.BackendFile
	Replace bool                     // overwrite keys that lie there already and differ
	Leave   bool                     // move none: only keep keys there from now on
	Tell    func(stage wallet.Stage) // may be nil
}

// placesOf is where a desk keeps keys, for a program that goes on. ask gets the
// passphrase of the secrets file.
func (a *app) placesOf(d *desk, ask func(context.Context, store.Ask) (secret.Text, error)) *Places {
	p := &Places{dir: d.dir, wallet: d.Wallet, chosen: chosenIn(d.settings), keysAt: func(place string) wallet.Keys {
		if place == store.BackendFile {
			return store.OpenSecretsFile(d.dir, ask)
		}
		return a.keysAt(d.dir, place)
	}}
	p.place.Store(&d.place)
	if a.secrets != "" {
		p.over, p.overSays = "--secrets", a.secrets
		if a.secrets == a.getenv("LANYARD_SECRETS") {
			p.over = "LANYARD_SECRETS"
		}
	}
	return p
}

// Now is where keys are kept.
func (p *Places) Now() string { return *p.place.Load() }

// Overruled names what says otherwise and counts before the settings at the next start:
// "--secrets" or "LANYARD_SECRETS"; "" when nothing does.
func (p *Places) Overruled() string {
	if p.overSays == p.Now() {
		return ""
	}
	return p.over
}

// use keeps keys in a place from now on. The caller has the turn.
func (p *Places) use(place string, keys wallet.Keys) {
	p.wallet.UseKeys(keys)
	p.place.Store(&place)
}

// UseMemory keeps keys in memory until the program ends. What is elsewhere stays there.
func (p *Places) UseMemory() {
	p.turn.Lock()
	defer p.turn.Unlock()
	p.use(store.BackendMemory, store.NewMemory())
}

// Move moves all keys to a place and keeps them there from now on; see [wallet.Move].
// Moved to where they are, it removes what is left in the other place.
func (p *Places) Move(ctx context.Context, how MoveKeys) ([]wallet.Moved, error) {
	p.turn.Lock()
	defer p.turn.Unlock()
	m := wallet.Move{To: p.keysAt(how.To), Replace: how.Replace, Tell: how.Tell}
	if p.Now() == how.To {
		m.From = p.keysAt(otherPlace(how.To))
	}
	if err := reachable(m.To.Status(ctx)); err != nil {
		return nil, err
	}
	choose := func(ctx context.Context) error { return choosePlace(ctx, p.dir, how.To) }
	if how.Leave {
		if err := choose(ctx); err != nil {
			return nil, err
		}
		p.use(how.To, m.To)
		return nil, nil
	}
	m.Switch = func(ctx context.Context) error {
		if err := choose(ctx); err != nil {
			return err
		}
		p.place.Store(&how.To)
		return nil
	}
	return p.wallet.MoveKeys(ctx, m)
}

// Follow keeps keys where another process has moved them, and tells of it, until ctx
// ends. Keys in memory stay there.
func (p *Places) Follow(ctx context.Context, moved func()) {
	settings := store.OpenSettings(p.dir)
	var one sync.Mutex
	look := func() {
		one.Lock()
		defer one.Unlock()
		now, err := settings.Load(ctx)
		if err != nil || chosenIn(now) == p.chosen {
			return
		}
		p.chosen = chosenIn(now)
		if p.follow(now.Secrets) {
			moved()
		}
	}
	settings.Watch(ctx, look)
	look() // what changed since the settings were read
	<-ctx.Done()
}

func (p *Places) follow(place string) bool {
	p.turn.Lock()
	defer p.turn.Unlock()
	if place == p.Now() || place == store.BackendMemory || p.Now() == store.BackendMemory {
		return false
	}
	p.use(place, p.keysAt(place))
	return true
}
