package keystate

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"lanyard/internal/profile"
	"lanyard/internal/rotation"
)

// Mark is what is said of a key that ends soon, or is old, where its profile is shown.
type Mark struct {
	Words string // "": nothing is to be said
	Ends  bool   // its end is near, or over
	Loud  bool
	Ended bool
}

// MarkOf is the mark of a profile's key.
func (m *Model) MarkOf(p *profile.Profile) Mark {
	n, ok := m.notes[p.KeyID]
	if !ok || p.KeyID == "" || p.ByCode() {
		return Mark{}
	}
	t, now := m.t, m.set.Now()
	switch rotation.MarkOf(n.CreatedAt, n.ExpiresAt, now, m.host.KeyAgeDays()) {
	case rotation.MarkEnded:
		return Mark{Words: t.MarkEnded, Ends: true, Loud: true, Ended: true}
	case rotation.MarkLoud:
		return Mark{Words: fmt.Sprintf(t.MarkEnds, m.left(n.ExpiresAt, now)), Ends: true, Loud: true}
	case rotation.MarkQuiet:
		return Mark{Words: fmt.Sprintf(t.MarkEnds, m.left(n.ExpiresAt, now)), Ends: true}
	case rotation.MarkOld:
		return Mark{Words: fmt.Sprintf(t.MarkOld, t.Age(now.Sub(n.CreatedAt)))}
	}
	return Mark{}
}

// left says how long it is until a key ends.
func (m *Model) left(end, now time.Time) string {
	const day = 24 * time.Hour
	if d := end.Sub(now); d < day {
		return m.t.InWords(d)
	}
	return m.t.Number(int(end.Sub(now)/day), m.t.DayOne, m.t.DaySome)
}

// tellEnds tells once on the desktop of keys that end soon, all of them together.
func (m *Model) tellEnds() {
	if !m.host.Notifies() || m.host.Locked() {
		return
	}
	var ids, names []string
	var first profile.Profile
	var soonest time.Time
	list := m.host.Profiles()
	for i := range list {
		p := &list[i]
		n, ok := m.notes[p.KeyID]
		if !ok || slices.Contains(ids, p.KeyID) || !n.ToldAt.IsZero() || m.told[p.KeyID] {
			continue
		}
		switch rotation.MarkOf(n.CreatedAt, n.ExpiresAt, m.set.Now(), 0) {
		case rotation.MarkQuiet, rotation.MarkLoud, rotation.MarkEnded:
			if soonest.IsZero() || n.ExpiresAt.Before(soonest) {
				first, soonest = *p, n.ExpiresAt
			}
			ids, names = append(ids, p.KeyID), append(names, p.Name)
		}
	}
	if len(ids) == 0 {
		return
	}
	for _, id := range ids {
		m.told[id] = true
	}
	title, text := m.endsTitle(first, soonest, len(ids)), m.t.KeyEndsHow
	if len(ids) > 1 {
		text = strings.Join(names, ", ") + ". " + text
	}
	go func() {
		_ = m.set.Engine().Watch.Told(m.ctx, ids)
		m.host.Notify(title, text, first.ID)
	}()
}

// endsTitle names the key that ends first, or how many do.
func (m *Model) endsTitle(p profile.Profile, end time.Time, count int) string {
	t, now := m.t, m.set.Now()
	switch {
	case count > 1:
		return fmt.Sprintf(t.KeysEndTitle, count)
	case !now.Before(end):
		return fmt.Sprintf(t.KeyEndedTitle, p.Name)
	}
	return fmt.Sprintf(t.KeyEndsTitle, p.Name, m.left(end, now))
}
