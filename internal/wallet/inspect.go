package wallet

import (
	"context"
	"errors"
	"fmt"
	"time"

	"lanyard/iam"
	"lanyard/internal/profile"
	"lanyard/internal/secret"
)

// What looking at a credential finds, in iam's words.
type (
	// Result is one check of a staged test.
	Result = iam.Result
	// Place is a deployment space or a project.
	Place = iam.Place
	// Chain is what a server shows of itself.
	Chain = iam.Chain
	// Certificate is one certificate of a chain.
	Certificate = iam.Certificate
	// KeyDetails is what IBM Cloud tells of an API key.
	KeyDetails = iam.KeyDetails
	// Retry is a wait before another try.
	Retry = iam.Retry
)

// Checks lists the checks of a profile's test, in their order.
func Checks(p profile.Profile) []iam.Check {
	return []iam.Check{
		iam.CheckKeyring, iam.CheckAddress, iam.CheckNetwork, iam.CheckTLS, iam.CheckSignIn, iam.CheckToken, iam.CheckService,
		iam.LastCheck(p),
	}
}

// At names the space or project for one test, in place of the profile's own. The zero
// value leaves the profile as it is.
type At struct {
	SpaceID   string
	ProjectID string
}

// Test checks a profile's credential step by step, from the keyring to the space or
// project, and stops at the first failure; what comes after is skipped. It gives the
// results of all checks; observe, if not nil, is told each as it comes, from this
// goroutine. It reads only. A good token is kept. The error is for a profile that
// cannot be found.
func (w *Wallet) Test(ctx context.Context, id string, at At, observe func(iam.Result)) ([]iam.Result, error) {
	p, err := w.get(ctx, id)
	if err != nil {
		return nil, err
	}
	if at != (At{}) {
		p.SpaceID, p.ProjectID = at.SpaceID, at.ProjectID
	}
	if observe == nil {
		observe = func(iam.Result) {}
	}
	w.remote.forget(p.KeyFrom) // a test asks for all of it
	results := w.test(ctx, p, unreadOf(p), w.credential, func(r iam.Result) {
		if r.Check == iam.CheckToken && r.Status == iam.StatusOK && r.Token != nil {
			w.tokens.put(identityOf(p), *r.Token, w.now())
		}
		observe(r)
	})
	w.noteTest(p, results)
	return results, nil
}

// TestUnsaved is [Wallet.Test] for a profile as it would be saved, with the secrets that
// would be saved with it. Nothing is written, and its token is not kept. A stored key
// goes along under the same conditions as in [Wallet.Edit]: to a new place only with
// s.KeepSecret.
func (w *Wallet) TestUnsaved(ctx context.Context, p profile.Profile, s Secrets, observe func(iam.Result)) []iam.Result {
	p = withSecretKind(p)
	if !s.Key.Empty() && !p.ByCode() {
		return w.test(ctx, p, iam.NoteUnsaved, s.credential(w), observe)
	}
	results := w.test(ctx, p, unreadOf(p), s.credential(w), observe)
	w.noteTest(p, results) // a stored key was used
	return results
}

// unreadOf says why the test of a profile reads no key, "" where it does.
func unreadOf(p profile.Profile) iam.Note {
	if p.ByCode() {
		return iam.NoteNoKey
	}
	return ""
}

// credential gives what these secrets and the stored ones make for a profile that is
// not saved.
func (s Secrets) credential(w *Wallet) func(context.Context, profile.Profile) (iam.Credential, error) {
	return func(ctx context.Context, p profile.Profile) (iam.Credential, error) {
		if err := profile.Check(p); err != nil {
			return iam.Credential{}, err
		}
		c := iam.Credential{Profile: p, Key: s.Key, Proxy: s.Proxy}
		var err error
		switch {
		case p.ByCode() && !s.KeepSecret:
			c.Key, err = secret.Text{}, w.checkSaved(ctx, p.ID)
		case p.ByCode():
			c.Key = secret.Text{}
		case c.Key.Empty():
			c.Key, err = w.storedKey(ctx, p, s.KeepSecret)
		}
		if err != nil {
			return c, err
		}
		if c.Proxy.Empty() && p.Proxy != "" && p.ProxyKeyID != "" {
			e, err := w.keys.Get(ctx, p.ProxyKeyID)
			if err != nil {
				return c, fmt.Errorf("read the proxy password of profile %q: %w", p.Name, err)
			}
			if s.KeepSecret || e.Bound.Equal(ProxyBound(p)) {
				c.Proxy = e.Secret
			}
		}
		if p.ByCode() {
			c.Session = w.signedIn(p, c)
		}
		return c, nil
	}
}

