package wallet

import (
	"context"
	"errors"
	"strings"
	"sync"
	"time"

	"lanyard/iam"
	"lanyard/internal/profile"
	"lanyard/internal/secret"
)

// sessionAt is where a session may go: to the place where its code was given, reached in
// the same way. All profiles that sign in there share it.
type sessionAt struct {
	bound     profile.Bound
	signInURL string
}

func sessionOf(p profile.Profile) sessionAt {
	at := sessionAt{bound: p.Bound()}
	at.signInURL, _ = p.SignInURL() // a profile without one fails before
	return at
}

// sessions are what one-time codes have opened: in memory alone, and forgotten by the
// lock. The zero value is ready.
type sessions struct {
	mu     sync.Mutex // guards everything here and in each session
	live   map[sessionAt]*session
	over   map[sessionAt]error // why the last one ended
	closed bool                // between Lock and unlocking
	all    bool                // keep all of them from ending
}

// session is a sign-in that goes on until it is ended. Its refresh token is good once, so
// one exchange has the turn at a time, and none ends before its answer is in.
type session struct {
	turn chan struct{} // full while nobody exchanges
	life context.Context
	end  context.CancelFunc

	refresh  secret.Text // empty: the server gave none
	id       secret.Text
	first    *Token    // what the code gave, until it is used
	home     string    // the account of that token, "" when it named none
	person   string    // whose session it is, as the token says
	accounts []Account // nil: not known
	ends     time.Time // in any case; zero: unknown
	idle     time.Time // unless it is used before; zero: unknown
	renewed  time.Time // when the refresh token was replaced
	used     time.Time // when the server last heard of it
	lives    time.Duration
	again    time.Time // when it is kept next, after a failure
	mute     bool      // the server knows no call that keeps it
}

// errNoSession is the failure of whoever needs one where there is none.
func (ss *sessions) errNoSession(at sessionAt) error {
	e := &iam.Error{Check: iam.CheckSignIn, Reason: iam.ReasonNeedsCode, Kind: at.bound.Kind}
	if why := ss.over[at]; why != nil {
		e.Err = why
	}
	return e
}

// find gives the session of a place.
func (ss *sessions) find(at sessionAt) (*session, error) {
	ss.mu.Lock()
	defer ss.mu.Unlock()
	switch s := ss.live[at]; {
	case ss.closed:
		return nil, ErrLocked
	case s == nil:
		return nil, ss.errNoSession(at)
	default:
		return s, nil
	}
}

// put keeps a session that a code has opened, in place of the one before.
func (ss *sessions) put(at sessionAt, got iam.Session, now time.Time) error {
	ss.mu.Lock()
	defer ss.mu.Unlock()
	if ss.closed {
		return ErrLocked
	}
	ss.drop(at, nil)
	s := &session{turn: make(chan struct{}, 1), id: got.ID, home: got.Token.Claims.AccountID, person: personOf(got.Token.Claims)}
	s.life, s.end = context.WithCancel(context.Background())
	s.turn <- struct{}{}
	if !got.Token.Access.Empty() {
		first := got.Token
		s.first = &first
	}
	s.take(got, now)
	if ss.live == nil {
		ss.live, ss.over = map[sessionAt]*session{}, map[sessionAt]error{}
	}
	ss.live[at] = s
	return nil
}

// personOf says whose token it is.
func personOf(c iam.Claims) string {
	for _, name := range []string{c.Email, c.Name, c.Subject} {
		if name != "" {
			return iam.Clean(name)
		}
	}
	return ""
}

// take takes in what an exchange gave. The caller holds mu, or nobody else has s yet.
func (s *session) take(got iam.Session, now time.Time) {
	s.renewed, s.used = now.Round(0), now.Round(0)
	if !got.Refresh.Empty() {
		s.refresh = got.Refresh
	}
	if !got.ID.Empty() {
		s.id = got.ID
	}
	if !got.Ends.IsZero() {
		s.ends = got.Ends
	}
	if !got.Idle.IsZero() {
		s.idle = got.Idle
	}
	if t := got.Token; !t.ExpiresAt.IsZero() {
		s.lives = t.ExpiresAt.Sub(now)
	}
}

// drop forgets the session of a place and ends what it has under way. The caller holds mu.
func (ss *sessions) drop(at sessionAt, why error) {
	if s := ss.live[at]; s != nil {
		s.end()
		delete(ss.live, at)
	}
	if ss.over != nil {
		ss.over[at] = why
	}
}

