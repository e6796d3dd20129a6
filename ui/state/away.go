package state

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"lanyard/internal/secret"
	"lanyard/internal/settings"
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

// newsTo is what other goroutines have to know of the settings.
type newsTo struct {
	withSession atomic.Bool            // the settings want it locked with the session
	commands    atomic.Pointer[string] // and which commands get tokens
}

func (n *newsTo) tell(s settings.Settings) {
	n.withSession.Store(s.LockWithSession)
	n.commands.Store(&s.Commands)
}

// watchAway watches for as long as the settings say that nobody uses the computer. It
// begins anew when that, or the place of the keys, has changed.
func (m *Model) watchAway() {
	after := m.LockAfter()
	if m.set.IdleWatch == nil || after == m.away.after {
		return
	}
	if m.away.stop != nil {
		m.away.stop()
	}
	m.away = away{after: after}
	if after == 0 {
		return
	}
	var ctx context.Context
	ctx, m.away.stop = context.WithCancel(m.ctx)
	why := fmt.Sprintf(m.t.LockedIdle, m.t.InWords(after))
	go func() {
		// Where the desktop doesn't tell, the settings say so.
		_ = m.set.IdleWatch(ctx, after, func() {
			if ctx.Err() == nil {
				m.LockNow(why)
			}
		})
	}()
}

// watchSession follows what happens to the session until the window ends.
func (m *Model) watchSession() {
	if m.set.SessionWatch == nil {
		return
	}
	go m.set.SessionWatch(m.ctx, func(e SessionEvent) {
		switch {
		case m.ctx.Err() != nil:
		case e == SessionLocked && m.news.withSession.Load():
			m.LockNow(m.t.LockedSession)
		case e == SessionSleeping && m.news.withSession.Load():
			m.LockNow(m.t.LockedSleep)
		case e == SessionWoke:
			m.do(m.Wake)
		case e == SessionEnding:
			m.do(func() { m.changed(LoggedOut) })
		}
	})
}

// LockNow locks from another goroutine. When it returns, tokens are forgotten and
// our copy is off the clipboard; the screen follows at once.
func (m *Model) LockNow(why string) {
	_ = m.set.Wallet.Lock(secret.Text{}) // what it lacks to be complete, the window asks for
	if m.set.Clipboard != nil {
		_ = m.set.Clipboard.Clear()
	}
	m.do(func() { m.Lock(why) })
}
