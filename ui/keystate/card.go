package keystate

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"lanyard/internal/explain"
	"lanyard/internal/profile"
	"lanyard/internal/rotation"
	"lanyard/ui/text"
)

// asType is errors.AsType, for what may be nil.
func asType[E error](err error) (E, bool) { return errors.AsType[E](err) }

// Fact is a line of what is known: a label and a value.
type Fact struct {
	Label string
	Value string
	Plain bool // a remark: nothing to copy
}

// Card is what is shown of a profile's key.
type Card struct {
	There  bool // there is something to show or to do
	Facts  []Fact
	Busy   string // what is being asked
	Wrong  string // why nothing is told
	Note   string // how old what is shown is, or what to do about the key
	Loud   bool   // the note is urgent
	Under  string // a rotation that can be looked at, in words
	Rotate string // what the button that rotates says; "": there is none

	CanAsk, CanDisable, CanEnable, CanDelete, CanCreate, CanList, CanUndo bool
}

// question is what IBM was asked of a profile's key.
type question struct {
	cancel  context.CancelFunc
	keyID   string
	changed time.Time
	there   bool
	key     rotation.Key
	err     error
}

func (q *question) about(p profile.Profile) bool {
	return q != nil && q.keyID == p.KeyID && q.changed.Equal(p.ChangedAt)
}

// Card works out what to show of a profile's key.
func (m *Model) Card(p profile.Profile) Card {
	c := Card{There: rotates(p) || makes(p)}
	if !c.There {
		return c
	}
	switch {
	case rotates(p):
		c.Rotate = m.t.Rotate
	case p.Kind == profile.CP4D:
		c.Rotate = m.t.UseKeyInstead
	}
	c.CanCreate, c.CanUndo = manages(p), slices.Contains(m.undoable, p.KeyID)
	m.known(&c, p)
	if r := m.Rotation(p.ID); r != nil && (r.Phase == Running || r.asking != nil) {
		c.Under = fmt.Sprintf(m.t.RotationUnderWay, m.stepWords(r.next()))
	}
	return c
}

// known fills in what IBM tells of the key, or told the last time.
func (m *Model) known(c *Card, p profile.Profile) {
	if !manages(p) {
		return
	}
	c.CanAsk, c.CanDisable, c.CanDelete, c.CanList = true, true, true, true
	q, disabled := m.asked[p.ID], false
	n, noted := m.notes[p.KeyID]
	switch {
	case q.about(p) && !q.there:
		c.Busy, c.CanAsk = m.t.AskingKey, false
	case q.about(p) && q.err != nil:
		f := explain.Explain(q.err)
		c.Wrong = text.Join(" ", f.What+".", f.Why)
	case q.about(p):
		c.Facts, disabled, c.CanAsk = m.facts(q.key), q.key.Disabled, false
	}
	if c.Facts == nil && noted {
		c.Facts, disabled = m.notedFacts(n), n.Disabled
		c.Note = fmt.Sprintf(m.t.KeyAsOf, m.t.AtClock(n.SeenAt, m.set.Now(), m.set.Zone))
	}
	c.CanDisable, c.CanEnable = !disabled, disabled
	if mark := m.MarkOf(&p); mark.Words != "" && noted {
		c.Note, c.Loud = m.advice(n), mark.Loud
	}
}

// advice says what to do about a key that ends soon, or is old.
func (m *Model) advice(n rotation.KeyNote) string {
	t, now := m.t, m.set.Now()
	switch rotation.MarkOf(n.CreatedAt, n.ExpiresAt, now, m.host.KeyAgeDays()) {
	case rotation.MarkEnded:
		return t.KeyEndedAdvice
	case rotation.MarkLoud, rotation.MarkQuiet:
		return fmt.Sprintf(t.KeyEndsAdvice, m.left(n.ExpiresAt, now))
	case rotation.MarkOld:
		return fmt.Sprintf(t.KeyOldAdvice, t.Age(now.Sub(n.CreatedAt)))
	}
	return ""
}

// AskWithToken asks about a profile's key where a token is there anyway.
func (m *Model) AskWithToken(p profile.Profile) {
	if manages(p) && !m.asked[p.ID].about(p) && p.TrustedProfile == nil && m.host.Live(p) {
		m.Ask(p)
	}
}

