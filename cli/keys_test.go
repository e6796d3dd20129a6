package cli_test

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"

	"lanyard/internal/profile"
	"lanyard/internal/secret"
	"lanyard/store"
)

// fileKeys is a keyring in a file, so that several runs of the program share it.
// Tests alone use it: its secrets lie open.
type fileKeys struct {
	path   string
	broken string
}

type fileEntry struct {
	Secret    string
	Bound     profile.Bound
	Use       string
	Reference string `json:"reference,omitempty"`
}

func (k *fileKeys) failure() error {
	switch k.broken {
	case "absent":
		return fmt.Errorf("get key: %w", store.ErrAbsent)
	case "stuck": // and heeds no context
		select {}
	case "locked":
		return fmt.Errorf("get key: %w", store.ErrLocked)
	}
	return nil
}

func (k *fileKeys) load() (map[string]fileEntry, error) {
	entries := map[string]fileEntry{}
	b, err := os.ReadFile(k.path)
	if errors.Is(err, fs.ErrNotExist) {
		return entries, nil
	}
	if err != nil {
		return nil, err
	}
	return entries, json.Unmarshal(b, &entries)
}

func (k *fileKeys) change(change func(map[string]fileEntry)) error {
	if err := k.failure(); err != nil {
		return err
	}
	entries, err := k.load()
	if err != nil {
		return err
	}
	change(entries)
	b, err := json.Marshal(entries)
	if err != nil {
		return err
	}
	return os.WriteFile(k.path, b, 0o600)
}

func (k *fileKeys) Get(_ context.Context, id string) (store.Entry, error) {
	if err := k.failure(); err != nil {
		return store.Entry{}, err
	}
	entries, err := k.load()
	if err != nil {
		return store.Entry{}, err
	}
	e, ok := entries[id]
	if !ok {
		return store.Entry{}, fmt.Errorf("get key %q: %w", id, store.ErrMissing)
	}
	return store.Entry{Secret: secret.New(e.Secret), Bound: e.Bound, Use: e.Use, Reference: e.Reference}, nil
}

func (k *fileKeys) Put(_ context.Context, id string, e store.Entry) error {
	return k.change(func(all map[string]fileEntry) { all[id] = fileEntry{e.Secret.Reveal(), e.Bound, e.Use, e.Reference} })
}

func (k *fileKeys) Delete(_ context.Context, id string) error {
	return k.change(func(all map[string]fileEntry) { delete(all, id) })
}

func (k *fileKeys) Status(context.Context) store.Status {
	if k.broken == "absent" {
		return store.Status{Backend: "keyring", State: store.StateAbsent, Detail: "no bus"}
	}
	return store.Status{Backend: "keyring", Name: "Test keyring", State: store.StateReady}
}

func (k *fileKeys) IDs(context.Context) ([]string, error) {
	entries, err := k.load()
	return slices.Sorted(maps.Keys(entries)), cmp.Or(k.failure(), err)
}

func (k *fileKeys) Unlock(context.Context) error { return k.failure() }
