package wallet

import (
	"context"
	"time"

	"lanyard/internal/profile"
)

// The times of keeping a session. An account may end one that was idle for 15 minutes, and
// make refresh tokens that live no longer.
const (
	keepEvery  = 10 * time.Minute // the server hears of a session at least so often
	keepShare  = 0.5              // of what is left until it ends for being idle, where that is known
	keepAnew   = 0.8              // of a token's life, after which the refresh token is replaced
	keepAtMost = 30 * time.Minute // or after so long
)

// KeepSessions makes [Wallet.Renew] keep every session from ending while it is idle, not
// only those of profiles that renew their tokens by themselves.
func (w *Wallet) KeepSessions() {
	w.sessions.mu.Lock()
	defer w.sessions.mu.Unlock()
	w.sessions.all = true
}

// none reports whether no session lives.
func (ss *sessions) none() bool {
	ss.mu.Lock()
	defer ss.mu.Unlock()
	return len(ss.live) == 0
}

// chore is what a session needs.
type chore int

// The chores.
const (
	choreNone  chore = iota
	choreWord        // the server is told that the session is in use
	choreRenew       // the refresh token is replaced
)

// due says what a session needs now, or how long it can wait.
func (s *session) due(now time.Time) (chore, time.Duration) {
	now = now.Round(0)
	every := keepEvery
	if left := s.idle.Sub(s.used); !s.idle.IsZero() && left > 0 {
		every = min(every, time.Duration(keepShare*float64(left)))
	}
	after := keepAtMost
	if s.lives > 0 {
		after = min(after, time.Duration(keepAnew*float64(s.lives)))
	}
	if s.mute || s.id.Empty() {
		after = min(after, every)
		every = keepAtMost
	}
	toRenew, toTell, toTry := after-now.Sub(s.renewed), every-now.Sub(s.used), s.again.Sub(now)
	switch {
	case toTry > 0:
		return choreNone, toTry
	case toRenew <= 0 && !s.refresh.Empty():
		return choreRenew, 0
	case toTell <= 0 && !s.mute && !s.id.Empty():
		return choreWord, 0
	}
	return choreNone, max(0, min(toRenew, toTell))
}

// keepDue keeps the sessions that are wanted from ending, and tells how long it can sleep.
func (w *Wallet) keepDue(ctx context.Context, list []profile.Profile) time.Duration {
	pause := renewLook
	done := map[sessionAt]bool{}
	for _, p := range list {
		if !p.ByCode() || ctx.Err() != nil {
			continue
		}
		at := sessionOf(p)
		w.sessions.mu.Lock()
		s, wanted := w.sessions.live[at], w.sessions.all || p.AutoRenew
		if s == nil || !wanted || done[at] {
			w.sessions.mu.Unlock()
			continue
		}
		todo, wait := s.due(w.now())
		w.sessions.mu.Unlock()
		done[at] = true
		if todo != choreNone {
			w.keepOne(ctx, p, s, todo)
		}
		pause = min(pause, wait)
	}
	return max(pause, time.Second)
}

// keepOne keeps one session. A profile that was changed by hand does nothing for it.
func (w *Wallet) keepOne(ctx context.Context, p profile.Profile, s *session, todo chore) {
	at := sessionOf(p)
	c, err := w.credential(ctx, p)
	switch {
	case err != nil:
	case todo == choreRenew:
		_, err = w.sessions.token(ctx, at, "", w.renewal(c), w.now)
	default:
		err = w.signIn.KeepSession(ctx, c, s.id)
	}
	w.sessions.mu.Lock()
	defer w.sessions.mu.Unlock()
	now := w.now().Round(0)
	switch {
	case w.sessions.live[at] != s:
	case isSessionEnd(err):
		w.sessions.drop(at, endError(err))
	case err != nil:
		s.again = now.Add(renewPause)
		s.mute = s.mute || todo == choreWord && refused(err) // it knows no such call, so tokens are renewed more often
	case todo == choreWord:
		s.idle, s.used = s.idle.Add(now.Sub(s.used)), now
	}
}
