package ui

import (
	"time"

	"lanyard/internal/wallet"
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

// tick draws what time has changed.
func (w *Window) tick() {
	now := w.now()
	for _, s := range w.sessions {
		if !s.shown.IsZero() && !now.Before(s.shown) {
			s.shown = time.Time{}
		}
	}
	if !w.editing() {
		w.detail.show(w.describe())
	}
	w.status.tick()
	w.chooser.tick()
	w.askBar.tick(now)
	w.warn(now)
	w.list.tick()
	w.clock.rearm(w.nextTick())
}

// soonest is the shortest of several times to wait; 0: until something happens.
type soonest time.Duration

func (s *soonest) at(d time.Duration) {
	if d > 0 && (*s == 0 || d < time.Duration(*s)) {
		*s = soonest(d)
	}
}

// nextTick is how long to sleep: until something has to be done, or until what is shown
// stays true no longer. Nobody looks at a window that is minimised.
func (w *Window) nextTick() time.Duration {
	now := w.now()
	var next soonest
	next.at(w.status.nextDuty(now))
	next.at(w.nextWarning(now))
	for _, s := range w.sessions {
		if !s.shown.IsZero() {
			next.at(s.shown.Sub(now))
		}
	}
	if !w.hidden {
		w.nextSight(now, &next)
	}
	return time.Duration(next)
}

// nextSight is when something that is shown changes.
func (w *Window) nextSight(now time.Time, next *soonest) {
	if p := w.current(); p != nil && !w.editing() && !w.locked {
		if t, ok := w.token(*p); ok && wallet.Remaining(t, now) > 0 {
			next.at(w.untilChange(t, now))
		}
		if s := w.sessions[p.ID]; s != nil {
			next.at(s.retry.untilChange(now))
		}
	}
	next.at(w.status.nextTick(now))
	if len(w.askBar.asks) > 0 {
		next.at(time.Second)
	}
	if *next == 0 && w.anyTokenAlive(now) {
		next.at(calmlyEach)
	}
}

// untilChange is how long what is shown of a token's time may stay as it is.
func (w *Window) untilChange(t wallet.Token, now time.Time) time.Duration {
	left := wallet.Remaining(t, now)
	switch {
	case w.looking(now):
		return untilNext(left, time.Second)
	case left <= lastPart:
		return untilNext(left, lastSteps)
	}
	return min(untilNext(left, time.Minute), calmlyEach)
}

// inSeconds reports whether seconds are told of time that is left.
func (w *Window) inSeconds(left time.Duration, now time.Time) bool {
	return left <= lastPart || w.looking(now)
}

// looking reports whether somebody is taken to look at the window.
func (w *Window) looking(now time.Time) bool {
	quiet := now.Sub(w.touched)
	return w.set.FollowInput == nil || quiet >= 0 && quiet < looksFor
}

// touch takes that somebody uses the window.
func (w *Window) touch() {
	now := w.now()
	quiet := now.Sub(w.touched)
	w.touched = now
	if quiet < 0 || quiet >= looksFor {
		w.tick()
	}
}

// setHidden takes that the window is minimised, or shown again.
func (w *Window) setHidden(hidden bool) {
	w.hidden = hidden
	if hidden {
		w.clock.rearm(w.nextTick())
		return
	}
	w.touched = w.now()
	w.lookAgain()
}

// anyTokenAlive looks only where a token can be: at the profiles used in this window.
func (w *Window) anyTokenAlive(now time.Time) bool {
	if w.locked {
		return false
	}
	for id := range w.sessions {
		if p := w.profile(id); p != nil {
			if t, ok := w.token(*p); ok && wallet.Remaining(t, now) > 0 {
				return true
			}
		}
	}
	return false
}
