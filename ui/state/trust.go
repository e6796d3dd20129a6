package state

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"lanyard/internal/explain"
	"lanyard/internal/profile"
	"lanyard/internal/wallet"
	"lanyard/ui/text"
)

// chainLook is a look at the certificates of the server that a profile's key goes to,
// to decide whether to trust them.
type chainLook struct {
	cancel context.CancelFunc
	there  bool // it has come, or failed
	chain  wallet.Chain
	err    error
	seen   profile.Bound // of the profile as it was looked at
	Again  Again         // what is done once more after a certificate was trusted
}

// OpenChain shows the certificates of the chosen profile's server.
func (m *Model) OpenChain(then Again) {
	p := m.Current()
	if p == nil || m.lock.locked {
		return
	}
	s := m.session(p.ID)
	m.closeLook(s)
	ctx, cancel := context.WithCancel(m.ctx)
	look := &chainLook{cancel: cancel, seen: p.Bound(), Again: then}
	s.chain = look
	prof, id := *p, p.ID
	background(ctx, m, func(ctx context.Context) (wallet.Chain, error) {
		return m.set.Wallet.Chain(ctx, prof)
	}, func(c wallet.Chain, err error) {
		look.there, look.chain, look.err = true, c, err
		m.changed(All)
		if id == m.chosen {
			m.changed(Looked)
		}
	})
	m.changed(All)
	m.changed(Looked)
}

// closeLook closes what is open for a decision about a profile.
func (m *Model) closeLook(s *session) {
	if s.chain != nil {
		s.chain.cancel()
	}
	s.chain, s.identity, s.saving = nil, nil, nil
}

// CloseLook closes what is open for a decision about the chosen profile, and leaves
// everything as it is.
func (m *Model) CloseLook() {
	if s := m.sessions[m.chosen]; s != nil {
		m.closeLook(s)
		m.changed(All)
	}
}

// TrustAuthority makes the profile trust the authority whose certificate the server
// showed, and PinCertificate exactly the certificate it showed. Both are the answer to
// a question that says what the key will be sent to.
func (m *Model) TrustAuthority() {
	m.trust(func(l *chainLook) (func(*profile.Profile), bool) {
		ca, ok := authorityOf(l.chain)
		return func(p *profile.Profile) {
			p.TLS = profile.TLS{Mode: profile.TLSVerify, CAPEM: withCertificate(p.TLS.CAPEM, ca.PEM)}
		}, ok
	})
}

// PinCertificate makes the profile trust the certificate that was looked at, and no other.
func (m *Model) PinCertificate() {
	m.trust(func(l *chainLook) (func(*profile.Profile), bool) {
		if len(l.chain.Certificates) == 0 {
			return nil, false
		}
		sum := l.chain.Certificates[0].SHA256
		return func(p *profile.Profile) { p.TLS.Mode, p.TLS.PinSHA256 = profile.TLSPin, sum }, true
	})
}

// TrustSystem goes back to what this computer trusts, where that is enough.
func (m *Model) TrustSystem() {
	m.trust(func(*chainLook) (func(*profile.Profile), bool) {
		return func(p *profile.Profile) { p.TLS.Mode, p.TLS.PinSHA256 = profile.TLSVerify, "" }, true
	})
}

func (m *Model) trust(by func(*chainLook) (func(*profile.Profile), bool)) {
	s := m.sessions[m.chosen]
	if s == nil || s.chain == nil || !s.chain.there || s.chain.err != nil {
		return
	}
	look := s.chain
	change, ok := by(look)
	if !ok {
		return
	}
	m.closeLook(s)
	m.changeAgreed(m.chosen, look.seen, change, func() { m.Again(look.Again) })
}

// authorityOf gives the certificate of an authority that vouches for a server, as far
// up as the server shows them. A server's own certificate counts only where it says of
// itself that it is an authority.
func authorityOf(c wallet.Chain) (wallet.Certificate, bool) {
	for _, cert := range slices.Backward(c.Certificates) {
		if cert.CA {
			return cert, true
		}
	}
	return wallet.Certificate{}, false
}

// withCertificate adds a certificate to a text of them, once.
func withCertificate(have, more string) string {
	have, more = strings.TrimSpace(have), strings.TrimSpace(more)
	if have == "" || strings.Contains(have, more) {
		return cmp.Or(have, more) + "\n"
	}
	return have + "\n" + more + "\n"
}

// ChainView is what is shown of a look at certificates.
type ChainView struct {
	Look    *chainLook // nil: closed
	There   bool
	Busy    string
	Title   string
	Problem string // why they are not trusted
	Certs   []CertView
	Failure *explain.Failure // they could not be had

	Authority string // the question before trusting the authority, "" when not offered
	Pin       string
	System    string
}

// CertView is what is shown of a certificate.
type CertView struct {
	Title string // "1  cpd-lab.apps.example.org"
	Facts []Fact
	Sum   string // the SHA-256, hex
}

