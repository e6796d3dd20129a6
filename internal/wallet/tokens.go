package wallet

import (
	"cmp"
	"context"
	"sync"
	"time"

	"lanyard/iam"
	"lanyard/internal/profile"
)

// The limits of a token's zones, and how long a token whose lifetime nobody told is
// kept before it is fetched anew.
const (
	DeadUnder    = iam.DeadUnder
	SoonShare    = 0.2 // of its life
	unknownKept  = 10 * time.Minute
	exchangeTime = 2 * time.Minute // above every limit of an exchange with its retries and a keyring prompt's answer
)

// Zone is how much life a token has left.
type Zone int

// The zones.
const (
	Fresh     Zone = iota
	RenewSoon      // less than SoonShare of its life
	Dead           // under DeadUnder: never copied, fetched anew first
	Unknown        // the server told no lifetime
)

// Remaining is how long a token lives from now on by the wall clock, 0 when it is
// over or unknown. The monotonic clock may stand still while a machine sleeps, so it
// plays no part.
func Remaining(t Token, now time.Time) time.Duration {
	if t.ExpiresAt.IsZero() {
		return 0
	}
	return max(0, t.ExpiresAt.Round(0).Sub(now.Round(0)))
}

// ZoneOf tells how much life a token has left.
func ZoneOf(t Token, now time.Time) Zone {
	left := Remaining(t, now)
	switch {
	case t.ExpiresAt.IsZero():
		return Unknown
	case left < DeadUnder:
		return Dead
	case !t.IssuedAt.IsZero() && float64(left) < SoonShare*float64(t.ExpiresAt.Sub(t.IssuedAt)):
		return RenewSoon
	}
	return Fresh
}

// Token gives a live token for a profile: the one in memory, or a new one when there
// is none or it is dead. However many ask at once for profiles that sign in alike,
// there is one exchange, and one failure for all when it fails. After a token that was
// dead on arrival, the failure is given again for a while, without an exchange.
func (w *Wallet) Token(ctx context.Context, id string) (Token, error) {
	p, err := w.get(ctx, id)
	if err != nil {
		return Token{}, err
	}
	return w.ofAgreed(ctx, p, "", false)
}

// Fresh makes a new exchange whatever is in memory, or joins one that is under way; only
// for the shortest while after a dead token there is none. When it fails, a live token
// stays in memory.
func (w *Wallet) Fresh(ctx context.Context, id string) (Token, error) {
	return w.fresh(ctx, id, "")
}

func (w *Wallet) fresh(ctx context.Context, id, detail string) (Token, error) {
	p, err := w.get(ctx, id)
	if err != nil {
		return Token{}, err
	}
	return w.ofAgreed(ctx, p, detail, true)
}

// ofAgreed gives a token for a profile that is what the user agreed to. A token that
// another profile's exchange brought, or that lay in memory, is one for this profile only
// then: it goes where this profile says.
func (w *Wallet) ofAgreed(ctx context.Context, p profile.Profile, detail string, fresh bool) (Token, error) {
	id := identityOf(p)
	if !fresh {
		w.recall(ctx, p, id)
	}
	t, err := w.tokens.get(ctx, id, w.exchange(p, detail), w.now, fresh)
	if err == nil || isStale(err) { // what was found out for another profile, perhaps
		err = cmp.Or(w.checkAgreed(ctx, p), err)
	}
	if err != nil {
		return Token{}, err
	}
	return t, nil
}

// Cached gives the token in memory for a profile, dead or alive, without any I/O.
func (w *Wallet) Cached(p profile.Profile) (Token, bool) {
	return w.tokens.peek(identityOf(p))
}

// Forget drops all tokens and stops the exchanges under way.
func (w *Wallet) Forget() {
	w.tokens.forgetAll()
	w.remote.forgetAll()
}

