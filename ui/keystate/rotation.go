package keystate

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"lanyard/iam"
	"lanyard/internal/profile"
	"lanyard/internal/rotation"
	"lanyard/internal/secret"
)

// Phase is how far a rotation in this window has come.
type Phase int

// The phases.
const (
	Planned Phase = iota // nothing was begun
	Running
	Done
	Failed
)

// Way is how the new key comes to be.
type Way int

// The ways.
const (
	ByCall    Way = iota // Lanyard has IBM make it
	ByPage               // somebody makes it on a web page, and enters it
	ByCluster            // a cluster makes it, which ends the old one at once
	ForNew               // it is for a new profile
	GoingOn              // what was interrupted goes on
	GoingBack            // to the old key
)

// Rotation is a rotation in this window: planned, under way, or ended.
type Rotation struct {
	Phase Phase
	Way   Way

	profile profile.Profile // that was named, as it was then
	again   func()          // does the same once more
	plan    plan
	steps   []rotation.Step
	asking  *asking // what the person is asked; nil: nothing
	stop    context.CancelFunc
	stopped bool // by the person
	res     rotation.Result
	made    profile.Profile // ForNew
	err     error
	left    []rotation.Record // disabled keys that could make room
}

// plan is what is found out before a rotation begins.
type plan struct {
	cancel context.CancelFunc
	busy   bool
	there  bool
	key    rotation.Key
	own    time.Time // Lanyard's own last sign-in with the key; zero: not known
	err    error
}

// asking is a question of a rotation that waits for the person.
type asking struct {
	text    []string
	yes, no string      // no is "" where there is no way back
	key     secret.Text // is shown, to be copied
	answer  chan bool
}

// Rotation gives the rotation that concerns a profile, the last one; nil when there was
// none in this window.
func (m *Model) Rotation(id string) *Rotation {
	p := m.host.Profile(id)
	for _, r := range slices.Backward(m.runs) {
		if r.profile.ID == id || p != nil && r.concerns(p.KeyID) {
			return r
		}
	}
	return nil
}

func (r *Rotation) concerns(keyID string) bool {
	return keyID != "" && profile.KeyUse(keyID) == profile.KeyUse(r.profile.KeyID)
}

// Running gives the rotation that is under way, or waits for an answer; nil without one.
func (m *Model) Running() *Rotation {
	for _, r := range m.runs {
		if r.Phase == Running {
			return r
		}
	}
	return nil
}

// Holds reports whether a key waits to be copied that nobody else has.
func (m *Model) Holds() bool {
	r := m.Running()
	return r != nil && r.asking != nil && !r.asking.key.Empty()
}

// ProfileID is the id of the profile that was named.
func (r *Rotation) ProfileID() string { return r.profile.ID }

// Plan prepares the rotation of a profile's key, or gives the one that is under way. IBM
// is asked about the key; nothing is changed.
func (m *Model) Plan(id string) *Rotation {
	p := m.host.Profile(id)
	if p == nil || m.host.Locked() || !rotates(*p) {
		return nil
	}
	if r := m.Rotation(id); r != nil && r.Phase == Running {
		return r
	}
	r := &Rotation{profile: *p, Way: ByPage}
	if manages(*p) {
		r.Way = ByCall
	}
	m.add(r)
	m.look(r)
	return r
}

// PlanNew prepares a profile with a key of its own, made with the credential of another.
func (m *Model) PlanNew(id string) *Rotation {
	p := m.host.Profile(id)
	if p == nil || m.host.Locked() || !makes(*p) {
		return nil
	}
	if r := m.Rotation(id); r != nil && r.Phase == Running {
		return r
	}
	r := &Rotation{profile: *p, Way: ForNew}
	m.add(r)
	return r
}

// runsKept is how many rotations that have ended are kept to be looked at.
const runsKept = 8

// add puts a rotation in the place of one that was only planned, or has ended.
func (m *Model) add(r *Rotation) {
	m.runs = slices.DeleteFunc(m.runs, func(o *Rotation) bool {
		return o.Phase != Running && (o.Phase == Planned || o.concerns(r.profile.KeyID))
	})
	if n := len(m.runs) - runsKept; n > 0 {
		m.runs = m.runs[n:]
	}
	m.runs = append(m.runs, r)
}

