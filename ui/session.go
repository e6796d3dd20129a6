package ui

import (
	"context"
	"errors"
	"time"

	"lanyard/internal/explain"
	"lanyard/internal/profile"
	"lanyard/internal/wallet"

	"lanyard/ui/kit"
	"lanyard/ui/text"
)

// session is what the window knows of one profile beyond its record: a sign-in under
// way, the last failure, a question that waits for an answer. It is gone when the
// program ends.
type session struct {
	cancel    context.CancelFunc // ends the sign-in under way; nil: none
	copyAfter bool               // copy the token once it is there
	failure   *explain.Failure
	unbound   *wallet.UnboundError // the profile's key was saved for another place
	askKey    bool                 // the question before the key is copied is open
	used      time.Time            // the end of the token that was copied, viewed or handed out last
	warned    time.Time            // the end of the token that the user was warned of last
	shown     time.Time            // until when the token is shown in clear; zero: masked

	retry    *retryWait   // the wait before another try; nil: none
	test     *testRun     // nil: none was made, or what it showed is not true any more
	chain    *chainLook   // the server's certificates, for a decision; nil: closed
	saving   *saveAsk     // where to save certificates; nil: closed
	identity *identityAsk // the question for a cluster's identity service; nil: closed
	about    *keyAbout    // what IBM Cloud tells of the key; nil: not asked
	askZen   bool         // the question before the key is copied as a header is open
	renewing bool         // the failure is that of a renewal by itself
}

func (s *session) busy() bool { return s.cancel != nil }

// session gives what is known of a profile, making it when nothing is.
func (w *Window) session(id string) *session {
	s := w.sessions[id]
	if s == nil {
		s = &session{}
		w.sessions[id] = s
	}
	return s
}

// fail records a failure, or the question it amounts to.
func (s *session) fail(err error) {
	s.failure, s.unbound = nil, nil
	if s.test != nil && s.test.ended {
		s.test = nil // this is newer
	}
	if errors.As(err, &s.unbound) {
		return
	}
	f := explain.Explain(err)
	s.failure = &f
}

// askWords takes an error for the question that it amounts to, and reports whether it is one.
func (s *session) asks(err error) bool {
	if _, ok := errors.AsType[*wallet.UnboundError](err); !ok {
		return false
	}
	s.fail(err)
	return true
}

func (s *session) settle() { s.failure, s.unbound, s.retry, s.renewing = nil, nil, nil, false }

// end stops whatever is under way for the profile.
func (s *session) end() {
	if s.cancel != nil {
		s.cancel()
	}
	if s.testing() {
		s.test.cancel()
	}
	if s.chain != nil {
		s.chain.cancel()
	}
	if s.about != nil {
		s.about.cancel()
	}
}

// ringFor is what a profile's ring shows.
func (w *Window) ringFor(p profile.Profile) (kit.RingState, float64) {
	s := w.sessions[p.ID]
	if s != nil && s.busy() {
		return kit.RingBusy, 0
	}
	t, has := w.token(p)
	if has {
		l := lifeOf(t, w.now())
		if l.zone != wallet.Dead || s == nil || s.failure == nil {
			return ringOf(l.zone), l.share
		}
	}
	if s != nil && (s.failure != nil || s.unbound != nil || s.foundBad() && s.test.current(w.lastChange(p))) {
		return kit.RingFailed, 0
	}
	return kit.RingNone, 0
}

// token is the profile's token in memory.
func (w *Window) token(p profile.Profile) (wallet.Token, bool) {
	if w.locked {
		return wallet.Token{}, false
	}
	return w.set.Wallet.Cached(p)
}

func stateWords(t *text.Texts, s kit.RingState) string {
	switch s {
	case kit.RingFresh:
		return t.StateFresh
	case kit.RingSoon:
		return t.StateSoon
	case kit.RingDead:
		return t.StateDead
	case kit.RingUnknown:
		return t.StateUnknown
	case kit.RingBusy:
		return t.StateBusy
	case kit.RingFailed:
		return t.StateFailed
	}
	return t.StateNone
}

func ringOf(z wallet.Zone) kit.RingState {
	switch z {
	case wallet.Fresh:
		return kit.RingFresh
	case wallet.RenewSoon:
		return kit.RingSoon
	case wallet.Dead:
		return kit.RingDead
	}
	return kit.RingUnknown
}