// exchange is a sign-in; detail is what the journal says of one that went well.
func (w *Wallet) exchange(p profile.Profile, detail string) func(context.Context) (Token, error) {
	return func(ctx context.Context) (Token, error) {
		t, err := w.signInTo(ctx, p)
		w.noteExchange(p, detail, err)
		return t, err
	}
}

func (w *Wallet) signInTo(ctx context.Context, p profile.Profile) (Token, error) {
	c, err := w.credential(ctx, p)
	if err != nil {
		return Token{}, err
	}
	c, t, err := w.signInWith(ctx, c)
	if s, ok := w.SessionOf(p); ok && err == nil {
		t.SessionEnds = s.Ends
	}
	if err == nil && w.watch != nil {
		go w.watch(context.WithoutCancel(ctx), c, t)
	}
	return t, err
}

// UseWatch has watch called, on a goroutine of its own, with each credential that has just
// signed in and its token, such as to ask about its key while there is a token anyway. It
// is for programs that stay.
func (w *Wallet) UseWatch(watch func(context.Context, iam.Credential, Token)) { w.watch = watch }

// identity is all that decides which token an exchange gives. Profiles with the same
// identity share a token.
type identity struct {
	keyID, proxyKeyID string
	bound             profile.Bound
	signInURL         string
	account           string
	trusted           profile.TrustedProfile
	code              bool // it is of a session
}

// at is where the identity's session may go.
func (id identity) at() sessionAt { return sessionAt{id.bound, id.signInURL} }

func identityOf(p profile.Profile) identity {
	id := identity{keyID: p.KeyID, proxyKeyID: p.ProxyKeyID, bound: p.Bound(), account: p.AccountID}
	id.signInURL, _ = p.SignInURL() // a profile without one fails in its exchange
	if p.ByCode() {
		id.keyID, id.code = "", true
	}
	if p.TrustedProfile != nil {
		id.trusted = *p.TrustedProfile
	}
	return id
}

// tokens keeps tokens by identity, with at most one exchange under way for each. The
// zero value is ready.
type tokens struct {
	mu     sync.Mutex // guards slots and everything in them
	slots  map[identity]*slot
	closed bool // between Lock and unlocking: there are no tokens, and none come in

	ended func(id identity, is stale) // is called after each exchange; may be nil
}

type slot struct {
	token   Token
	fetched time.Time // zero: no token yet
	flight  *flight
	stale   stale
}

// flight is an exchange under way. It ends early when nobody waits for it any more.
type flight struct {
	waiting int
	cancel  context.CancelFunc
	done    chan struct{} // closed after token, err and dropped are set
	token   Token
	err     error
	dropped bool // the wallet was locked meanwhile: nobody gets the token
}

// none reports whether there is no token at all.
func (ts *tokens) none() bool {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	for _, s := range ts.slots {
		if !s.fetched.IsZero() {
			return false
		}
	}
	return true
}

func (ts *tokens) peek(id identity) (Token, bool) {
	t, _, ok := ts.held(id)
	return t, ok
}

// held gives the token in memory with the time at which it came.
func (ts *tokens) held(id identity) (t Token, fetched time.Time, ok bool) {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	if s := ts.slots[id]; s != nil && !s.fetched.IsZero() {
		return s.token, s.fetched, true
	}
	return Token{}, time.Time{}, false
}

// put keeps a token that was fetched in some other way.
func (ts *tokens) put(id identity, t Token, now time.Time) {
	if ts.ended != nil {
		ts.ended(id, stale{})
	}
	ts.mu.Lock()
	defer ts.mu.Unlock()
	if ts.closed {
		return
	}
	s := ts.slot(id)
	s.token, s.fetched = t, now.Round(0)
	s.stale = stale{}
}

// knows reports whether anything was found out about an identity here.
func (ts *tokens) knows(id identity) bool {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	return ts.slots[id] != nil
}

// recall takes over what another program found out about an identity.
func (ts *tokens) recall(id identity, s stale) {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	if !ts.closed && ts.slots[id] == nil {
		ts.slot(id).stale = s
	}
}

