package state

import (
	"fmt"
	"time"

	"lanyard/internal/wallet"
	"lanyard/ui/text"
)

// While nobody uses the window, it counts minutes instead of seconds, and the last of them
// in steps of five seconds: under software GL each painted second would cost more than all the
// rest of an idle window.
const (
	looksFor   = 15 * time.Second // so long after the last key or move of the pointer somebody looks
	lastPart   = 2 * time.Minute  // of a life, of which seconds are told all the same
	lastSteps  = 5 * time.Second
	calmlyEach = 10 * time.Second // before that, time is looked at so often, for a clock that was set
)

// sight is what can be seen of the window, and who looks.
type sight struct {
	hidden  bool      // it is minimised, or behind its icon
	covered bool      // something stands in place of the detail
	touched time.Time // when somebody used the window last
}

// clock wakes the window when something it shows will look different, and sleeps
// otherwise: there is no ticking for its own sake.
type clock struct {
	timer *time.Timer
	fire  func()
	do    func(func())
	ended bool
}

func newClock(fire func(), do func(func())) *clock { return &clock{fire: fire, do: do} }

// rearm sets the next wake-up; none when d is not positive.
func (c *clock) rearm(d time.Duration) {
	if c.timer != nil {
		c.timer.Stop()
		c.timer = nil
	}
	if c.ended || d <= 0 {
		return
	}
	var t *time.Timer
	t = time.AfterFunc(d, func() {
		c.do(func() {
			if c.timer == t && !c.ended {
				c.timer = nil
				c.fire()
			}
		})
	})
	c.timer = t
}

func (c *clock) stop() {
	c.ended = true
	if c.timer != nil {
		c.timer.Stop()
	}
}

// Tick does what time asks for, and has drawn what it has changed.
func (m *Model) Tick() {
	now := m.now()
	for _, s := range m.sessions {
		if !s.shown.IsZero() && !now.Before(s.shown) {
			s.shown = time.Time{}
		}
	}
	m.tickStatus(now)
	m.changed(Time)
	m.warn(now)
	m.rearm()
}

// rearm plans the next tick, after what is shown has changed.
func (m *Model) rearm() { m.clock.rearm(m.NextTick()) }

// soonest is the shortest of several times to wait; 0: until something happens.
type soonest time.Duration

func (s *soonest) at(d time.Duration) {
	if d > 0 && (*s == 0 || d < time.Duration(*s)) {
		*s = soonest(d)
	}
}

// NextTick is how long to sleep: until something has to be done, or until what is shown
// stays true no longer. Nobody looks at a window that is minimised. 0: until something
// happens.
func (m *Model) NextTick() time.Duration {
	now := m.now()
	var next soonest
	next.at(m.untilCommit(now))
	next.at(m.untilWarning(now))
	for _, s := range m.sessions {
		if !s.shown.IsZero() {
			next.at(s.shown.Sub(now))
		}
	}
	if !m.sight.hidden {
		m.untilSeen(now, &next)
	}
	return time.Duration(next)
}

// untilSeen is when something that is shown changes.
func (m *Model) untilSeen(now time.Time, next *soonest) {
	if p := m.Current(); p != nil && !m.sight.covered && !m.lock.locked {
		if t, ok := m.token(*p); ok && wallet.Remaining(t, now) > 0 {
			next.at(m.untilChange(t, now))
		}
		if s := m.sessions[p.ID]; s != nil {
			next.at(s.retry.untilChange(now))
		}
	}
	next.at(m.untilStatus(now))
	if len(m.approvals.asks) > 0 {
		next.at(time.Second)
	}
	if *next == 0 && m.anyTokenAlive(now) {
		next.at(calmlyEach)
	}
}

// untilChange is how long what is shown of a token's time may stay as it is.
func (m *Model) untilChange(t wallet.Token, now time.Time) time.Duration {
	left := wallet.Remaining(t, now)
	switch {
	case m.looking(now):
		return untilNext(left, time.Second)
	case left <= lastPart:
		return untilNext(left, lastSteps)
	}
	return min(untilNext(left, time.Minute), calmlyEach)
}

// inSeconds reports whether seconds are told of time that is left.
func (m *Model) inSeconds(left time.Duration, now time.Time) bool {
	return left <= lastPart || m.looking(now)
}

// looking reports whether somebody is taken to look at the window.
func (m *Model) looking(now time.Time) bool {
	quiet := now.Sub(m.sight.touched)
	return !m.set.Touches || quiet >= 0 && quiet < looksFor
}

// Touch takes that somebody uses the window.
func (m *Model) Touch() {
	now := m.now()
	quiet := now.Sub(m.sight.touched)
	m.sight.touched = now
	if quiet < 0 || quiet >= looksFor {
		m.Tick()
	}
}

// Wake brings everything up to date after the window was out of sight or the machine slept.
func (m *Model) Wake() {
	m.sight.touched = m.now()
	m.changed(Woke)
	m.Tick()
	m.CheckKeyring()
}

// Hidden reports whether the window is minimised, or behind its icon.
func (m *Model) Hidden() bool { return m.sight.hidden }

// SetHidden takes that the window is minimised or hidden, or shown again.
func (m *Model) SetHidden(hidden bool) {
	m.sight.hidden = hidden
	if hidden {
		m.rearm()
		return
	}
	m.Wake()
}