// Ask asks IBM about a profile's key, which may take a sign-in.
func (m *Model) Ask(p profile.Profile) {
	if m.host.Locked() || !manages(p) {
		return
	}
	if old := m.asked[p.ID]; old != nil {
		old.cancel()
	}
	ctx, cancel := context.WithCancel(m.ctx)
	q := &question{cancel: cancel, keyID: p.KeyID, changed: p.ChangedAt}
	m.asked[p.ID] = q
	background(ctx, m, func(ctx context.Context) (rotation.Key, error) {
		return m.set.Engine().Show(ctx, p)
	}, func(k rotation.Key, err error) {
		q.there, q.key, q.err = true, k, err
		m.host.KeysChanged()
	})
	m.host.KeysChanged()
}

func (m *Model) day(at time.Time) string { return at.In(m.set.Zone).Format("2 Jan 2006") }

// ago says when something was, and how long ago; "" when it is not known.
func (m *Model) ago(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return fmt.Sprintf(m.t.KeyAge, m.day(at), m.t.Age(m.set.Now().Sub(at)))
}

func (m *Model) ends(at time.Time) string {
	left := at.Sub(m.set.Now())
	switch {
	case at.IsZero():
		return m.t.KeyEndless
	case left <= 0:
		return fmt.Sprintf(m.t.Expired, m.day(at))
	}
	return fmt.Sprintf(m.t.KeyEnds, m.left(at, m.set.Now()), at.In(m.set.Zone).Format("2 Jan 2006 15:04 MST"))
}

// lastUse says when a key signed in, and how often.
func (m *Model) lastUse(at time.Time, uses int64) string {
	switch {
	case at.IsZero() && uses == 0:
		return m.t.KeyNeverUsed
	case at.IsZero():
		return ""
	}
	when := m.t.AtClock(at, m.set.Now(), m.set.Zone)
	if uses <= 0 {
		return when
	}
	return when + ", " + m.t.Number(int(uses), m.t.SignInOne, m.t.SignInSome)
}

// facts are what IBM tells of a key.
func (m *Model) facts(k rotation.Key) []Fact {
	t := m.t
	state := t.KeyEnabled
	switch {
	case k.Disabled:
		state = t.KeyDisabled
	case k.Locked:
		state = t.KeyLocked
	}
	keys := ""
	if k.Limit > 0 {
		keys = fmt.Sprintf(t.KeysOfOwner, k.InUse, k.Limit)
	}
	changed := m.ago(k.ModifiedAt)
	if k.ModifiedAt.Equal(k.CreatedAt) {
		changed = ""
	}
	leaked := map[string]string{"none": t.LeakNone, "disable": t.LeakDisable, "delete": t.LeakDelete}[string(k.WhenLeaked)]
	return filled(
		Fact{Label: t.KeyName, Value: k.Name},
		Fact{Label: t.KeyDescription, Value: k.Description},
		Fact{Label: t.KeyID, Value: k.ID},
		Fact{Label: t.KeyOwner, Value: k.IAMID},
		Fact{Label: t.KeyMade, Value: m.ago(k.CreatedAt), Plain: true},
		Fact{Label: t.KeyChanged, Value: changed, Plain: true},
		Fact{Label: t.KeyLastUsed, Value: m.lastUse(k.LastUsedAt, k.Uses), Plain: true},
		Fact{Label: t.ClaimExpires, Value: m.ends(k.ExpiresAt), Plain: true},
		Fact{Label: t.KeyState, Value: state, Plain: true},
		Fact{Label: t.KeyWhenLeaked, Value: leaked, Plain: true},
		Fact{Label: t.KeyUsedBy, Value: strings.Join(namesOf(k.Profiles), ", "), Plain: true},
		Fact{Label: t.KeysInUse, Value: keys, Plain: true},
	)
}

// notedFacts are what IBM told of a key the last time.
func (m *Model) notedFacts(n rotation.KeyNote) []Fact {
	t, state := m.t, ""
	if n.Disabled {
		state = t.KeyDisabled
	}
	return filled(
		Fact{Label: t.KeyName, Value: n.Name},
		Fact{Label: t.KeyID, Value: n.ID},
		Fact{Label: t.KeyMade, Value: m.ago(n.CreatedAt), Plain: true},
		Fact{Label: t.KeyLastUsed, Value: m.lastUse(n.LastUsedAt, n.Uses), Plain: true},
		Fact{Label: t.ClaimExpires, Value: m.ends(n.ExpiresAt), Plain: true},
		Fact{Label: t.KeyState, Value: state, Plain: true},
	)
}

// filled gives the facts that have a value.
func filled(facts ...Fact) []Fact {
	return slices.DeleteFunc(facts, func(f Fact) bool { return f.Value == "" })
}
