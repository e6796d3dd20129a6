package store

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
)

// Memory keeps keys until the program ends. It stands in for a keyring where there is
// none and the user has agreed. It is safe for use by several goroutines.
type Memory struct {
	mu      sync.Mutex
	entries map[string]Entry
}

// NewMemory makes an empty one.
func NewMemory() *Memory { return &Memory{entries: map[string]Entry{}} }

// Get gives the entry of a key, or [ErrMissing].
func (m *Memory) Get(ctx context.Context, id string) (Entry, error) {
	if err := ctx.Err(); err != nil {
		return Entry{}, fmt.Errorf("get key %q: %w", id, err)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	e, ok := m.entries[id]
	if !ok {
		return Entry{}, fmt.Errorf("get key %q: %w", id, ErrMissing)
	}
	return e, nil
}

// Put keeps an entry in the place of what the key had. The limits are those of the
// keyrings, so that what works here works there.
func (m *Memory) Put(ctx context.Context, id string, e Entry) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("put key %q: %w", id, err)
	}
	if _, err := encodeEntry(id, e); err != nil {
		return fmt.Errorf("put key %q: %w", id, err)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.entries[id] = e
	return nil
}

// Delete forgets a key. One that isn't there is no error.
func (m *Memory) Delete(ctx context.Context, id string) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("delete key %q: %w", id, err)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.entries, id)
	return nil
}

// IDs lists the keys by their ids, sorted.
func (m *Memory) IDs(ctx context.Context) ([]string, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("list keys: %w", err)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Sorted(maps.Keys(m.entries)), nil
}

// Status is always ready.
func (m *Memory) Status(context.Context) Status {
	return Status{Backend: BackendMemory, Name: "Memory only", State: StateReady}
}

// Unlock does nothing: memory is open.
func (m *Memory) Unlock(context.Context) error { return nil }
