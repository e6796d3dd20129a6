package wallet

import (
	"context"
	"errors"
	"fmt"
	"time"

	"lanyard/iam"
	"lanyard/internal/profile"
	"lanyard/internal/secret"
	"lanyard/store"
)

// ErrByCode is wrapped when a key is asked for of a profile that has none.
var ErrByCode = errors.New("it signs in with one-time codes and has no key")

// Account is an account of IBM Cloud that a person may work in.
type Account = iam.Account

// NeedsCode reports whether a failure can be mended by a one-time code alone: no session
// lives, or the one that did has ended.
func NeedsCode(err error) bool {
	e, ok := errors.AsType[*iam.Error](err)
	return ok && (e.Reason == iam.ReasonNeedsCode || e.Reason == iam.ReasonSessionEnded)
}

// WhySessionEnded gives the failure that ended the session which an error misses; nil where
// the error has another reason, or there was no session.
func WhySessionEnded(err error) error {
	e, ok := errors.AsType[*iam.Error](err)
	switch {
	case !ok:
		return nil
	case e.Reason == iam.ReasonNeedsCode:
		return e.Err
	case e.Reason == iam.ReasonSessionEnded:
		return e
	}
	return nil
}

// Session is what is known of the session that a profile signs in with.
type Session struct {
	Person   string    // whose it is, as its token says
	Account  string    // of a token for a profile that names none; "": it has none
	Accounts []Account // that the person may choose from, by name; nil: not known
	Ends     time.Time // when it ends in any case, zero: unknown
	Idle     time.Time // when it ends unless it is used before, zero: unknown
}

// SessionOf tells of the session that a profile signs in with, without any I/O; false
// where none lives.
func (w *Wallet) SessionOf(p profile.Profile) (Session, bool) {
	if !p.ByCode() {
		return Session{}, false
	}
	w.sessions.mu.Lock()
	defer w.sessions.mu.Unlock()
	s := w.sessions.live[sessionOf(p)]
	if s == nil {
		return Session{}, false
	}
	return Session{Person: s.person, Account: s.home, Accounts: s.accounts, Ends: s.ends, Idle: s.idle}, true
}

// CodePage finds the page at which a person gets a one-time code for a profile.
func (w *Wallet) CodePage(ctx context.Context, id string) (string, error) {
	p, c, err := w.codeCredential(ctx, id)
	if err != nil {
		return "", err
	}
	page, err := w.signIn.CodePage(ctx, c)
	if err != nil {
		return "", fmt.Errorf("find the page for one-time codes of profile %q: %w", p.Name, err)
	}
	return page, nil
}

// codeCredential gives a profile that signs in with codes, and what its calls need. It is
// behind the same gate as every key: a code goes where the user agreed to.
func (w *Wallet) codeCredential(ctx context.Context, id string) (profile.Profile, iam.Credential, error) {
	p, err := w.get(ctx, id)
	if err != nil {
		return p, iam.Credential{}, err
	}
	if !p.ByCode() {
		return p, iam.Credential{}, fmt.Errorf("sign in with a code to profile %q: it signs in with a key", p.Name)
	}
	c, err := w.credential(ctx, p)
	return p, c, err
}

// AgreeForNow agrees to a profile without a key for as long as keys are in memory: whoever
// hands this program a code sees where it goes. Where keys are kept it does nothing.
func (w *Wallet) AgreeForNow(ctx context.Context, p profile.Profile) error {
	if w.keys.Status(ctx).Backend != store.BackendMemory {
		return nil
	}
	return w.writeAgreed(ctx, p)
}

// Call passes the gate of a profile without a key and calls do with what its calls need,
// such as to manage keys with a token of its session.
func (w *Wallet) Call(ctx context.Context, id string, do func(context.Context, iam.Credential) error) error {
	ctx, done := w.keys.untilLocked(ctx)
	defer done()
	_, c, err := w.codeCredential(ctx, id)
	if err != nil {
		return err
	}
	return do(ctx, c)
}

// MayUse is the gate of a profile without doing anything: nil where it is what the user
// agreed to, an [*UnboundError] where it is not.
func (w *Wallet) MayUse(ctx context.Context, id string) error {
	p, err := w.get(ctx, id)
	if err != nil {
		return err
	}
	_, err = w.credential(ctx, p)
	return err
}

// SignInWithCode opens a session with a one-time code. The code goes to the profile's
// sign-in host and nowhere else, and works once; who stops waiting loses no session.
func (w *Wallet) SignInWithCode(ctx context.Context, id string, code secret.Text) (Session, error) {
	p, c, err := w.codeCredential(ctx, id)
	if err != nil {
		return Session{}, err
	}
	if f, ok := w.signIn.(forbids); ok {
		if err := f.Forbids(ctx, c); err != nil {
			return Session{}, err
		}
	}
	c.Key = code
	at := sessionOf(p)
	one := &session{turn: make(chan struct{}, 1), life: w.keys.lifetime()}
	_, err = detached(ctx, one, func(ctx context.Context) (struct{}, error) {
		got, err := w.signIn.OpenSession(ctx, c, "")
		if err != nil && got.Refresh.Empty() {
			return struct{}{}, err
		}
		if err := w.sessions.put(at, got, w.now()); err != nil {
			return struct{}{}, err
		}
		w.tokens.forget(func(other identity) bool { return other.code && other.at() == at })
		w.listAccounts(ctx, at, c, got.Token)
		return struct{}{}, nil
	})
	w.noteExchange(p, "one-time code", err)
	if err != nil {
		return Session{}, fmt.Errorf("sign in with a code to profile %q: %w", p.Name, err)
	}
	s, ok := w.SessionOf(p)
	if !ok {
		return Session{}, ErrLocked
	}
	return s, nil
}

// listAccounts finds out which accounts a session's person has. Not to know them is no
// failure: a profile may name one.
func (w *Wallet) listAccounts(ctx context.Context, at sessionAt, c iam.Credential, t Token) {
	if t.Access.Empty() {
		return
	}
	list, err := w.signIn.Accounts(ctx, c, t)
	if err != nil {
		return
	}
	w.sessions.mu.Lock()
	defer w.sessions.mu.Unlock()
	if s := w.sessions.live[at]; s != nil {
		s.accounts = list
	}
}

// ChooseAccount makes a profile sign in to one account. Its choice is the user's, so it is
// agreed to.
func (w *Wallet) ChooseAccount(ctx context.Context, id, account string) (profile.Profile, error) {
	return w.Edit(ctx, id, func(p *profile.Profile) error { p.AccountID = account; return nil }, Secrets{})
}

// EndSession forgets the session that a profile signs in with, and the tokens that it gave.
func (w *Wallet) EndSession(p profile.Profile) {
	at := sessionOf(p)
	w.sessions.mu.Lock()
	w.sessions.drop(at, nil)
	w.sessions.mu.Unlock()
	w.tokens.forget(func(other identity) bool { return other.code && other.at() == at })
}

// signedIn gives tokens of the session of a profile that was found to be agreed to.
func (w *Wallet) signedIn(p profile.Profile, c iam.Credential) iam.SignedIn {
	return func(ctx context.Context) (Token, error) {
		return w.sessions.token(ctx, sessionOf(p), p.AccountID, w.renewal(c), w.now)
	}
}

// renewal renews a session with what a profile's calls need.
func (w *Wallet) renewal(c iam.Credential) renewal {
	return func(ctx context.Context, refresh secret.Text, account string) (iam.Session, error) {
		c.Key, c.Session = refresh, nil
		return w.signIn.RenewSession(ctx, c, account)
	}
}
