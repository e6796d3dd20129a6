package cli

import (
	"context"
	"errors"
	"path/filepath"
	"sync"
	"sync/atomic"

	"lanyard/assets"
	"lanyard/internal/agent"
	"lanyard/internal/explain"
	"lanyard/internal/secret"
	"lanyard/store"
)

// window opens the window, on the user's profiles or on the simulator, with a file to
// import if there is one.
func (a *app) window(ctx context.Context, demo bool, files []string) error {
	switch {
	case demo && len(files) > 0:
		return usage("lanyard FILE, or lanyard --demo", "the demo opens no file of yours")
	case a.env.Window == nil && a.env.StartWindow != nil:
		return windowFailure(a.env.StartWindow())
	case a.env.Window == nil && len(files) > 0:
		return trouble(nil, "lanyard import FILE reads it", "this build has no window to show the file in")
	case a.env.Window == nil:
		return trouble(nil, "the commands work: lanyard --help", "this build has no window")
	case demo:
		return windowFailure(a.openDemo(ctx))
	}
	for i, file := range files { // the window may belong to another process, which works elsewhere
		full, err := filepath.Abs(file)
		if err != nil {
			return trouble(err, "", "the file cannot be found")
		}
		files[i] = full
	}
	return windowFailure(a.openWindow(ctx, files))
}

// hasWindow reports whether this program can open a window, be it another program's.
func (a *app) hasWindow() bool { return a.env.Window != nil || a.env.StartWindow != nil }

// windowFailure gives words to a window that could not be opened, such as without a
// display. A failure that has its words keeps them.
func windowFailure(err error) error {
	switch {
	case err == nil:
		return nil
	case explained(err).Exit != explain.ExitOther:
		return err
	}
	if f, ok := err.(*failure); ok {
		return f
	}
	return trouble(err, "the commands work without a window: lanyard --help", "the window could not be opened")
}

func (a *app) openWindow(ctx context.Context, files []string) error {
	d, err := a.open(ctx)
	if err != nil {
		return err
	}
	if raised, err := a.raise(ctx, d, files); raised || err != nil {
		return err
	}
	setup := WindowSetup{
		Watch: watch(d.profiles), OnRetry: a.retries.listen, Mend: d.profiles, ConfigDir: d.dir, Open: files,
		Wallet: d.Wallet, Settings: d.settings, ChangeSettings: a.changeSettings(d), Hardened: a.env.Hardened, Diagnose: a.diagnose(a.open),
	}
	ask := a.asksInWindow(&setup)
	places := a.placesOf(d, ask)
	setup.Places = places
	if err := a.openBeforeWindow(ctx, d, places); err != nil {
		return err
	}
	a.keepActivity(d, store.FromWindow)
	if !d.inMemory {
		setup.UseMemory = places.UseMemory
	}
	ctx, stop := context.WithCancel(ctx)
	var serving sync.WaitGroup
	defer serving.Wait() // the socket goes before the process does
	defer stop()
	setup.Serve = func(h agent.Host) error {
		h.Wallet, h.Program = setup.Wallet, assets.Version()
		h.Secrets = places.Now
		h.Log = func(what string, err error) { a.log.Debug(what, "cause", err) }
		s, err := agent.Listen(d.dir, h)
		if err != nil {
			return err
		}
		serving.Go(func() { _ = s.Serve(ctx) })
		return nil
	}
	return a.env.Window(ctx, setup)
}

// changeSettings saves what is chosen in the window. What concerns the wallet holds at
// once: from now on it notes what it does, or doesn't.
func (a *app) changeSettings(d *desk) func(context.Context, func(*store.Settings) error) error {
	var mu sync.Mutex
	return func(ctx context.Context, change func(*store.Settings) error) error {
		mu.Lock()
		defer mu.Unlock()
		var now store.Settings
		err := store.OpenSettings(d.dir).Change(ctx, func(s *store.Settings) error {
			err := change(s)
			now = *s
			return err
		})
		if err != nil {
			return err
		}
		if now.Activity != d.settings.Activity {
			d.UseJournal(nil, "")
		}
		d.settings = now
		a.chosen.Store(&now)
		a.keepActivity(d, store.FromWindow)
		return nil
	}
}

// raise brings the window of a Lanyard that runs on the same profiles to the front, and
// reports whether there is one; it shows the file. One without a window makes room.
func (a *app) raise(ctx context.Context, d *desk, files []string) (bool, error) {
	there, err := d.agent().Hello(ctx)
	switch {
	case errors.Is(err, agent.ErrNone):
		return false, nil
	case err != nil:
		return false, err
	case !there.Window:
		err := d.agent().Stop(ctx)
		if errors.Is(err, agent.ErrNone) {
			err = nil // it ended by itself
		}
		return false, err
	}
	file := ""
	if len(files) > 0 {
		file = files[0]
	}
	up, err := d.agent().Raise(ctx, file)
	if err == nil && up {
		a.say("Lanyard's window was open already; it is in front now")
	} else if err == nil {
		a.say("Lanyard's window is open already; this desktop lets no program bring it to the front")
	}
	return true, err
}

// asksInWindow gets the passphrase of the secrets file in the window, since somebody who
// looks at a window does not look at the terminal behind it, or from the file that the
// environment names. Until the window can ask, the file is locked.
func (a *app) asksInWindow(setup *WindowSetup) passphraseAsker {
	if a.getenv("LANYARD_PASSPHRASE_FILE") != "" {
		return a.passphrase
	}
	var window atomic.Pointer[passphraseAsker]
	setup.AskWith = func(ask passphraseAsker) { window.Store(&ask) }
	return func(ctx context.Context, q store.Ask) (secret.Text, error) {
		if ask := window.Load(); ask != nil {
			return (*ask)(ctx, q)
		}
		return secret.Text{}, store.ErrLocked
	}
}

// openBeforeWindow makes a secrets file ask in the window, and opens it where that asks
// nobody.
func (a *app) openBeforeWindow(ctx context.Context, d *desk, p *Places) error {
	if d.place != store.BackendFile {
		return nil
	}
	p.use(d.place, p.keysAt(d.place))
	if a.getenv("LANYARD_PASSPHRASE_FILE") == "" {
		return nil
	}
	return d.Unlock(ctx)
}

// passphraseAsker asks somebody for the passphrase of the secrets file.
type passphraseAsker = func(ctx context.Context, a store.Ask) (secret.Text, error)

// watch reports changes of the profiles by other processes until ctx ends.
func watch(p *store.Profiles) func(context.Context, func()) {
	return func(ctx context.Context, changed func()) {
		p.Watch(ctx, changed)
		<-ctx.Done()
	}
}
