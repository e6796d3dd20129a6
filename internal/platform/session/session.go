// Package session tells what happens to the user's session: it is locked, the computer
// sleeps, the user logs out.
package session

import (
	"context"
	"sync"
	"time"
)

// Event is something that happens to the user's session.
type Event int

// What can happen. An event may be told twice, as a desktop has more than one voice.
const (
	Locked        Event = iota + 1 // the session is locked, or somebody asked for it to be
	Unlocked                       // the user is back
	Sleeping                       // the computer is about to sleep
	Woke                           // and has woken up
	SessionEnding                  // the user logs out, or the computer shuts down
)

// String gives the event's name.
func (e Event) String() string {
	switch e {
	case Locked:
		return "locked"
	case Unlocked:
		return "unlocked"
	case Sleeping:
		return "sleeping"
	case Woke:
		return "woke"
	case SessionEnding:
		return "session ending"
	}
	return "unknown"
}

// Watch tells what happens to the session, from goroutines of its own but one event at a
// time, until ctx ends. A session that is locked at the start is told of.
//
// The system waits for tell to return from Sleeping where it can be made to (on Linux
// logind does, 5 seconds by default), so that secrets are gone before memory is written
// to disk.
//
// On Linux the news come from logind on the system's bus and from the screen savers on
// the session's bus (freedesktop.org, GNOME, Cinnamon, MATE, Xfce), whichever there are;
// a bus that goes away is looked for again. On Windows they come to a hidden window. On
// macOS they would take C code: there only Woke is told, within half a minute, from the
// clocks.
func Watch(ctx context.Context, tell func(Event)) { watch(ctx, tell) }

// locks joins what several voices say about one lock.
type locks struct {
	tell func(Event)

	mu    sync.Mutex
	voice map[string]bool // who says that the session is locked
}

// says takes what a voice says about the lock.
func (l *locks) says(voice string, locked bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	before := len(l.voice)
	if locked {
		if l.voice == nil {
			l.voice = map[string]bool{}
		}
		l.voice[voice] = true
	} else {
		delete(l.voice, voice)
	}
	switch after := len(l.voice); {
	case before == 0 && after > 0:
		l.tell(Locked)
	case before > 0 && after == 0:
		l.tell(Unlocked)
	}
}

// asked takes that somebody asked for the session to be locked or unlocked. What becomes
// of that is up to others: where no screen saver runs, nothing, and nobody says a word.
func (l *locks) asked(locked bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case len(l.voice) > 0: // they will say it themselves
	case locked:
		l.tell(Locked)
	default:
		l.tell(Unlocked)
	}
}

// happens takes any other event.
func (l *locks) happens(e Event) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.tell(e)
}

// forget drops voices that cannot be heard any more.
func (l *locks) forget(voices ...string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, v := range voices {
		delete(l.voice, v)
	}
}

// clockStep is how often [watchClock] looks.
const clockStep = 30 * time.Second

// watchClock tells Woke when the wall clock has run ahead of the clock that stands still
// while the computer sleeps. A wall clock that somebody sets forward looks the same.
func watchClock(ctx context.Context, clocks func() (wall time.Time, awake time.Duration), tell func(Event)) {
	lastWall, lastAwake := clocks()
	for wait(ctx, clockStep) {
		wall, awake := clocks()
		if wall.Sub(lastWall)-(awake-lastAwake) > clockStep/2 {
			tell(Woke)
		}
		lastWall, lastAwake = wall, awake
	}
}

// wait sleeps, and reports whether ctx let it.
func wait(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}
