package cli

import (
	"context"
	"errors"
	"sync"

	"lanyard/store"
	"lanyard/wallet"
	"lanyard/words"
)

// window opens the window, on the user's profiles or on the simulator.
func (a *app) window(ctx context.Context, demo bool) error {
	if a.env.Window == nil {
		return trouble(nil, "the commands work: lanyard --help", "this build has no window")
	}
	var err error
	if demo {
		err = a.openDemo(ctx)
	} else {
		err = a.openWindow(ctx)
	}
	return windowFailure(err)
}

// windowFailure gives words to a window that could not be opened, such as without a
// display. A failure that has its words keeps them.
func windowFailure(err error) error {
	switch {
	case err == nil:
		return nil
	case explain(err).Exit != words.ExitOther:
		return err
	}
	if f, ok := err.(*failure); ok {
		return f
	}
	return trouble(err, "the commands work without a window: lanyard --help", "the window could not be opened")
}

func (a *app) openWindow(ctx context.Context) error {
	d, err := a.open(ctx)
	if err != nil {
		return err
	}
	if _, ok := d.keys.(*store.SecretsFile); ok {
		if err := a.unlockFirst(ctx, d); err != nil {
			return err
		}
	}
	setup := WindowSetup{Wallet: d.Wallet, Watch: watch(d.profiles), ConfigDir: d.dir}
	if !d.inMemory {
		keys := &switchable{keys: d.keys}
		setup.Wallet = wallet.New(d.profiles, keys, a.signIn())
		setup.UseMemory = keys.useMemory
	}
	return a.env.Window(ctx, setup)
}

// unlockFirst asks for the secrets file's passphrase before the window is there, while
// somebody still looks at the terminal. Without one the file stays locked.
func (a *app) unlockFirst(ctx context.Context, d *desk) error {
	err := d.Unlock(ctx)
	if errors.Is(err, errNoTerminal) {
		return nil
	}
	return err
}

// watch reports changes of the profiles by other processes until ctx ends.
func watch(p *store.Profiles) func(context.Context, func()) {
	return func(ctx context.Context, changed func()) {
		p.Watch(ctx, changed)
		<-ctx.Done()
	}
}

// switchable is a place for keys that can be changed for memory while the program
// runs, when there is no keyring and the user wants to go on without.
type switchable struct {
	mu   sync.RWMutex
	keys wallet.Keys
}

func (s *switchable) useMemory() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.keys = store.NewMemory()
}

func (s *switchable) current() wallet.Keys {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.keys
}

func (s *switchable) Get(ctx context.Context, id string) (store.Entry, error) {
	return s.current().Get(ctx, id)
}

func (s *switchable) Put(ctx context.Context, id string, e store.Entry) error {
	return s.current().Put(ctx, id, e)
}

func (s *switchable) Delete(ctx context.Context, id string) error {
	return s.current().Delete(ctx, id)
}

func (s *switchable) Status(ctx context.Context) store.Status { return s.current().Status(ctx) }

func (s *switchable) Unlock(ctx context.Context) error { return s.current().Unlock(ctx) }