// look finds out what a person should know before they begin.
func (m *Model) look(r *Rotation) {
	if r.Way != ByCall {
		return
	}
	if r.plan.cancel != nil {
		r.plan.cancel()
	}
	ctx, cancel := context.WithCancel(m.ctx)
	r.plan = plan{cancel: cancel, busy: true}
	p := r.profile
	background(ctx, m, func(ctx context.Context) (plan, error) {
		k, err := m.set.Engine().Show(ctx, p)
		found := plan{cancel: cancel, there: err == nil, key: k, err: err}
		for _, u := range k.Profiles {
			if at := m.host.LastSignIn(u.ID); at.After(found.own) {
				found.own = at
			}
		}
		return found, nil
	}, func(found plan, _ error) {
		r.plan = found
		m.host.KeysChanged()
	})
	m.host.KeysChanged()
}

// Drop forgets a rotation that was planned and is not wanted.
func (m *Model) Drop(r *Rotation) {
	if r.plan.cancel != nil {
		r.plan.cancel()
	}
	if r.Phase == Planned {
		m.runs = slices.DeleteFunc(m.runs, func(o *Rotation) bool { return o == r })
		m.host.KeysChanged()
	}
}

// Choice is what a person chose for a rotation, by the positions in [Texts.RetireWays] and
// [Texts.KeyLives].
type Choice struct {
	Retire int
	Life   int
	Pasted secret.Text // made on a web page
}

const day = 24 * time.Hour

// retires are what becomes of the old key, in the order in which it is offered.
func retires(at int) (keep bool, after *time.Duration) {
	week, month, now := 7*day, 30*day, time.Duration(0)
	switch at {
	case 1:
		return true, nil
	case 2:
		return false, &week
	case 3:
		return false, &month
	case 4:
		return false, &now
	}
	return false, nil
}

// lives are how long a new key lives, in the order in which it is offered; 0: as before.
func lives(at int) time.Duration {
	all := []time.Duration{0, 30 * day, 90 * day, 180 * day, 365 * day}
	return all[min(max(0, at), len(all)-1)]
}

// Begin begins a planned rotation, or the same once more.
func (m *Model) Begin(r *Rotation, c Choice) {
	keep, after := retires(c.Retire)
	o := rotation.Options{ExpiresIn: lives(c.Life), KeepOld: keep, DeleteAfter: after, Pasted: c.Pasted}
	if !c.Pasted.Empty() {
		r.Way = ByPage
	}
	m.run(r, func(ctx context.Context, e *rotation.Engine) (rotation.Result, error) {
		return e.Rotate(ctx, r.profile, o)
	})
	if !c.Pasted.Empty() { // which is not kept: it is entered again
		r.again = func() {
			r.Phase, r.steps, r.err, r.stopped = Planned, nil, nil, false
			m.host.KeysChanged()
		}
	}
}

// BeginByCluster has a cluster make the new key. It asks before.
func (m *Model) BeginByCluster(r *Rotation) {
	r.Way = ByCluster
	m.run(r, func(ctx context.Context, e *rotation.Engine) (rotation.Result, error) {
		return e.Rotate(ctx, r.profile, rotation.Options{Replace: true})
	})
}

// NewKey is what a person chose for the key of a new profile.
type NewKey struct {
	Name   string
	Life   int // a position in [Texts.KeyLives]; 0: for ever
	Leaked int // in [Texts.LeakWays]
}

// BeginNew makes a new profile with a key of its own.
func (m *Model) BeginNew(r *Rotation, n NewKey) {
	leaks := []iam.Leak{"", iam.LeakNone, iam.LeakDisable, iam.LeakDelete}
	o := rotation.NewKeyOptions{ExpiresIn: lives(n.Life), WhenLeaked: leaks[min(max(0, n.Leaked), len(leaks)-1)]}
	m.run(r, func(ctx context.Context, e *rotation.Engine) (rotation.Result, error) {
		made, res, err := e.CreateFor(ctx, r.profile, strings.TrimSpace(n.Name), o)
		m.set.Do(func() { r.made = made })
		return res, err
	})
}

// GoOn goes on with the rotation of a profile's key that was interrupted, GoBack back to the
// old key. They ask nothing.
func (m *Model) GoOn(id string) *Rotation { return m.turn(id, GoingOn, (*rotation.Engine).Resume) }

