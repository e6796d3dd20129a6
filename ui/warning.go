package ui

import (
	"fmt"
	"time"

	"lanyard/internal/wallet"
)

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
func (w *Window) unwarned(id string, s *session) (wallet.Token, bool) {
	p := w.profile(id)
	if p == nil || !w.settings.Notify || s.used.IsZero() {
		return wallet.Token{}, false
	}
	if p.AutoRenew && !s.renewing { // it will not end, or a failure will be told first
		return wallet.Token{}, false
	}
	t, ok := w.token(*p)
	return t, ok && !t.ExpiresAt.IsZero() && s.used.Equal(t.ExpiresAt) && !s.warned.Equal(t.ExpiresAt)
}

// nextWarning is when the next token in use is about to end; 0: none is in use.
func (w *Window) nextWarning(now time.Time) time.Duration {
	var next soonest
	for id, s := range w.sessions {
		if t, ok := w.unwarned(id, s); ok {
			if left := wallet.Remaining(t, now); left > 0 {
				next.at(max(time.Millisecond, left-warnLead(t)))
			}
		}
	}
	return time.Duration(next)
}

// warn tells on the desktop of tokens in use that are about to end, unless one looks at
// them. It names the profile and no more.
func (w *Window) warn(now time.Time) {
	for id, s := range w.sessions {
		t, ok := w.unwarned(id, s)
		left := wallet.Remaining(t, now)
		if !ok || left > warnLead(t) {
			continue
		}
		s.warned = t.ExpiresAt
		if left == 0 || w.front.Load() && !w.hidden && id == w.chosen {
			continue
		}
		title := fmt.Sprintf(w.t.EndsSoon, w.label(w.profile(id)), w.t.InWords(left))
		go w.notify(title, w.t.EndsSoonHow, func() { w.openAt(id) })
	}
}

// openAt comes to the front at a profile, as far as nothing else is going on.
func (w *Window) openAt(id string) {
	w.comeUp()
	if w.free() && w.profile(id) != nil {
		w.clearSearch()
		w.choose(id)
		w.panes.showDetail(true, false)
	}
}
