package iam

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"lanyard/internal/profile"
	"lanyard/internal/secret"
)

// clientBX says that a request comes from IBM's command line: the one client to which
// refresh tokens are given (bx:bx).
const clientBX = "Basic Yng6Yng="

// maxRefresh is more than any refresh token has, in bytes.
const maxRefresh = 32 << 10

// Session is what a one-time code opens: a token, and what the next one is asked for
// with. Refresh and ID are never written anywhere.
type Session struct {
	Token   Token
	Refresh secret.Text // good once; empty where the server gave none
	ID      secret.Text
	Ends    time.Time // when it ends in any case, zero: nobody said
	Idle    time.Time // when it ends unless it is used before; zero: nobody said
}

// Account is an account of IBM Cloud that a person may work in.
type Account struct {
	ID   string
	Name string
}

// CodePage finds the page that shows one-time codes for a profile. Of what the sign-in
// host says of itself only that address is used, and only when it fits the host, see
// [profile.Profile.CheckPasscodePage].
func (c *Client) CodePage(ctx context.Context, cred Credential) (string, error) {
	ctx, cancel := c.bounded(ctx)
	defer cancel()
	page, err := c.caller(cred).codePage(ctx)
	return page, of(cred.Profile, err)
}

func (k *caller) codePage(ctx context.Context) (string, error) {
	address, err := k.p.DiscoveryURL()
	if err != nil {
		return "", badAddress(err)
	}
	r := request{check: CheckSignIn, method: http.MethodGet, url: address}
	a, err := k.send(ctx, r)
	if err != nil {
		return "", err
	}
	object, reason := readObject(a.body)
	switch reason {
	case "":
	case ReasonNoToken:
		reason = ReasonNotJSON
		fallthrough
	default:
		return "", k.about(r, a, &Error{Check: CheckSignIn, Reason: reason, Status: a.status})
	}
	named, _ := object["passcode_endpoint"].(string)
	if named == "" {
		return "", k.about(r, a, &Error{Check: CheckSignIn, Reason: ReasonCodePage, Status: a.status, Err: errors.New("it names none")})
	}
	page, err := k.p.CheckPasscodePage(named)
	if err != nil {
		return "", k.about(r, a, &Error{Check: CheckSignIn, Reason: ReasonCodePage, Status: a.status, Err: err})
	}
	return page, nil
}

// OpenSession exchanges a one-time code, the credential's Key, at the sign-in host. The
// account may be "". A code that is refused is a [ReasonCode].
func (c *Client) OpenSession(ctx context.Context, cred Credential, account string) (Session, error) {
	form := url.Values{"grant_type": {grantCode}, "passcode": {cred.Key.Reveal()}}
	return c.session(ctx, cred, StepCode, form, account)
}

// RenewSession exchanges a session's refresh token, the credential's Key, for the next
// token and the next refresh token. Where the account is named, the token is for that one.
// A session that is over is a [ReasonSessionEnded]. What comes back has a new refresh
// token even beside an error about the token: the old one is used up then.
func (c *Client) RenewSession(ctx context.Context, cred Credential, account string) (Session, error) {
	form := url.Values{"grant_type": {grantRenew}, "refresh_token": {cred.Key.Reveal()}}
	return c.session(ctx, cred, StepRenew, form, account)
}

func (c *Client) session(ctx context.Context, cred Credential, step Step, form url.Values, account string) (Session, error) {
	ctx, cancel := c.bounded(ctx)
	defer cancel()
	k := c.caller(cred)
	form.Set("response_type", "cloud_iam")
	if account != "" {
		form.Set("account", account)
	}
	s, err := k.session(ctx, step, form)
	return s, of(cred.Profile, sessionError(err, step))
}

func (k *caller) session(ctx context.Context, step Step, form url.Values) (Session, error) {
	address, err := k.p.SignInURL()
	if err != nil {
		return Session{}, badAddress(err)
	}
	r := request{
		check: CheckSignIn, step: step, method: http.MethodPost, url: address,
		header: http.Header{"Content-Type": {typeForm}, "Authorization": {clientBX}}, body: form.Encode(),
	}
	a, err := k.send(ctx, r)
	if err != nil {
		return Session{}, err
	}
	object, _ := readObject(a.body)
	var s Session
	if text := str(object, "refresh_token"); text != "not_supported" && len(text) <= maxRefresh {
		s.Refresh = secret.New(text)
		k.hideToo(s.Refresh)
	}
	if id := str(object, "session_id"); len(id) <= maxCode {
		s.ID = secret.New(id)
		k.hideToo(s.ID)
	}
	s.Token, err = k.tokenOf(r, a, []string{"access_token"})
	s.Ends = claimTime(s.Token, "session_exp_max")
	s.Idle = claimTime(s.Token, "session_exp_next")
	return s, err
}

