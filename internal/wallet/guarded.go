package wallet

import (
	"context"
	"errors"
	"sync"

	"lanyard/store"
)

// guarded is the place where keys are kept, behind the wallet's lock: while that is
// closed no key comes out of it and none goes in. It can be changed for another place
// while the program runs.
type guarded struct {
	moving sync.RWMutex // held by a move, and shared by those who change keys together with profiles
	mu     sync.RWMutex
	keys   Keys
	used   int // how often the place was changed
	locked bool
	life   context.Context    // ends at the next lock
	end    context.CancelFunc // ends life
}

func guard(k Keys) *guarded {
	g := &guarded{keys: k}
	g.life, g.end = context.WithCancel(context.Background())
	return g
}

func (g *guarded) use(k Keys) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.keys = k
	g.used++
}

// writing keeps keys from being moved while some are written. It must not be nested.
func (g *guarded) writing() (done func()) {
	g.moving.RLock()
	return g.moving.RUnlock
}

func (g *guarded) current() Keys {
	g.mu.RLock()
	defer g.mu.RUnlock()
	return g.keys
}

func (g *guarded) isLocked() bool {
	g.mu.RLock()
	defer g.mu.RUnlock()
	return g.locked
}

// setLocked closes or opens, and ends what began before a closing.
func (g *guarded) setLocked(locked bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.locked = locked; locked {
		g.end()
		g.life, g.end = context.WithCancel(context.Background())
	}
}

// open gives the place of keys and a context that ends when it is closed.
func (g *guarded) open() (Keys, context.Context, error) {
	g.mu.RLock()
	defer g.mu.RUnlock()
	if g.locked {
		return nil, nil, ErrLocked
	}
	return g.keys, g.life, nil
}

// lifetime gives the context that ends at the next lock. It is another one after each.
func (g *guarded) lifetime() context.Context {
	g.mu.RLock()
	defer g.mu.RUnlock()
	return g.life
}

// untilLocked gives a context that ends with ctx and when the wallet is locked.
func (g *guarded) untilLocked(ctx context.Context) (context.Context, func()) {
	life := g.lifetime()
	ctx, cancel := context.WithCancelCause(ctx)
	stop := context.AfterFunc(life, func() { cancel(ErrLocked) })
	return ctx, func() {
		stop()
		cancel(nil)
	}
}

// changes counts how often the place was changed.
func (g *guarded) changes() int {
	g.mu.RLock()
	defer g.mu.RUnlock()
	return g.used
}

// Get implements Keys. A key that arrives after the lock was closed is not given, and
// one that was moved meanwhile is read where it is now.
func (g *guarded) Get(ctx context.Context, id string) (store.Entry, error) {
	for {
		before := g.changes()
		keys, life, err := g.open()
		if err != nil {
			return store.Entry{}, err
		}
		e, err := keys.Get(ctx, id)
		switch {
		case life.Err() != nil:
			return store.Entry{}, ErrLocked
		case errors.Is(err, store.ErrMissing) && g.changes() != before:
			continue
		}
		return e, err
	}
}

// Put implements Keys.
func (g *guarded) Put(ctx context.Context, id string, e store.Entry) error {
	keys, _, err := g.open()
	if err != nil {
		return err
	}
	return keys.Put(ctx, id, e)
}

// Write changes several keys and what was agreed to, all or nothing where the place can do
// that.
func (g *guarded) Write(ctx context.Context, b store.Batch) error {
	keys, _, err := g.open()
	if err != nil {
		return err
	}
	return write(ctx, keys, b)
}

// atOnce reports whether the place changes several things at once.
func (g *guarded) atOnce() bool {
	_, ok := g.current().(many)
	return ok
}

// Delete implements Keys. It shows nobody anything, so it needs no open lock: a
// removal whose time for undoing ends while the wallet is locked is still carried out.
func (g *guarded) Delete(ctx context.Context, id string) error { return g.current().Delete(ctx, id) }

// Agreed implements Keys.
func (g *guarded) Agreed(ctx context.Context) (store.Agreed, error) {
	keys, _, err := g.open()
	if err != nil {
		return store.Agreed{}, err
	}
	return keys.Agreed(ctx)
}

// ChangeAgreed implements Keys.
func (g *guarded) ChangeAgreed(ctx context.Context, change store.ChangeAgreed) error {
	keys, _, err := g.open()
	if err != nil {
		return err
	}
	return keys.ChangeAgreed(ctx, change)
}

// SeenAgreed implements Keys.
func (g *guarded) SeenAgreed() (store.Agreed, bool) { return g.current().SeenAgreed() }

// Status implements Keys.
func (g *guarded) Status(ctx context.Context) store.Status { return g.current().Status(ctx) }

// Unlock implements Keys.
func (g *guarded) Unlock(ctx context.Context) error { return g.current().Unlock(ctx) }
