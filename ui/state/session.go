package state

import (
	"context"
	"errors"
	"time"

	"lanyard/internal/explain"
	"lanyard/internal/profile"
	"lanyard/internal/wallet"
	"lanyard/ui/text"
)

// session is what the window knows of one profile beyond its record: a sign-in under
// way, the last failure, a question that waits for an answer. It is gone when the
// program ends.
type session struct {
	cancel    context.CancelFunc // ends the sign-in under way; nil: none
	copyAfter bool               // copy the token once it is there
	copyForm  TokenForm          // in which form then
	failure   *explain.Failure
	unbound   *wallet.UnboundError // the profile's key was saved for another place
	askKey    KeyForm              // the question before the key is copied is open
	used      time.Time            // the end of the token that was copied, viewed or handed out last
	warned    time.Time            // the end of the token that the user was warned of last
	shown     time.Time            // until when the token is shown in clear; zero: masked

	retry    *retryWait        // the wait before another try; nil: none
	test     *TestRun          // nil: none was made, or what it showed is not true any more
	chain    *chainLook        // the server's certificates, for a decision; nil: closed
	saving   *SaveQuestion     // where to save certificates; nil: closed
	savingCA *SaveQuestion     // where to save CA certificates for code; nil: closed
	identity *IdentityQuestion // the question for a cluster's identity service; nil: closed
	about    *keyAbout         // what IBM Cloud tells of the key; nil: not asked
	code     *codeQuestion     // the question for a one-time code; nil: closed
	ended    string            // why the session that a code opened is over; "" where it isn't
	renewing bool              // the failure is that of a renewal by itself
}

func (s *session) busy() bool { return s.cancel != nil }

// mask hides what was asked for or shown in clear.
func (s *session) mask() {
	s.shown = time.Time{}
	s.askKey, s.savingCA = NoKey, nil
}

// session gives what is known of a profile, making it when nothing is.
func (m *Model) session(id string) *session {
	s := m.sessions[id]
	if s == nil {
		s = &session{}
		m.sessions[id] = s
	}
	return s
}

// forgetSession ends what is under way for a profile and forgets what is known of it.
func (m *Model) forgetSession(id string) {
	if s := m.sessions[id]; s != nil {
		s.end()
		delete(m.sessions, id)
	}
}

// Fail takes that something failed for a profile.
func (m *Model) Fail(id string, err error) {
	m.session(id).fail(err)
	m.changed(All)
}

// Asks takes an error for the question to the user that it amounts to, and reports whether
// it is one.
func (m *Model) Asks(id string, err error) bool { return m.session(id).asks(err) }

// Settle forgets a profile's failure, after it was changed.
func (m *Model) Settle(id string) {
	if s := m.sessions[id]; s != nil {
		s.settle()
	}
}

// UsedUntil is the end of the profile's token that was used last in this window; zero:
// none was.
func (m *Model) UsedUntil(id string) time.Time {
	if s := m.sessions[id]; s != nil {
		return s.used
	}
	return time.Time{}
}

// fail records a failure, or the question it amounts to.
func (s *session) fail(err error) {
	s.failure, s.unbound = nil, nil
	s.ended = sessionEnded(err)
	if s.test != nil && s.test.ended {
		s.test = nil // this is newer
	}
	if errors.As(err, &s.unbound) {
		return
	}
	f := explain.Explain(err)
	s.failure = &f
}

// asks takes an error for the question that it amounts to, and reports whether it is one.
func (s *session) asks(err error) bool {
	if _, ok := errors.AsType[*wallet.UnboundError](err); !ok {
		return false
	}
	s.fail(err)
	return true
}

func (s *session) settle() {
	s.failure, s.unbound, s.retry, s.renewing, s.ended = nil, nil, nil, false, ""
}

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
	s.code.end()
}

// RingState is what a ring beside a profile shows of its token.
type RingState int

// The states.
const (
	RingNone    RingState = iota // no token
	RingFresh                    // alive
	RingSoon                     // alive, to be renewed
	RingDead                     // over
	RingUnknown                  // alive, its end is unknown
	RingBusy                     // one is fetched
	RingFailed                   // none could be had
)

// RingOf is the state of a token in a zone of its life.
func RingOf(z wallet.Zone) RingState {
	switch z {
	case wallet.Fresh:
		return RingFresh
	case wallet.RenewSoon:
		return RingSoon
	case wallet.Dead:
		return RingDead
	}
	return RingUnknown
}

// ringFor is what a profile's ring shows, and the share of the life that is left.
func (m *Model) ringFor(p profile.Profile) (RingState, float64) {
	s := m.sessions[p.ID]
	if s != nil && s.busy() {
		return RingBusy, 0
	}
	t, has := m.token(p)
	if has {
		l := lifeOf(t, m.now())
		if l.zone != wallet.Dead || s == nil || s.failure == nil {
			return RingOf(l.zone), l.share
		}
	}
	if s != nil && s.code != nil {
		return RingNone, 0
	}
	if s != nil && (s.failure != nil || s.unbound != nil || s.foundBad() && s.test.current(m.lastChange(p))) {
		return RingFailed, 0
	}
	if r, ok := m.result(&p); ok && r.Failed() && !isPlaceCheck(r.Check) && (s == nil || s.test == nil) {
		return RingFailed, 0
	}
	return RingNone, 0
}

func stateWords(t *text.Texts, s RingState) string {
	switch s {
	case RingFresh:
		return t.StateFresh
	case RingSoon:
		return t.StateSoon
	case RingDead:
		return t.StateDead
	case RingUnknown:
		return t.StateUnknown
	case RingBusy:
		return t.StateBusy
	case RingFailed:
		return t.StateFailed
	}
	return t.StateNone
}
