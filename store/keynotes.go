package store

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"time"
)

const (
	keyNotesName    = "keys.json"
	keyNotesVersion = 1
)

// KeyNote is what IBM told of an API key the last time that it was asked; nothing in it is
// secret.
type KeyNote struct {
	ID         string    `json:"id"` // IBM's
	Name       string    `json:"name"`
	CreatedAt  time.Time `json:"created_at,omitzero"`
	ExpiresAt  time.Time `json:"expires_at,omitzero"`   // zero: it does not end
	LastUsedAt time.Time `json:"last_used_at,omitzero"` // zero: not told
	Uses       int64     `json:"uses"`                  // -1: not told
	Disabled   bool      `json:"disabled,omitempty"`
	SeenAt     time.Time `json:"seen_at"`
	ToldAt     time.Time `json:"told_at,omitzero"` // when a person was told that it ends
}

// KeyNotes are the notes about API keys of one state folder, by Lanyard's ids of the keys.
// Any number of processes may read and change them. It is safe for use by several
// goroutines.
type KeyNotes struct{ file *safeFile }

// OpenKeyNotes names the notes of a state folder. Nothing is read or made yet.
func OpenKeyNotes(stateDir string) *KeyNotes { return &KeyNotes{newSafeFile(stateDir, keyNotesName)} }

// keyNotesJSON is the form of keys.json.
type keyNotesJSON struct {
	Version int                `json:"version"`
	Keys    map[string]KeyNote `json:"keys"`
}

// All gives the notes. What cannot be read or understood is none: IBM is asked again.
func (n *KeyNotes) All() map[string]KeyNote {
	all, _, _ := n.load()
	return all
}

// Watch is [Profiles.Watch] for the notes.
func (n *KeyNotes) Watch(ctx context.Context, changed func()) { newWatcher(n.file, changed).start(ctx) }

func (n *KeyNotes) load() (all map[string]KeyNote, content []byte, err error) {
	content, err = n.file.read()
	var doc keyNotesJSON
	if err != nil || json.Unmarshal(content, &doc) != nil || doc.Version > keyNotesVersion || doc.Keys == nil {
		return map[string]KeyNote{}, content, err
	}
	return doc.Keys, content, nil
}

// Change alters the notes while nobody else does.
func (n *KeyNotes) Change(ctx context.Context, change func(map[string]KeyNote)) error {
	err := n.file.locked(ctx, func() error {
		all, old, err := n.load()
		if err != nil {
			return err
		}
		before := maps.Clone(all)
		if change(all); maps.Equal(before, all) {
			return nil
		}
		text, err := marshal(keyNotesJSON{Version: keyNotesVersion, Keys: all})
		if err != nil {
			return err
		}
		return n.file.write(old, text)
	})
	if err != nil {
		return fmt.Errorf("note what is known of a key: %w", err)
	}
	return nil
}
