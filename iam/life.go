package iam

import (
	"errors"
	"fmt"
	"net/http"
	"time"
)

// DeadUnder is the life that a token must have when it comes: with less it would end
// on its way to where it is used.
const DeadUnder = 30 * time.Second

// skewFloor is the difference of clocks that is not worth telling: HTTP dates have
// whole seconds, and answers take time.
const skewFloor = 5 * time.Second

// maxLife is the longest life in seconds that makes sense: a hundred years.
const maxLife = 100 * 365 * 24 * 3600

// account is what a server says of a token's times, by its own clock.
type account struct {
	now    time.Time     // its Date; zero without one
	issued time.Time     // iat
	ends   time.Time     // the earliest of exp and expiration, zero where none makes sense
	life   time.Duration // expires_in, from now on
	lives  bool          // whether there is an expires_in at all
}

func accountOf(a answer, claims Claims, object map[string]any) account {
	s := account{issued: claims.IssuedAt, ends: claims.ExpiresAt}
	s.now, _ = http.ParseTime(a.header.Get("Date"))
	if at, ok := unixTime(object["expiration"]); ok && (s.ends.IsZero() || at.Before(s.ends)) {
		s.ends = at
	}
	if n, ok := number(object["expires_in"]); ok && n > -maxLife && n < maxLife {
		s.life, s.lives = time.Duration(n*float64(time.Second)), true
	}
	return s
}

// left is how much life the server gives a token with its answer, false when it does
// not say. The shorter one counts where it says so twice: services look at the end in
// the token, whatever stood beside it. Our own clock plays no part, so one that is wrong
// makes no token look dead. An expires_in of nothing counts only where no end is named:
// some servers send 0 with tokens that live.
func (s account) left() (time.Duration, bool) {
	var ends time.Duration
	named := !s.ends.IsZero()
	switch {
	case !named:
	case !s.now.IsZero():
		ends = s.ends.Sub(s.now)
	case !s.issued.IsZero(): // no clock to compare with: it was made for us
		ends = s.ends.Sub(s.issued)
	default:
		named = false
	}
	switch {
	case !named:
		return s.life, s.lives
	case s.lives && s.life > 0:
		return min(ends, s.life), true
	}
	return ends, true
}

// ahead is how far the server's clock is ahead of ours, as far as the answer shows it.
// A token's iat helps only where it lies in the future: one from the past may have been
// kept by the server.
func (s account) ahead(a answer) time.Duration {
	if s.now.IsZero() {
		if !s.issued.IsZero() {
			return max(0, s.issued.Sub(a.received)).Truncate(time.Second)
		}
		return 0
	}
	// The server wrote its date between sending and receiving, rounded down.
	late, early := s.now.Sub(a.received), s.now.Add(time.Second).Sub(a.sent)
	switch {
	case late > 0:
		return late.Truncate(time.Second)
	case early < 0:
		return early.Truncate(time.Second)
	}
	return 0
}

// setTimes fills in when the token was issued and when it ends by our clock, and how
// far the server's is ahead.
func (t *Token) setTimes(a answer, s account) {
	ahead := s.ahead(a)
	if ahead.Abs() > skewFloor {
		t.Skew = ahead
	}
	t.IssuedAt = a.received.Truncate(time.Second)
	if !s.issued.IsZero() {
		t.IssuedAt = s.issued.Add(-ahead)
	}
	t.ExpiresAt = s.end(a.received, ahead)
	if s.now.IsZero() && !t.ExpiresAt.Equal(s.ends.Add(-ahead)) {
		t.IssuedAt = a.received.Truncate(time.Second) // by our clock, iat means nothing
	}
}

// end is when a token ends by our clock, zero when nobody says. With a Date it is
// counted from there. Without one the end that is named is good as long as our clock
// finds it possible; else our clock is wrong, and life counts from when the token came.
func (s account) end(received time.Time, ahead time.Duration) time.Time {
	left, told := s.left()
	ends := s.ends.Add(-ahead)
	rest := ends.Sub(received)
	switch {
	case s.ends.IsZero() && left <= 0:
		return time.Time{}
	case !s.now.IsZero() && (s.ends.IsZero() || s.life > 0 && s.now.Add(s.life).Before(s.ends)):
		return s.now.Add(s.life - ahead).Truncate(time.Second)
	case !s.now.IsZero(), !s.ends.IsZero() && rest >= DeadUnder && (!told || rest <= left+time.Second):
		return ends
	case told:
		return received.Add(left).Truncate(time.Second)
	}
	return time.Time{}
}

// dead says how a token is dead on arrival, nil for one that is not, or of whose life
// the server says nothing.
func (s account) dead() error {
	left, told := s.left()
	switch {
	case !told || left >= DeadUnder:
		return nil
	case left <= 0 && !s.ends.IsZero() && !s.now.IsZero():
		return fmt.Errorf("its life ended at %s, and the server's clock shows %s", s.ends.Format(time.RFC3339), s.now.UTC().Format(time.RFC3339))
	case left <= 0:
		return errors.New("the server says that its life is over")
	}
	return fmt.Errorf("the server gives it %s to live", left.Round(time.Second))
}
