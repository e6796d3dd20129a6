package wallet

import (
	"context"
	"sync"

	"lanyard/store"
)

// guarded is the place where keys are kept, behind the wallet's lock: while that is
// closed no key comes out of it and none goes in. It can be changed for another place
// while the program runs.
type guarded struct {
	mu     sync.RWMutex
	keys   Keys
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

// Get implements Keys. A key that arrives after the lock was closed is not given.
func (g *guarded) Get(ctx context.Context, id string) (store.Entry, error) {
	keys, life, err := g.open()
	if err != nil {
		return store.Entry{}, err
	}
	e, err := keys.Get(ctx, id)
	if life.Err() != nil {
		return store.Entry{}, ErrLocked
	}
	return e, err
}

// Put implements Keys.
func (g *guarded) Put(ctx context.Context, id string, e store.Entry) error {
	keys, _, err := g.open()
	if err != nil {
		return err
	}
	return keys.Put(ctx, id, e)
}

// PutAll writes several keys, all or none where the place can do that.
func (g *guarded) PutAll(ctx context.Context, entries map[string]store.Entry) error {
	if len(entries) == 0 {
		return nil
	}
	keys, _, err := g.open()
	if err != nil {
		return err
	}
	return putAll(ctx, keys, entries)
}

// DeleteAll removes several keys.
func (g *guarded) DeleteAll(ctx context.Context, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	return deleteAll(ctx, g.current(), ids)
}

// Delete implements Keys. It shows nobody anything, so it needs no open lock: a
// removal whose time for undoing ends while the wallet is locked is still carried out.
func (g *guarded) Delete(ctx context.Context, id string) error { return g.current().Delete(ctx, id) }

// Status implements Keys.
func (g *guarded) Status(ctx context.Context) store.Status { return g.current().Status(ctx) }

// Unlock implements Keys.
func (g *guarded) Unlock(ctx context.Context) error { return g.current().Unlock(ctx) }
