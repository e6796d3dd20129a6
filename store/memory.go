package store

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"sync"

	"filippo.io/age"

	"lanyard/internal/profile"
	"lanyard/internal/secret"
)

// Memory keeps keys until the program ends. It stands in for a keyring where there is
// none and the user has agreed. It can be locked: then it holds them only encrypted
// under a passphrase. It is safe for use by several goroutines.
type Memory struct {
	factor int

	mu      sync.Mutex
	entries map[string]Entry         // nil while locked
	seal    *memorySeal              // nil until the first lock
	sealed  []byte                   // the entries while locked
	places  map[string]profile.Place // what was agreed; nil: nothing yet
}

// memorySeal is a key pair of which the private half lies under the passphrase, so
// that only the first lock and every unlock cost the time that a passphrase should.
type memorySeal struct {
	recipient *age.X25519Recipient
	identity  []byte
}

// NewMemory makes an empty one.
func NewMemory() *Memory { return &Memory{factor: workFactor, entries: map[string]Entry{}} }

// Get gives the entry of a key, or [ErrMissing].
func (m *Memory) Get(ctx context.Context, id string) (Entry, error) {
	var e Entry
	err := m.with(ctx, func() error {
		var ok bool
		if e, ok = m.entries[id]; !ok {
			return ErrMissing
		}
		return nil
	})
	if err != nil {
		return Entry{}, fmt.Errorf("get key %q: %w", id, err)
	}
	return e, nil
}

// Put keeps an entry in the place of what the key had. The limits are those of the
// keyrings, so that what works here works there.
func (m *Memory) Put(ctx context.Context, id string, e Entry) error {
	_, err := encodeEntry(id, e)
	if err == nil {
		err = m.with(ctx, func() error { m.entries[id] = e; return nil })
	}
	if err != nil {
		return fmt.Errorf("put key %q: %w", id, err)
	}
	return nil
}

// Delete forgets a key. One that isn't there is no error.
func (m *Memory) Delete(ctx context.Context, id string) error {
	err := m.with(ctx, func() error { delete(m.entries, id); return nil })
	if err != nil {
		return fmt.Errorf("delete key %q: %w", id, err)
	}
	return nil
}

// with runs do on the entries, unless they are locked.
func (m *Memory) with(ctx context.Context, do func() error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.entries == nil {
		return ErrSealed
	}
	return do()
}

// IDs lists the keys by their ids, sorted.
func (m *Memory) IDs(ctx context.Context) ([]string, error) {
	var ids []string
	err := m.with(ctx, func() error { ids = slices.Sorted(maps.Keys(m.entries)); return nil })
	if err != nil {
		return nil, fmt.Errorf("list keys: %w", err)
	}
	return ids, nil
}

// Status is ready, or locked.
func (m *Memory) Status(context.Context) Status {
	m.mu.Lock()
	defer m.mu.Unlock()
	s := Status{Backend: BackendMemory, Name: "Memory only", State: StateReady}
	if m.entries == nil {
		s.State, s.Detail = StateLocked, "it needs the passphrase of its lock"
	}
	return s
}

// Unlock does nothing while memory is open, and is an [ErrLocked] when it is locked:
// see [Memory.UnlockWith].
func (m *Memory) Unlock(ctx context.Context) error {
	if err := m.with(ctx, func() error { return nil }); err != nil {
		return fmt.Errorf("unlock: %w", err)
	}
	return nil
}

// NeedsPassphrase tells whether Lock needs one: before the first lock.
func (m *Memory) NeedsPassphrase() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.seal == nil
}

// Lock encrypts the keys. The first lock takes the passphrase, and about a second; later
// ones go by it and take no time. A failure leaves the keys as they are.
func (m *Memory) Lock(passphrase secret.Text) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.entries == nil {
		return nil
	}
	if m.seal == nil {
		seal, err := newSeal(passphrase, m.factor)
		if err != nil {
			return fmt.Errorf("lock: %w", err)
		}
		m.seal = seal
	}
	doc := newSecretsDoc()
	for id, e := range m.entries {
		text, err := entryText(e)
		if err != nil {
			return fmt.Errorf("lock: %w", err)
		}
		doc.secrets[id] = json.RawMessage(text)
	}
	text, err := doc.encode()
	if err != nil {
		return fmt.Errorf("lock: %w", err)
	}
	sealed, err := encryptTo(text, m.seal.recipient)
	if err != nil {
		return fmt.Errorf("lock: %w", err)
	}
	m.sealed, m.entries = sealed, nil
	return nil
}

func newSeal(passphrase secret.Text, factor int) (*memorySeal, error) {
	identity, err := age.GenerateX25519Identity()
	if err != nil {
		return nil, err
	}
	under, err := encryptUnder([]byte(identity.String()), passphrase, factor)
	if err != nil {
		return nil, err
	}
	return &memorySeal{recipient: identity.Recipient(), identity: under}, nil
}

// UnlockWith opens locked memory: [ErrPassphrase] when the passphrase doesn't fit.
func (m *Memory) UnlockWith(_ context.Context, passphrase secret.Text) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.entries != nil {
		return nil
	}
	entries, err := m.opened(passphrase)
	if err != nil {
		return fmt.Errorf("unlock: %w", err)
	}
	m.entries, m.sealed = entries, nil
	return nil
}

func (m *Memory) opened(passphrase secret.Text) (map[string]Entry, error) {
	text, err := decrypt(m.seal.identity, passphrase)
	if errors.Is(err, age.ErrIncorrectIdentity) {
		return nil, ErrPassphrase
	}
	if err != nil {
		return nil, err
	}
	identity, err := age.ParseX25519Identity(string(text))
	if err != nil {
		return nil, errors.New("the key of the lock is damaged")
	}
	r, err := age.Decrypt(bytes.NewReader(m.sealed), identity)
	if err != nil {
		return nil, err
	}
	if text, err = io.ReadAll(r); err != nil {
		return nil, err
	}
	doc, err := parseSecrets(text)
	if err != nil {
		return nil, err
	}
	entries := map[string]Entry{}
	for id, raw := range doc.secrets {
		if entries[id], err = decodeEntry(string(raw)); err != nil {
			return nil, err
		}
	}
	return entries, nil
}