// setClosed forgets all sessions and takes none in, or ends that.
func (ss *sessions) setClosed(closed bool) {
	ss.mu.Lock()
	defer ss.mu.Unlock()
	if ss.closed = closed; closed {
		for at := range ss.live {
			ss.drop(at, nil)
		}
		ss.live, ss.over = nil, nil
	}
}

// renewal exchanges a refresh token for a session's next token, for an account.
type renewal func(ctx context.Context, refresh secret.Text, account string) (iam.Session, error)

// token gives a new token for an account, "" for the session's own. Whoever stops waiting
// for it ends nothing: the answer has the only refresh token that is still good.
func (ss *sessions) token(ctx context.Context, at sessionAt, account string, renew renewal, now func() time.Time) (Token, error) {
	s, err := ss.find(at)
	if err != nil {
		return Token{}, err
	}
	select {
	case <-s.turn:
	case <-s.life.Done():
		_, err := ss.find(at)
		return Token{}, errors.Join(err, s.life.Err())
	case <-ctx.Done():
		return Token{}, ctx.Err()
	}
	refresh, account, first, err := ss.begin(at, s, account, now())
	if first != nil || err != nil {
		s.turn <- struct{}{}
		if err != nil {
			return Token{}, err
		}
		return *first, nil
	}
	return detached(ctx, s, func(ctx context.Context) (Token, error) {
		got, err := renew(ctx, refresh, account)
		ss.after(at, s, got, err, now())
		return got.Token, err
	})
}

// detached does what has a session's turn to its end, whoever waits for it.
func detached[T any](ctx context.Context, s *session, work func(context.Context) (T, error)) (T, error) {
	type outcome struct {
		value T
		err   error
	}
	done := make(chan outcome, 1)
	go func() {
		ctx, cancel := context.WithTimeout(s.life, exchangeTime)
		defer cancel()
		v, err := work(ctx)
		s.turn <- struct{}{}
		done <- outcome{v, err}
	}()
	select {
	case o := <-done:
		return o.value, o.err
	case <-ctx.Done():
		var none T
		return none, ctx.Err()
	}
}

// begin gives what the next exchange is made with, or the token that the code gave where
// nobody had it yet. The caller has the turn.
func (ss *sessions) begin(at sessionAt, s *session, account string, now time.Time) (refresh secret.Text, of string, first *Token, err error) {
	ss.mu.Lock()
	defer ss.mu.Unlock()
	if ss.live[at] != s {
		return secret.Text{}, "", nil, ss.errNoSession(at)
	}
	if account == "" {
		account = s.home
	}
	if s.first != nil && account == s.home && (ZoneOf(*s.first, now) == Fresh || s.refresh.Empty() && ZoneOf(*s.first, now) != Dead) {
		first = s.first
		if !s.refresh.Empty() {
			s.first = nil
		}
		return secret.Text{}, "", first, nil
	}
	if s.refresh.Empty() {
		ss.drop(at, errors.New("the server gave nothing to renew the last session with"))
		return secret.Text{}, "", nil, ss.errNoSession(at)
	}
	return s.refresh, account, nil, nil
}

// after takes in how an exchange ended. Only the server ends a session: what went wrong on
// the way leaves it as it is.
func (ss *sessions) after(at sessionAt, s *session, got iam.Session, err error, now time.Time) {
	ss.mu.Lock()
	defer ss.mu.Unlock()
	switch {
	case ss.live[at] != s: // it was forgotten meanwhile
	case isSessionEnd(err):
		ss.drop(at, endError(err))
	case err == nil || !got.Refresh.Empty():
		s.take(got, now)
	}
}

// isSessionEnd reports whether a failure says that a session is over.
func isSessionEnd(err error) bool {
	e, ok := errors.AsType[*iam.Error](err)
	return ok && e.Reason == iam.ReasonSessionEnded
}

// endError says in a few words how a session ended.
func endError(err error) error {
	e, ok := errors.AsType[*iam.Error](err)
	switch {
	case ok && strings.EqualFold(e.Code, "BXNIM0439E"):
		return errors.New("the last session was not used for too long")
	case ok && strings.EqualFold(e.Code, "BXNIM0408E"):
		return errors.New("the last session came to the end of its time")
	}
	return errors.New("the last session was ended")
}