// storedKey reads the key of a profile that is not saved as it is. Without the user's
// agreement it goes to the place of before alone.
func (w *Wallet) storedKey(ctx context.Context, p profile.Profile, agreed bool) (secret.Text, error) {
	e, err := w.keys.Get(ctx, p.KeyID)
	switch {
	case err != nil:
		return secret.Text{}, fmt.Errorf("read the key of profile %q: %w", p.Name, err)
	case agreed:
		return w.keyOf(ctx, p, e)
	case !e.Bound.Equal(p.Bound()):
		return secret.Text{}, &UnboundError{Profile: p, Have: e.Bound, Want: p.Bound(), Is: p.Place()}
	}
	if err := w.checkSaved(ctx, p.ID); err != nil {
		return secret.Text{}, err
	}
	return w.keyOf(ctx, p, e)
}

// checkSaved asks whether the profile that is being edited is what the user agreed to:
// what they type is theirs, the rest of it must be, too. A new profile is typed whole.
func (w *Wallet) checkSaved(ctx context.Context, id string) error {
	saved, err := w.get(ctx, id)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return w.checkAgreed(ctx, saved)
}

// test runs the checks of a profile whose credential read gives; unread says why no key
// had to be read, "" where it had to. observe is told each result.
func (w *Wallet) test(ctx context.Context, p profile.Profile, unread iam.Note, read func(context.Context, profile.Profile) (iam.Credential, error), observe func(iam.Result)) []iam.Result {
	ctx, done := w.keys.untilLocked(ctx)
	defer done()
	started := time.Now()
	c, err := read(ctx, p)
	if f, ok := w.signIn.(forbids); ok && err == nil {
		err = f.Forbids(ctx, c)
	}
	results := readResults(p, unread, err, time.Since(started))
	for _, r := range results {
		observe(r)
	}
	if err == nil {
		results = append(results, w.signIn.Test(ctx, c, observe)...)
	}
	return results
}

// forbids is what a SignIn may do besides: say before a test that a credential must not
// go the way that it would have to go.
type forbids interface {
	Forbids(ctx context.Context, c iam.Credential) error
}

// readResults says how reading the key went. A profile that cannot be used fails at
// its address; its key was not read.
func readResults(p profile.Profile, unread iam.Note, err error, took time.Duration) []iam.Result {
	switch {
	case err == nil && unread != "":
		return []iam.Result{{Check: iam.CheckKeyring, Status: iam.StatusSkipped, Note: unread}}
	case err == nil:
		return []iam.Result{{Check: iam.CheckKeyring, Status: iam.StatusOK, Took: took}}
	}
	failed := iam.Result{Check: iam.CheckKeyring, Status: iam.StatusFailed, Err: err, Took: took}
	var out []iam.Result
	if _, ok := errors.AsType[*profile.FieldErrors](err); ok {
		failed.Check = iam.CheckAddress
		out = append(out, iam.Result{Check: iam.CheckKeyring, Status: iam.StatusSkipped, Note: iam.NoteUnusable})
	}
	return append(append(out, failed), iam.Skipped(p, failed.Check)...)
}

// Spaces lists the deployment spaces that a profile's credential may see.
func (w *Wallet) Spaces(ctx context.Context, id string) ([]Place, error) {
	return inspect(ctx, w, id, w.signIn.Spaces)
}

// Projects lists the projects that a profile's credential may see.
func (w *Wallet) Projects(ctx context.Context, id string) ([]Place, error) {
	return inspect(ctx, w, id, w.signIn.Projects)
}

// KeyDetails asks IBM Cloud about a profile's own API key.
func (w *Wallet) KeyDetails(ctx context.Context, id string) (iam.KeyDetails, error) {
	p, err := w.get(ctx, id)
	if err == nil && p.ByCode() {
		err = fmt.Errorf("ask about the key of profile %q: %w", p.Name, ErrByCode)
	}
	if err != nil {
		return iam.KeyDetails{}, err
	}
	return inspect(ctx, w, id, w.signIn.KeyDetails)
}

// inspect makes a call that needs the credential and a live token.
func inspect[T any](ctx context.Context, w *Wallet, id string, call func(context.Context, iam.Credential, Token) (T, error)) (out T, err error) {
	var none T
	ctx, done := w.keys.untilLocked(ctx)
	defer done()
	defer func() { // the lock ended it, by whatever road the news came
		if err != nil && errors.Is(context.Cause(ctx), ErrLocked) {
			err = ErrLocked
		}
	}()
	t, err := w.Token(ctx, id)
	if err != nil {
		return none, err
	}
	p, err := w.get(ctx, id)
	if err != nil {
		return none, err
	}
	c, err := w.credential(ctx, p)
	if err != nil {
		return none, err
	}
	return call(ctx, c, t)
}

// Chain shows the certificates of the host that a profile would send its key to.
// Nothing but the handshake is sent, so the profile need not be saved.
func (w *Wallet) Chain(ctx context.Context, p profile.Profile) (iam.Chain, error) {
	var proxy secret.Text
	if p.ProxyKeyID != "" {
		e, err := w.keys.Get(ctx, p.ProxyKeyID)
		if err != nil {
			return iam.Chain{}, err
		}
		if e.Bound.Equal(ProxyBound(p)) {
			proxy = e.Secret
		}
	}
	return w.signIn.Chain(ctx, p, proxy)
}