// SetCovered takes that something stands in place of the detail, or does no more.
func (m *Model) SetCovered(covered bool) {
	m.sight.covered = covered
	m.rearm()
}

// anyTokenAlive looks only where a token can be: at the profiles used in this window.
func (m *Model) anyTokenAlive(now time.Time) bool {
	if m.lock.locked {
		return false
	}
	for id := range m.sessions {
		if p := m.Profile(id); p != nil {
			if t, ok := m.token(*p); ok && wallet.Remaining(t, now) > 0 {
				return true
			}
		}
	}
	return false
}

// warnBefore is how long before its end the user is told of a token in use; a fifth of
// its life where that is less.
const warnBefore = 5 * time.Minute

func warnLead(t wallet.Token) time.Duration {
	life := assumedLife
	if !t.IssuedAt.IsZero() && t.ExpiresAt.After(t.IssuedAt) {
		life = t.ExpiresAt.Sub(t.IssuedAt)
	}
	return min(warnBefore, life/5)
}

// unwarned gives a token that was used and that the user was not warned of yet.
func (m *Model) unwarned(id string, s *session) (wallet.Token, bool) {
	p := m.Profile(id)
	if p == nil || !m.settings.Notify || s.used.IsZero() {
		return wallet.Token{}, false
	}
	if p.AutoRenew && !s.renewing { // it will not end, or a failure will be told first
		return wallet.Token{}, false
	}
	t, ok := m.token(*p)
	return t, ok && !t.ExpiresAt.IsZero() && s.used.Equal(t.ExpiresAt) && !s.warned.Equal(t.ExpiresAt)
}

// untilWarning is when the next token in use is about to end; 0: none is in use.
func (m *Model) untilWarning(now time.Time) time.Duration {
	var next soonest
	for id, s := range m.sessions {
		if t, ok := m.unwarned(id, s); ok {
			if left := wallet.Remaining(t, now); left > 0 {
				next.at(max(time.Millisecond, left-warnLead(t)))
			}
		}
	}
	return time.Duration(next)
}

// warn tells on the desktop of tokens in use that are about to end, unless one looks at
// them. It names the profile and no more.
func (m *Model) warn(now time.Time) {
	for id, s := range m.sessions {
		t, ok := m.unwarned(id, s)
		left := wallet.Remaining(t, now)
		if !ok || left > warnLead(t) {
			continue
		}
		s.warned = t.ExpiresAt
		if left == 0 || m.view.InFront() && !m.sight.hidden && id == m.chosen {
			continue
		}
		title := fmt.Sprintf(m.t.EndsSoon, m.Label(m.Profile(id)), m.t.InWords(left))
		go m.view.Notify(title, m.t.EndsSoonHow, id)
	}
}

// life is what the window shows of a token's time, computed anew from the wall clock
// whenever it is drawn.
type life struct {
	zone    wallet.Zone
	left    time.Duration // whole seconds, rounded up so that 0 means over
	share   float64       // of the token's life that is left, 0 to 1
	expires time.Time     // zero: unknown
}

// assumedLife stands in for the length of a token's life where only its end is known;
// it only shapes the ring.
const assumedLife = time.Hour

func lifeOf(t wallet.Token, now time.Time) life {
	l := life{zone: wallet.ZoneOf(t, now), expires: t.ExpiresAt}
	if t.ExpiresAt.IsZero() {
		return l
	}
	left := wallet.Remaining(t, now)
	l.left = (left + time.Second - 1).Truncate(time.Second)
	whole := assumedLife
	if !t.IssuedAt.IsZero() && t.ExpiresAt.After(t.IssuedAt) {
		whole = t.ExpiresAt.Sub(t.IssuedAt)
	}
	l.share = min(1, float64(left)/float64(whole))
	return l
}

// untilNext is how long a time that is left and counted in units stays as it is said.
func untilNext(left, unit time.Duration) time.Duration {
	if d := left % unit; d > 0 {
		return d
	}
	return unit
}

// digits writes a duration as 40:12, 1:02:03 or 0:07.
func digits(d time.Duration) string {
	s := int64(max(0, d) / time.Second)
	if s >= 3600 {
		return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
	}
	return fmt.Sprintf("%d:%02d", s/60, s%60)
}

// lifeCalm is lifeWords for a token in use whose remaining time stands beside it.
func lifeCalm(t *text.Texts, l life, clock string) string {
	if l.zone == wallet.RenewSoon {
		return fmt.Sprintf(t.SoonAt, clock)
	}
	return fmt.Sprintf(t.ExpiresAt, clock)
}

// lifeWords says in one line how long a token lives.
func lifeWords(t *text.Texts, l life, now time.Time, zone *time.Location) string {
	switch {
	case l.zone == wallet.Unknown:
		return t.LifeUnknown
	case l.left <= 0:
		return fmt.Sprintf(t.Expired, t.AtClock(l.expires, now, zone))
	case l.zone == wallet.Dead:
		return fmt.Sprintf(t.ExpiresNow, t.InWords(l.left))
	case l.zone == wallet.RenewSoon:
		return fmt.Sprintf(t.ExpiresSoon, t.InWords(l.left))
	}
	return fmt.Sprintf(t.Expires, t.InWords(l.left))
}