// slot finds or makes the slot of an identity. The caller holds mu.
func (ts *tokens) slot(id identity) *slot {
	if ts.slots == nil {
		ts.slots = map[identity]*slot{}
	}
	s := ts.slots[id]
	if s == nil {
		s = &slot{}
		ts.slots[id] = s
	}
	return s
}

// get gives the live token, or joins the exchange under way, or starts one.
func (ts *tokens) get(ctx context.Context, id identity, exchange func(context.Context) (Token, error), now func() time.Time, fresh bool) (Token, error) {
	if err := ctx.Err(); err != nil {
		return Token{}, err
	}
	ts.mu.Lock()
	if ts.closed {
		defer ts.mu.Unlock()
		return Token{}, ErrLocked
	}
	s := ts.slot(id)
	if !fresh && s.live(now()) {
		defer ts.mu.Unlock()
		return s.token, nil
	}
	if err := s.stale.again(now(), fresh); err != nil {
		defer ts.mu.Unlock()
		return Token{}, err
	}
	f := s.flight
	if f == nil {
		f = ts.start(ctx, id, s, exchange, now)
	}
	f.waiting++
	ts.mu.Unlock()

	select {
	case <-f.done:
		if f.dropped {
			return Token{}, ErrLocked
		}
		return f.token, f.err
	case <-ctx.Done():
		ts.leave(s, f)
		return Token{}, ctx.Err()
	}
}

// start begins an exchange that outlives the caller who asked first, as long as
// anybody waits for it. The caller holds mu.
func (ts *tokens) start(ctx context.Context, id identity, s *slot, exchange func(context.Context) (Token, error), now func() time.Time) *flight {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), exchangeTime)
	f := &flight{cancel: cancel, done: make(chan struct{})}
	s.flight = f
	go func() {
		defer cancel()
		f.token, f.err = exchange(ctx)
		ts.mu.Lock()
		counts := s.flight == f
		if counts { // else it was abandoned or forgotten meanwhile
			s.flight = nil
			s.stale.note(f.err, now())
			if f.err == nil {
				s.token, s.fetched = f.token, now().Round(0)
			}
		}
		f.dropped = ts.closed
		is := s.stale
		ts.mu.Unlock()
		if counts && ts.ended != nil {
			ts.ended(id, is)
		}
		close(f.done)
	}()
	return f
}

// leave gives up waiting; the last one out ends the exchange.
func (ts *tokens) leave(s *slot, f *flight) {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	if f.waiting--; f.waiting == 0 && s.flight == f {
		s.flight = nil
		f.cancel()
	}
}

// live reports whether the slot's token can be handed out.
func (s *slot) live(now time.Time) bool {
	if s.fetched.IsZero() {
		return false
	}
	switch ZoneOf(s.token, now) {
	case Dead:
		return false
	case Unknown:
		age := now.Round(0).Sub(s.fetched)
		return age >= 0 && age < unknownKept
	default:
		return true
	}
}

func (ts *tokens) forgetKey(keyID string) {
	if keyID == "" {
		return // nobody's
	}
	ts.forget(func(id identity) bool { return id.keyID == keyID || id.proxyKeyID == keyID })
}

func (ts *tokens) forgetAll() { ts.forget(func(identity) bool { return true }) }

// setClosed drops all tokens and takes none in, or ends that.
func (ts *tokens) setClosed(closed bool) {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	ts.closed = closed
	if closed {
		ts.drop(func(identity) bool { return true })
	}
}

func (ts *tokens) forget(match func(identity) bool) {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	ts.drop(match)
}

// drop forgets tokens and ends their exchanges. The caller holds mu.
func (ts *tokens) drop(match func(identity) bool) {
	for id, s := range ts.slots {
		if !match(id) {
			continue
		}
		if s.flight != nil {
			s.flight.cancel()
			s.flight = nil
		}
		delete(ts.slots, id)
	}
}
