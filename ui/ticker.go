package ui

import (
	"time"

	"lanyard/wallet"
)

// rowsEvery is how often the rings of the list are drawn anew.
const rowsEvery = 15 * time.Second

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
	if now.Sub(w.rowsDrawn) >= rowsEvery || now.Before(w.rowsDrawn) {
		w.drawRows()
	}
	w.clock.rearm(w.nextTick())
	w.dump()
}

func (w *Window) drawRows() {
	w.rowsDrawn = w.now()
	w.list.Refresh()
}

// nextTick is how long what is shown stays true; 0: until something happens.
func (w *Window) nextTick() time.Duration {
	now := w.now()
	next := time.Duration(0)
	at := func(d time.Duration) {
		if d > 0 && (next == 0 || d < next) {
			next = d
		}
	}
	if p := w.current(); p != nil && !w.editing() && !w.locked {
		if t, ok := w.token(*p); ok && wallet.Remaining(t, now) > 0 {
			at(untilChange(t, now))
		}
		if s := w.sessions[p.ID]; s != nil {
			if !s.shown.IsZero() {
				at(s.shown.Sub(now))
			}
			at(s.retry.untilChange(now))
		}
	}
	at(w.status.nextTick(now))
	if next == 0 && w.anyTokenAlive(now) {
		at(rowsEvery)
	}
	return next
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
