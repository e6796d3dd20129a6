package iam

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/url"
	"time"

	"lanyard/internal/profile"
	"lanyard/internal/secret"
)

// Status is how a check ended, in the words of the command line's JSON.
type Status string

// The ways in which a check ends.
const (
	StatusOK      Status = "ok"
	StatusFailed  Status = "failed"
	StatusSkipped Status = "skipped"
)

// Note says in one word what is worth telling of a check that did not fail: what a
// good one found besides, or why one was skipped. Package words has a sentence each.
type Note string

// The notes.
const (
	NoteAfterFailure Note = "after-failure" // skipped: an earlier check failed
	NoteNoPlace      Note = "no-place"      // skipped: the profile names neither space nor project
	NoteUnusable     Note = "unusable"      // skipped: the profile cannot be used, so its key was not read
	NoteUnsaved      Note = "unsaved"       // skipped: the key is not stored yet
	NoteNoKey        Note = "no-key"        // skipped: the profile signs in with one-time codes
	NoteNoSuchCall   Note = "no-such-call"  // skipped: the kind has no call that only reads
	NoteLooksCP4D    Note = "looks-cp4d"    // skipped: it answers like Cloud Pak for Data
	NoteProfileCA    Note = "profile-ca"    // trusted only thanks to the profile's CA
	NotePinned       Note = "pinned"        // trusted because it is the pinned certificate
	NoteInsecure     Note = "insecure"      // not verified, as the profile says
	NoteOpaque       Note = "opaque"        // the token is no JWT
	NoteNoLifetime   Note = "no-lifetime"   // nobody said how long the token lives
	NoteClock        Note = "clock"         // this computer's clock is more than a minute off
	NoteNoSpaces     Note = "no-spaces"     // the platform answers, but lists no space
	NoteVersion      Note = "version"       // the cluster has another version than the profile says
)

// Result is the outcome of one check of [Client.Test].
type Result struct {
	Check  Check
	Status Status
	Note   Note
	Err    error         // why it failed, for package words; usually an *Error
	Took   time.Duration // 0 when skipped

	Host    string   // whom the check talked to: host, and port where it isn't 443
	Via     string   // through which proxy: host:port, "" without
	ViaFrom string   // who named it: "profile", "environment" or "system"
	HTTP    int      // HTTP status of the deciding answer, 0 without
	Address string   // network: the IP address that answered, "" through a proxy
	TLS     *TLSInfo // tls: what the handshake showed
	Token   *Token   // token: its times, claims and the clocks' difference
	Version string   // service: the cluster's version
	Name    string   // space, project: its name, "" when not told
}

// Code gives IBM's code of a failure, "" without.
func (r Result) Code() string {
	if e, ok := r.failure(); ok {
		return e.Code
	}
	return ""
}

// RequestID gives IBM's request id of a failure, "" without.
func (r Result) RequestID() string {
	if e, ok := r.failure(); ok {
		return e.RequestID
	}
	return ""
}

func (r Result) failure() (*Error, bool) {
	var e *Error
	ok := errors.As(r.Err, &e)
	return e, ok
}

// LastCheck is the check of a profile's place: CheckProject where it names a
// project, else CheckSpace.
func LastCheck(p profile.Profile) Check {
	if p.ProjectID != "" && p.SpaceID == "" {
		return CheckProject
	}
	return CheckSpace
}

// Skipped gives the results of checks that were not made after a failure: those of a
// profile that come after the given one.
func Skipped(p profile.Profile, after Check) []Result {
	all := []Check{CheckKeyring, CheckAddress, CheckNetwork, CheckTLS, CheckSignIn, CheckToken, CheckService, LastCheck(p)}
	var out []Result
	found := false
	for _, c := range all {
		if found {
			out = append(out, Result{Check: c, Status: StatusSkipped, Note: NoteAfterFailure})
		}
		found = found || c == after
	}
	return out
}

// Test checks a credential step by step, from its addresses to its space or project,
// and stops at the first failure. It gives all results from CheckAddress on, the ones
// after a failure as skipped; observe, if not nil, is told each as it comes, from this
// goroutine. It reads only: nothing is made, changed or run at IBM's side.
func (c *Client) Test(ctx context.Context, cred Credential, observe func(Result)) []Result {
	ctx, cancel := c.capped(ctx, 0)
	defer cancel()
	t := &test{caller: c.caller(cred), cred: cred}
	var out []Result
	add := func(r Result) {
		out = append(out, r)
		if observe != nil {
			observe(r)
		}
	}
	for _, step := range t.steps() {
		r := t.run(ctx, step)
		add(r)
		if r.Status == StatusFailed {
			for _, rest := range Skipped(cred.Profile, r.Check) {
				add(rest)
			}
			break
		}
	}
	t.close()
	return out
}

// test is a staged test under way: what one check leaves for the next.
type test struct {
	*caller
	cred  Credential
	first *url.URL // the host that gets the key
	conn  net.Conn
	dial  *dialer
	token Token
	early *Error // the sign-in went well, but its token is of no use
}

type step struct {
	check Check
	do    func(ctx context.Context, r *Result) error
}

func (t *test) steps() []step {
	return []step{
		{CheckAddress, t.address},
		{CheckNetwork, t.network},
		{CheckTLS, t.handshake},
		{CheckSignIn, t.signIn},
		{CheckToken, t.checkToken},
		{CheckService, t.service},
		{LastCheck(t.p), t.place},
	}
}