// GoBack goes back to the key before.
func (m *Model) GoBack(id string) *Rotation { return m.turn(id, GoingBack, (*rotation.Engine).Undo) }

func (m *Model) turn(id string, way Way, do func(*rotation.Engine, context.Context, profile.Profile) (rotation.Result, bool, error)) *Rotation {
	p := m.host.Profile(id)
	if p == nil || m.host.Locked() {
		return nil
	}
	if r := m.Running(); r != nil {
		return r
	}
	r := &Rotation{profile: *p, Way: way}
	m.add(r)
	m.run(r, func(ctx context.Context, e *rotation.Engine) (rotation.Result, error) {
		res, _, err := do(e, ctx, r.profile)
		return res, err
	})
	return r
}

// run does what a rotation is to do, on a goroutine of its own.
func (m *Model) run(r *Rotation, do func(context.Context, *rotation.Engine) (rotation.Result, error)) {
	if r.Phase == Running || m.host.Locked() {
		return
	}
	if p := m.host.Profile(r.profile.ID); p != nil {
		r.profile = *p // as it is by now
	}
	var ctx context.Context
	ctx, r.stop = context.WithCancel(m.ctx)
	r.Phase, r.steps, r.err, r.left, r.stopped, r.res = Running, nil, nil, nil, false, rotation.Result{}
	r.again = func() { m.run(r, do) }
	e := m.set.Engine()
	e.Ask = func(ctx context.Context, q rotation.Asked) (bool, error) { return m.mayGo(ctx, r, q) }
	e.Observe = func(s rotation.Step) {
		m.set.Do(func() {
			r.steps = append(r.steps, s)
			m.host.KeysChanged()
		})
	}
	e.Copied = func(ctx context.Context, key secret.Text) (bool, error) {
		return m.ask(ctx, r, &asking{text: []string{m.t.AskCopied}, yes: m.t.AskCopiedYes, no: m.t.RotateNot, key: key})
	}
	e.Reveal = func(ctx context.Context, key secret.Text) error {
		_, err := m.ask(ctx, r, &asking{text: []string{m.t.AskLost}, yes: m.t.AskCopiedYes, key: key})
		return err
	}
	go func() {
		res, err := do(ctx, e)
		m.set.Do(func() { m.ended(r, res, err) })
	}()
	m.host.KeysChanged()
}

// mayGo asks the person what a rotation wants to know. Whether to begin was answered on the
// page, unless something is otherwise by now than what stood there.
func (m *Model) mayGo(ctx context.Context, r *Rotation, q rotation.Asked) (bool, error) {
	t, names := m.t, strings.Join(namesOf(q.Profiles), ", ")
	a := &asking{yes: t.RotateYes, no: t.RotateNot}
	switch q.Question {
	case rotation.AskGo:
		same := make(chan bool, 1)
		m.set.Do(func() { same <- r.plan.shows(q) })
		select {
		case yes := <-same:
			if yes {
				return true, nil
			}
		case <-ctx.Done():
			return false, ctx.Err()
		}
		a.text = []string{fmt.Sprintf(t.AskGo, names), m.useWords(q.Key.LastUsedAt, q.Key.Uses)}
	case rotation.AskLocked:
		a.text, a.yes = []string{t.AskLocked}, t.AskLockedYes
	case rotation.AskUsed:
		a.text = []string{t.AskUsed, m.useWords(q.Key.LastUsedAt, q.Key.Uses)}
		a.yes, a.no = t.AskUsedYes, t.AskUsedNo
	case rotation.AskReplace:
		a.text, a.yes = []string{fmt.Sprintf(t.AskReplace, names)}, t.AskReplaceYes
	}
	return m.ask(ctx, r, a)
}

// shows reports whether the page has told what a question is about.
func (p plan) shows(q rotation.Asked) bool {
	return q.Key.ID == "" || p.there && p.key.ID == q.Key.ID && p.key.Uses == q.Key.Uses && slices.Equal(namesOf(p.key.Profiles), namesOf(q.Profiles))
}

