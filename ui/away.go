package ui

import (
	"context"
	"fmt"
	"time"

	"lanyard/internal/secret"
)

// SessionEvent is what happens to the user's session on the desktop.
type SessionEvent int

// What can happen.
const (
	SessionLocked   SessionEvent = iota + 1 // the session is locked
	SessionSleeping                         // the computer is about to sleep
	SessionWoke                             // and has woken up
	SessionEnding                           // the user logs out
)

// away locks the window when nobody is at the computer, as far as the settings want it.
type away struct {
	after time.Duration      // that is watched for; 0: nothing is
	stop  context.CancelFunc // ends watching
}

// watchAway watches for as long as the settings say that nobody uses the computer. It
// begins anew when that, or the place of the keys, has changed.
func (w *Window) watchAway() {
	after := w.lockAfter()
	if w.set.IdleWatch == nil || after == w.away.after {
		return
	}
	if w.away.stop != nil {
		w.away.stop()
	}
	w.away = away{after: after}
	if after == 0 {
		return
	}
	var ctx context.Context
	ctx, w.away.stop = context.WithCancel(w.ctx)
	why := fmt.Sprintf(w.t.LockedIdle, w.t.InWords(after))
	go func() {
		// Where the desktop doesn't tell, the settings say so.
		_ = w.set.IdleWatch(ctx, after, func() {
			if ctx.Err() == nil {
				w.lockFromOutside(why)
			}
		})
	}()
}

// watchSession follows what happens to the session until the window ends.
func (w *Window) watchSession() {
	if w.set.SessionWatch == nil {
		return
	}
	go w.set.SessionWatch(w.ctx, func(e SessionEvent) {
		switch {
		case w.ctx.Err() != nil:
		case e == SessionLocked && w.withSession.Load():
			w.lockFromOutside(w.t.LockedSession)
		case e == SessionSleeping && w.withSession.Load():
			w.lockFromOutside(w.t.LockedSleep)
		case e == SessionWoke:
			w.do(w.lookAgain)
		case e == SessionEnding:
			w.do(w.Quit)
		}
	})
}

// lockFromOutside locks from another goroutine. When it returns, tokens are forgotten and
// our copy is off the clipboard; the screen follows at once.
func (w *Window) lockFromOutside(why string) {
	_ = w.set.Wallet.Lock(secret.Text{}) // what it lacks to be complete, the window asks for
	if w.set.Clipboard != nil {
		_ = w.set.Clipboard.Clear()
	}
	w.do(func() { w.lockNow(why) })
}
