package wallet

import (
	"errors"
	"time"

	"lanyard/iam"
)

// How long a server that gave a token which was dead on arrival is left alone.
const (
	staleFirst = 5 * time.Second // after the first one; Fresh waits no longer than that
	staleLast  = time.Minute     // the wait doubles up to here
)

// stale remembers that a server gave a token that was dead on arrival. Asking again at
// once would bring another of its kind, so the failure stands for a while. The zero
// value remembers nothing.
type stale struct {
	err  error
	at   time.Time
	wait time.Duration
}

// note takes in how an exchange ended.
func (s *stale) note(err error, now time.Time) {
	switch {
	case err == nil:
		*s = stale{}
	case isStale(err):
		*s = stale{err: err, at: now.Round(0), wait: min(max(2*s.wait, staleFirst), staleLast)}
	default: // how long to wait next time is still known
		s.err = nil
	}
}

// again gives the failure that still stands, nil where an exchange is to be tried.
func (s *stale) again(now time.Time, fresh bool) error {
	wait := s.wait
	if fresh {
		wait = min(wait, staleFirst)
	}
	if age := now.Round(0).Sub(s.at); age < 0 || age >= wait {
		return nil
	}
	return s.err
}

// isStale reports whether a failure is a token that was dead on arrival.
func isStale(err error) bool {
	e, ok := errors.AsType[*iam.Error](err)
	return ok && e.Reason == iam.ReasonDeadToken
}
