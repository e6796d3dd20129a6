package rotation

import (
	"context"
	"time"

	"lanyard/iam"
	"lanyard/internal/profile"
	"lanyard/store"
)

// The days before a key's end from which on it is marked: quietly, and loudly.
const (
	QuietDays = 14
	LoudDays  = 3
)

// noteAge is how old a note may be before IBM is asked again.
const noteAge = 12 * time.Hour

// Mark says how urgent a key is.
type Mark string

// The marks, the most urgent last.
const (
	MarkNone  Mark = ""
	MarkOld   Mark = "old"    // it was made longer ago than the settings say
	MarkQuiet Mark = "ends"   // it ends within QuietDays
	MarkLoud  Mark = "urgent" // it ends within LoudDays
	MarkEnded Mark = "ended"
)

// MarkOf says how urgent a key is that was made and ends at these times; zero times are
// not known. oldDays is after how many days it is old; 0: never.
func MarkOf(made, ends, now time.Time, oldDays int) Mark {
	const day = 24 * time.Hour
	if !ends.IsZero() {
		switch left := ends.Sub(now); {
		case left <= 0:
			return MarkEnded
		case left <= LoudDays*day:
			return MarkLoud
		case left <= QuietDays*day:
			return MarkQuiet
		}
	}
	if oldDays > 0 && !made.IsZero() && now.Sub(made) >= time.Duration(oldDays)*day {
		return MarkOld
	}
	return MarkNone
}

// Watch asks IBM about keys with tokens that are there anyway, and notes what it tells.
type Watch struct {
	Notes *store.KeyNotes
	IBM   IBM
	Now   func() time.Time // time.Now when nil
}

// KeyNote is what IBM told of a key.
type KeyNote = store.KeyNote

// Known gives the notes by Lanyard's ids of the keys.
func (w *Watch) Known() map[string]KeyNote {
	if w == nil {
		return nil
	}
	return w.Notes.All()
}

// Told notes that a person was told of the ends of keys.
func (w *Watch) Told(ctx context.Context, ids []string) error {
	return w.Notes.Change(ctx, func(all map[string]KeyNote) {
		for _, id := range ids {
			if n, ok := all[id]; ok {
				n.ToldAt = w.now().UTC().Truncate(time.Second)
				all[id] = n
			}
		}
	})
}

func (w *Watch) now() time.Time {
	if w.Now != nil {
		return w.Now()
	}
	return time.Now()
}

// Note notes what IBM told of a key; keyID is Lanyard's id of it. What cannot be written is
// asked for again another time.
func (w *Watch) Note(ctx context.Context, keyID string, d iam.KeyDetails) {
	if w == nil || keyID == "" || d.ID == "" {
		return
	}
	_ = w.Notes.Change(ctx, func(all map[string]store.KeyNote) {
		told := all[keyID].ToldAt
		if !all[keyID].ExpiresAt.Equal(d.ExpiresAt) {
			told = time.Time{}
		}
		all[keyID] = store.KeyNote{
			ID: d.ID, Name: d.Name, CreatedAt: d.CreatedAt, ExpiresAt: d.ExpiresAt, LastUsedAt: d.LastUsedAt, Uses: d.Uses,
			Disabled: d.Disabled, SeenAt: w.now().UTC().Truncate(time.Second), ToldAt: told,
		}
	})
}

// Turned notes that a key was disabled or enabled, by IBM's id.
func (w *Watch) Turned(ctx context.Context, id string, disabled bool) {
	if w == nil {
		return
	}
	_ = w.Notes.Change(ctx, func(all map[string]store.KeyNote) {
		for keyID, n := range all {
			if n.ID == id {
				n.Disabled = disabled
				all[keyID] = n
			}
		}
	})
}

// Look asks IBM about the key of a credential that has just signed in, unless the note
// about it is fresh. It is meant for the background: nothing depends on it.
func (w *Watch) Look(ctx context.Context, c iam.Credential, t iam.Token) {
	p := c.Profile
	if p.Kind != profile.Cloud || p.ByCode() || p.TrustedProfile != nil || p.KeyID == "" {
		return
	}
	if n, ok := w.Notes.All()[p.KeyID]; ok && w.now().Sub(n.SeenAt).Abs() < noteAge {
		return
	}
	d, err := w.IBM.KeyDetails(ctx, c, t)
	if err != nil {
		return
	}
	if more, err := w.IBM.Key(ctx, c, t, d.ID); err == nil {
		d = more
	}
	w.Note(ctx, p.KeyID, d)
}

// Keep forgets the notes about keys that nobody has any more.
func (w *Watch) Keep(ctx context.Context, ids []string) {
	have := map[string]bool{}
	for _, id := range ids {
		have[id] = true
	}
	for id := range w.Notes.All() {
		if !have[id] {
			_ = w.Notes.Change(ctx, func(all map[string]store.KeyNote) { delete(all, id) })
		}
	}
}