// run makes one check within its time.
func (t *test) run(ctx context.Context, s step) Result {
	ctx, cancel := context.WithTimeout(ctx, t.c.limits.total)
	defer cancel()
	r := Result{Check: s.check, Status: StatusOK}
	began := time.Now()
	err := s.do(ctx, &r)
	if r.Status != StatusSkipped {
		r.Took = time.Since(began)
	}
	if err == nil {
		return r
	}
	r.Status, r.Note, r.Err = StatusFailed, "", of(t.p, err)
	if e, ok := r.failure(); ok {
		r.Host, r.Via = e.Host, e.Via
		if e.Status != 0 {
			r.HTTP = e.Status
		}
	}
	return r
}

func (t *test) close() {
	if t.conn != nil {
		_ = t.conn.Close()
	}
}

// address makes sure that the profile's fields make requests at all.
func (t *test) address(_ context.Context, r *Result) error {
	if e := t.cred.empty(); e != nil && e.Check == CheckKeyring {
		return e
	}
	first, err := t.p.SignInURL()
	if err != nil {
		return badAddress(err)
	}
	if identity := t.p.IdentityURL(); identity != "" {
		first = identity
	}
	if t.first, err = url.Parse(first); err != nil {
		return badAddress(errors.New("the sign-in address is not valid"))
	}
	if t.p.ServiceURL() == "" {
		return badAddress(errors.New("the service's address is not valid"))
	}
	if tp := t.p.TrustedProfile; tp != nil && t.p.Kind == profile.Cloud {
		if _, err := assume(*tp, t.p.AccountID); err != nil {
			return badAddress(err)
		}
	}
	r.Host = display(t.first)
	return nil
}

// network opens a connection to the host that will get the key.
func (t *test) network(ctx context.Context, r *Result) error {
	a := answer{host: display(t.first)}
	rt, err := t.route(ctx, t.first)
	if err != nil {
		return t.about(request{}, a, noRoute(err))
	}
	a.via = rt.via()
	t.hideProxy(rt)
	r.Host, r.Via, r.ViaFrom = a.host, a.via, rt.source
	if rt.proxy == nil {
		r.ViaFrom = ""
	}
	w, err := t.way(rt, hostPort(t.first))
	if err != nil {
		return t.about(request{}, a, untrusted(err))
	}
	t.dial = w.dialer
	t.conn, err = within(ctx, t.c.leftAt(w.host), func() (net.Conn, error) {
		return t.dial.connect(ctx, hostPort(t.first))
	}, func(late net.Conn) { _ = late.Close() })
	if err != nil {
		return t.about(request{}, a, t.broken(ctx, request{check: CheckNetwork}, stageNetwork, err))
	}
	if tcp, ok := t.conn.RemoteAddr().(*net.TCPAddr); ok && rt.proxy == nil {
		r.Address = tcp.IP.String()
	}
	return nil
}

// handshake makes the TLS connection on top.
func (t *test) handshake(ctx context.Context, r *Result) error {
	r.Host, r.Via = display(t.first), t.dial.route.via()
	host := hostPort(t.first)
	tc, err := within(ctx, t.c.leftAt(host), func() (*tls.Conn, error) {
		return t.dial.handshake(ctx, t.conn, host)
	}, func(late *tls.Conn) { _ = late.Close() })
	if err != nil {
		return t.about(request{}, answer{host: r.Host, via: r.Via}, t.broken(ctx, request{check: CheckTLS}, stageTLS, err))
	}
	t.conn = tc
	state := tc.ConnectionState()
	r.TLS = t.c.tlsInfo(state, t.p.TLS)
	switch {
	case t.p.TLS.Mode == profile.TLSPin:
		r.Note = NotePinned
	case t.p.TLS.Mode == profile.TLSInsecure:
		r.Note = NoteInsecure
	case r.TLS.OnlyByProfileCA:
		r.Note = NoteProfileCA
	}
	t.close()
	t.conn = nil
	return nil
}

// signIn makes the exchange. An answer with a token that is of no use is a good
// sign-in; the next check says the rest.
func (t *test) signIn(ctx context.Context, r *Result) error {
	r.Host, r.Via = display(t.first), t.dial.route.via()
	token, err := t.exchange(ctx, t.cred)
	var e *Error
	if errors.As(err, &e) && e.Check == CheckToken {
		t.early, r.HTTP = e, e.Status
		return nil
	}
	if err != nil {
		return err
	}
	r.HTTP = 200
	t.token = token
	t.hideToo(token.Access)
	return nil
}

// skewTold is the difference of clocks from which on a test tells of it.
const skewTold = time.Minute

func (t *test) checkToken(_ context.Context, r *Result) error {
	r.Host = display(t.first)
	if t.early != nil {
		return t.early
	}
	r.Token = &t.token
	switch {
	case t.token.Skew.Abs() > skewTold:
		r.Note = NoteClock
	case t.token.ExpiresAt.IsZero():
		r.Note = NoteNoLifetime
	case t.token.Claims.Raw == nil:
		r.Note = NoteOpaque
	}
	return nil
}

// ZenAPIKey makes the header that newer Cloud Pak for Data clusters take for their
// platform calls instead of a bearer token: the whole value, "ZenApiKey" included. It
// lives as long as the API key. Clusters before 4.8 don't take it for the calls of
// Watson Machine Learning.
func ZenAPIKey(username string, key secret.Text) secret.Text {
	return secret.New("ZenApiKey " + encodeBasic(username, key))
}