// reasonUnknownCA is the trouble that trusting an authority ends.
const reasonUnknownCA = "unknown-ca"

func (m *Model) describeChain(p profile.Profile, s *session) ChainView {
	look := s.chain
	if look == nil {
		return ChainView{}
	}
	t := m.t
	v := ChainView{Look: look, There: look.there}
	switch {
	case !look.there:
		v.Busy = fmt.Sprintf(t.LookingAt, hostOf(p))
		return v
	case look.err != nil:
		f := explain.Explain(look.err)
		v.Failure, v.Title = &f, f.What
		return v
	}
	c := look.chain
	v.Title = fmt.Sprintf(t.CertificatesOf, c.Host)
	v.Problem = t.CertificatesGood
	if c.Problem != nil {
		v.Problem = explain.Explain(c.Problem).What + ". " + explain.Explain(c.Problem).Why
	}
	for i, cert := range c.Certificates {
		v.Certs = append(v.Certs, m.certificate(i, cert))
	}
	if len(c.Certificates) == 0 {
		return v
	}
	key := KeyWord(t, p)
	if ca, ok := authorityOf(c); ok && c.Problem != nil && string(c.Problem.Reason) == reasonUnknownCA {
		v.Authority = fmt.Sprintf(t.TrustAuthorityWhat, key, m.Label(&p), c.Host, ca.Subject)
	}
	if (c.Problem != nil || p.TLS.Mode == profile.TLSPin) && c.Certificates[0].SHA256 != p.TLS.PinSHA256 {
		v.Pin = fmt.Sprintf(t.PinWhat, key, m.Label(&p), c.Host)
	}
	if c.Problem == nil && p.TLS.Mode != profile.TLSVerify && p.TLS.Mode != "" {
		v.System = fmt.Sprintf(t.TrustSystemWhat, key, m.Label(&p), c.Host)
	}
	return v
}

func (m *Model) certificate(at int, c wallet.Certificate) CertView {
	t, now := m.t, m.now()
	day := func(u time.Time) string { return u.In(m.zone).Format("2 Jan 2006") }
	valid := fmt.Sprintf(t.CertFromTo, day(c.NotBefore), day(c.NotAfter))
	switch {
	case now.After(c.NotAfter):
		valid += " · " + t.CertExpired
	case now.Before(c.NotBefore):
		valid += " · " + t.CertNotYet
	}
	role := t.CertServer
	if at > 0 || c.CA && c.Subject == c.Issuer {
		role = t.CertAuthority
	}
	issuer := c.Issuer
	if c.Issuer == c.Subject {
		issuer = t.CertItself
	}
	return CertView{
		Title: fmt.Sprintf("%d  %s · %s", at+1, c.Subject, role),
		Facts: Filled(
			Fact{Label: t.CertIssuer, Value: issuer, Plain: true},
			Fact{Label: t.CertNames, Value: strings.Join(c.Names, ", "), Plain: true},
			Fact{Label: t.CertValid, Value: valid, Plain: true},
		),
		Sum: c.SHA256,
	}
}

// IdentityQuestion is the question whether a cluster's identity service may get the
// password, and where that is.
type IdentityQuestion struct {
	seen    profile.Bound // of the profile as it was asked about
	Address string        // proposed
	then    Again
}

// AskIdentity asks for the identity service of the chosen profile's cluster. From
// Cloud Pak for Data 5.1 on that is the cluster's own host.
func (m *Model) AskIdentity(then Again) {
	p := m.Current()
	if p == nil || m.lock.locked || p.Kind != profile.CP4D || p.SecretKind == profile.APIKey {
		return
	}
	s := m.session(p.ID)
	m.closeLook(s)
	address := cmp.Or(p.IdentityURL(), p.ServiceURL())
	if at, err := profile.ParseOrigin(address); err == nil {
		address = at.URL
	}
	s.identity = &IdentityQuestion{seen: p.Bound(), Address: address, then: then}
	m.changed(All)
	m.changed(IdentityAsked)
}

// IdentityHost is the host that the password would go to at an address that was typed.
// Without one, problem says why.
func (m *Model) IdentityHost(address string) (host, problem string) {
	at, err := profile.ParseOrigin(address)
	switch {
	case err != nil:
		return "", text.Capital(err.Error())
	case at.NeedsConsent:
		return "", m.t.WithHTTPS
	}
	return strings.TrimPrefix(at.URL, "https://"), ""
}

// SendToIdentity makes the profile sign in by the identity service whose host was on
// the button.
func (m *Model) SendToIdentity(address string) {
	s := m.sessions[m.chosen]
	if s == nil || s.identity == nil {
		return
	}
	at, err := profile.ParseOrigin(address)
	if err != nil || at.NeedsConsent {
		return
	}
	ask := s.identity
	m.closeLook(s)
	m.changeAgreed(m.chosen, ask.seen, func(p *profile.Profile) { p.CPDIdentity = at.URL }, func() { m.Again(ask.then) })
}