// claimTime reads a time of a token's claims, by this computer's clock.
func claimTime(t Token, name string) time.Time {
	at, ok := unixTime(t.Claims.Raw[name])
	if !ok {
		return time.Time{}
	}
	return at.Add(-t.Skew)
}

// sessionEnds are IBM's codes for a session that is over: the refresh token is not or no
// longer good, or it was idle for too long.
func sessionEnds() []string { return []string{"BXNIM0407E", "BXNIM0408E", "BXNIM0439E"} }

// sessionError tells a refusal of the code, or the end of the session, from every other failure.
func sessionError(err error, step Step) error {
	e, ok := errors.AsType[*Error](err)
	if !ok || e.Check != CheckSignIn || e.Status < 400 || e.Status >= 500 || e.Retryable() {
		return err
	}
	over := slices.ContainsFunc(sessionEnds(), func(code string) bool { return strings.EqualFold(code, e.Code) })
	switch {
	case step == StepRenew && over:
		e.Reason = ReasonSessionEnded
	case step == StepCode && e.Reason == ReasonRefusedKey && e.Code != "BXNIM0410E":
		e.Reason = ReasonCode
	}
	return err
}

// KeepSession tells the sign-in host that a session is in use, so that it does not end for
// being idle. One that is over is a [ReasonSessionEnded].
func (c *Client) KeepSession(ctx context.Context, cred Credential, id secret.Text) error {
	ctx, cancel := c.bounded(ctx)
	defer cancel()
	k := c.caller(cred)
	k.hideToo(id)
	address, err := k.p.SessionURL(id.Reveal())
	if err != nil {
		return badAddress(err)
	}
	_, err = k.send(ctx, request{
		check: CheckSignIn, step: StepRenew, method: http.MethodPatch, url: address,
		header: http.Header{"Authorization": {clientBX}},
	})
	return of(cred.Profile, sessionError(err, StepRenew))
}

// Accounts lists the accounts that a token's person may work in, by name. It gives what
// it has, at most 2,000.
func (c *Client) Accounts(ctx context.Context, cred Credential, t Token) ([]Account, error) {
	ctx, cancel := c.bounded(ctx)
	defer cancel()
	k := c.caller(cred)
	k.hideToo(t.Access)
	list, err := k.accounts(ctx, t.Access)
	return list, of(cred.Profile, err)
}

func (k *caller) accounts(ctx context.Context, token secret.Text) ([]Account, error) {
	address, err := k.p.AccountsURL()
	if err != nil {
		return nil, badAddress(err)
	}
	var out []Account
	for range maxPages {
		o, _, err := k.object(ctx, CheckService, address, token)
		if err != nil {
			return nil, err
		}
		list, _ := o["resources"].([]any)
		for _, one := range list {
			if a, ok := k.readAccount(one); ok {
				out = append(out, a)
			}
		}
		next, found := linkedPage(address, str(o, "next_url"))
		if !found {
			break
		}
		address = next
	}
	slices.SortStableFunc(out, func(a, b Account) int { return strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)) })
	return out, nil
}

// readAccount reads one account. One whose id could not be a profile's is left out.
func (k *caller) readAccount(one any) (Account, bool) {
	o, _ := one.(map[string]any)
	meta, _ := o["metadata"].(map[string]any)
	entity, _ := o["entity"].(map[string]any)
	a := Account{ID: k.cleanCode(str(meta, "guid")), Name: k.clean(str(entity, "name"))}
	if a.ID == "" || a.ID != str(meta, "guid") || !profile.IsID(a.ID) {
		return Account{}, false
	}
	if a.Name == "" {
		a.Name = a.ID
	}
	return a, true
}

// linkedPage resolves a link to another page of a list, false where it leads elsewhere or
// nowhere new.
func linkedPage(from, link string) (string, bool) {
	base, err := url.Parse(from)
	if err != nil || link == "" {
		return "", false
	}
	to, err := base.Parse(link)
	if err != nil || to.Scheme != base.Scheme || !strings.EqualFold(to.Host, base.Host) || to.User != nil || to.Path != base.Path || to.String() == from {
		return "", false
	}
	return to.String(), true
}