// ask has the person asked on the page, and waits for the answer.
func (m *Model) ask(ctx context.Context, r *Rotation, a *asking) (bool, error) {
	a.answer = make(chan bool, 1)
	m.set.Do(func() {
		r.asking = a
		m.host.KeysChanged()
		if !m.host.InFront() {
			go m.host.Notify(fmt.Sprintf(m.t.RotationAsks, r.profile.Name), a.text[0], r.profile.ID)
		}
	})
	select {
	case yes := <-a.answer:
		return yes, nil
	case <-ctx.Done():
		m.set.Do(func() { r.asking = nil; m.host.KeysChanged() })
		return false, ctx.Err()
	case <-m.ctx.Done():
		return false, m.ctx.Err()
	}
}

// Answer answers what a rotation asks.
func (m *Model) Answer(r *Rotation, yes bool) {
	if a := r.asking; a != nil && !m.host.Locked() {
		r.asking = nil
		a.answer <- yes
		m.host.KeysChanged()
	}
}

// Shown is the key that a rotation shows, to be copied; empty when it shows none, or the
// window is locked.
func (m *Model) Shown(r *Rotation) secret.Text {
	if r.asking == nil || m.host.Locked() {
		return secret.Text{}
	}
	return r.asking.key
}

// Stop ends a rotation under way where it is: the journal has what is needed to go on or
// back.
func (m *Model) Stop(r *Rotation) {
	if r.Phase == Running && r.stop != nil {
		r.stopped = true
		r.stop()
	}
}

// Again does the same once more.
func (m *Model) Again(r *Rotation) {
	if r.Phase == Failed && r.again != nil {
		r.again()
	}
}

// ended takes what became of a rotation.
func (m *Model) ended(r *Rotation, res rotation.Result, err error) {
	r.stop()
	r.stop, r.asking, r.res, r.err, r.Phase = nil, nil, res, err, Done
	if err != nil {
		r.Phase = Failed
	}
	if errors.Is(err, rotation.ErrNoPlace) {
		m.findLeftovers(r)
	}
	m.Read()
	m.host.ProfilesChanged(func() {
		if p := m.host.Profile(r.profile.ID); p != nil && m.asked[p.ID] != nil {
			m.AskWithToken(*p)
		}
		said := m.saidOf(r)
		m.host.Say(said)
		if !m.host.InFront() {
			go m.host.Notify(said, "", r.profile.ID)
		}
	})
	m.host.KeysChanged()
}

// findLeftovers finds the disabled keys that could make room for another.
func (m *Model) findLeftovers(r *Rotation) {
	p := r.profile
	background(m.ctx, m, func(ctx context.Context) ([]rotation.Record, error) {
		return m.set.Engine().Leftovers(ctx, p)
	}, func(left []rotation.Record, _ error) {
		r.left = left
		m.host.KeysChanged()
	})
}

// DeleteLeftover deletes at IBM a key that an earlier rotation left behind disabled.
func (m *Model) DeleteLeftover(r *Rotation, id string) {
	if m.host.Locked() || r.Phase == Running {
		return
	}
	p := r.profile
	background(m.ctx, m, func(ctx context.Context) (iam.KeyDetails, error) {
		return m.set.Engine().Delete(ctx, p, id)
	}, func(_ iam.KeyDetails, err error) {
		if err == nil {
			r.left = slices.DeleteFunc(r.left, func(x rotation.Record) bool { return x.OldID == id })
			r.err = errRoom
			m.Read()
		} else {
			r.err = err
		}
		m.host.KeysChanged()
	})
}

// errRoom says that there is room now where there was none.
var errRoom = errors.New("there is room for another key")

// Agree agrees to a profile as it is now, and goes on.
func (m *Model) Agree(r *Rotation) {
	u := unbound(r.failure())
	if u == nil || m.host.Locked() {
		return
	}
	background(m.ctx, m, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, m.set.Engine().Wallet.Agree(ctx, u.Profile.ID, u.Is)
	}, func(_ struct{}, err error) {
		switch {
		case err != nil:
			r.err = err
			m.host.KeysChanged()
		case r.Phase == Planned:
			m.look(r)
		default:
			m.host.ProfilesChanged(r.again)
		}
	})
}

// failure is what is in the way of a rotation.
func (r *Rotation) failure() error {
	if r.Phase == Planned {
		return r.plan.err
	}
	return r.err
}

// next is the step that is being made.
func (r *Rotation) next() rotation.Name {
	for _, n := range rotation.Names() {
		if !slices.ContainsFunc(r.steps, func(s rotation.Step) bool { return s.Name == n }) {
			return n
		}
	}
	return rotation.Retire
}
