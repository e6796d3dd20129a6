package clipboard

import (
	"sync/atomic"
	"time"
)

// Ended says how a copy came off the clipboard.
type Ended int32

// How a copy came off the clipboard.
const (
	// Held means it did not: it is there, as far as we know.
	Held Ended = iota
	// Expired means its life was over and we took it off.
	Expired
	// ClearedByUs means Clear or Close took it off.
	ClearedByUs
	// TakenOver means another program has copied something.
	TakenOver
	// Replaced means a later copy of ours took its place.
	Replaced
)

const (
	// checkEvery is how often the life of a copy is held against the wall clock.
	// A timer alone stops while the computer sleeps.
	checkEvery = time.Second
	// retryEvery is how long we wait after the clipboard could not be cleared.
	retryEvery = 5 * time.Second
)

// Copy is one secret on the clipboard.
type Copy struct {
	// Deadline is when the secret is taken off, by the wall clock; zero means never.
	Deadline time.Time
	// Marked tells whether the secret was offered with the platform's marks.
	Marked bool

	wanted  bool // the mark was asked for
	h       holding
	started time.Time // with the monotonic reading: a clock set back adds no life
	life    time.Duration
	done    chan struct{}
	ended   atomic.Int32
}

func newCopy(h holding, wall time.Time, o Options, marked bool) *Copy {
	cp := &Copy{Marked: marked, wanted: o.Mark, h: h, started: time.Now(), done: make(chan struct{})}
	if o.Life > 0 {
		cp.life = o.Life
		cp.Deadline = wall.Add(o.Life)
	}
	return cp
}

// Done is closed when the secret is off the clipboard.
func (cp *Copy) Done() <-chan struct{} { return cp.done }

// Ended says how the secret came off the clipboard, [Held] while it is there.
func (cp *Copy) Ended() Ended { return Ended(cp.ended.Load()) }

// left is what remains of the copy's life, by whichever clock says less.
func (cp *Copy) left(wall time.Time) time.Duration {
	return min(cp.life-time.Since(cp.started), cp.Deadline.Sub(wall))
}

// watch waits for the end of a copy: taken over, cleared, or its life over.
func (c *Clipboard) watch(cp *Copy) {
	var due <-chan time.Time
	var timer *time.Timer
	if cp.life > 0 {
		timer = time.NewTimer(min(cp.life, checkEvery))
		defer timer.Stop()
		due = timer.C
	}
	for {
		select {
		case <-cp.done:
			return
		case <-cp.h.lost():
			c.lose(cp)
			return
		case <-due:
			timer.Reset(c.expire(cp))
		}
	}
}

// lose records that somebody else has the clipboard now.
func (c *Clipboard) lose(cp *Copy) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.cur == cp {
		c.endLocked(cp, TakenOver)
	}
}

// expire takes the copy off when its life is over and says when to look again.
func (c *Clipboard) expire(cp *Copy) time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.cur != cp {
		return checkEvery
	}
	if left := cp.left(c.wall()); left > 0 {
		return min(left, checkEvery)
	}
	if _, err := c.clearLocked(Expired); err != nil {
		return retryEvery
	}
	return checkEvery
}

// endLocked ends a copy; c.mu is held.
func (c *Clipboard) endLocked(cp *Copy, why Ended) {
	cp.ended.Store(int32(why))
	close(cp.done)
	c.cur, c.stuck = nil, false
}
