package ui

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
	then   func()        // after a certificate was trusted
}

// openChain shows the certificates of the chosen profile's server.
func (w *Window) openChain(then func()) {
	p := w.current()
	if p == nil || !w.free() {
		return
	}
	s := w.session(p.ID)
	w.closeLook(s)
	ctx, cancel := context.WithCancel(w.ctx)
	look := &chainLook{cancel: cancel, seen: p.Bound(), then: then}
	s.chain = look
	prof, id := *p, p.ID
	background(ctx, w, func(ctx context.Context) (wallet.Chain, error) {
		return w.set.Wallet.Chain(ctx, prof)
	}, func(c wallet.Chain, err error) {
		look.there, look.chain, look.err = true, c, err
		w.refresh()
		if id == w.chosen && w.free() {
			w.win.Canvas().Focus(w.detail.chain.no)
			w.showPart(w.detail.chain.box)
		}
	})
	w.refresh()
	w.showPart(w.detail.chain.box)
}

// closeLook closes what is open for a decision about a profile.
func (w *Window) closeLook(s *session) {
	if s.chain != nil {
		s.chain.cancel()
	}
	s.chain, s.identity, s.saving = nil, nil, nil
}

// closeChain leaves everything as it is.
func (w *Window) closeChain() {
	if s := w.sessions[w.chosen]; s != nil {
		w.closeLook(s)
		w.refresh()
		w.focusHome()
	}
}

// trustAuthority makes the profile trust the authority whose certificate the server
// showed, and pinCertificate exactly the certificate it showed. Both are the answer to
// a question that says what the key will be sent to.
func (w *Window) trustAuthority() {
	w.trust(func(l *chainLook) (func(*profile.Profile), bool) {
		ca, ok := authorityOf(l.chain)
		return func(p *profile.Profile) {
			p.TLS = profile.TLS{Mode: profile.TLSVerify, CAPEM: withCertificate(p.TLS.CAPEM, ca.PEM)}
		}, ok
	})
}

func (w *Window) pinCertificate() {
	w.trust(func(l *chainLook) (func(*profile.Profile), bool) {
		if len(l.chain.Certificates) == 0 {
			return nil, false
		}
		sum := l.chain.Certificates[0].SHA256
		return func(p *profile.Profile) { p.TLS.Mode, p.TLS.PinSHA256 = profile.TLSPin, sum }, true
	})
}

// trustSystem goes back to what this computer trusts, where that is enough.
func (w *Window) trustSystem() {
	w.trust(func(*chainLook) (func(*profile.Profile), bool) {
		return func(p *profile.Profile) { p.TLS.Mode, p.TLS.PinSHA256 = profile.TLSVerify, "" }, true
	})
}

func (w *Window) trust(by func(*chainLook) (func(*profile.Profile), bool)) {
	s := w.sessions[w.chosen]
	if s == nil || s.chain == nil || !s.chain.there || s.chain.err != nil {
		return
	}
	look := s.chain
	change, ok := by(look)
	if !ok {
		return
	}
	w.closeLook(s)
	w.editAgreed(w.chosen, look.seen, change, look.then)
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

// chainView is what is shown of a look at certificates.
type chainView struct {
	look    *chainLook // nil: closed
	there   bool
	busy    string
	title   string
	problem string // why they are not trusted
	certs   []certView
	failure *explain.Failure // they could not be had

	authority string // the question before trusting the authority, "" when not offered
	pin       string
	system    string
}

type certView struct {
	title string // "1  cpd-lab.apps.example.org"
	facts []fact
	sum   string // the SHA-256, hex
}

// reasonUnknownCA is the trouble that trusting an authority ends.
const reasonUnknownCA = "unknown-ca"

func (w *Window) describeChain(p profile.Profile, s *session) chainView {
	look := s.chain
	if look == nil {
		return chainView{}
	}
	t := w.t
	v := chainView{look: look, there: look.there}
	switch {
	case !look.there:
		v.busy = fmt.Sprintf(t.LookingAt, hostOf(p))
		return v
	case look.err != nil:
		f := explain.Explain(look.err)
		v.failure, v.title = &f, f.What
		return v
	}
	c := look.chain
	v.title = fmt.Sprintf(t.CertificatesOf, c.Host)
	v.problem = t.CertificatesGood
	if c.Problem != nil {
		v.problem = explain.Explain(c.Problem).What + ". " + explain.Explain(c.Problem).Why
	}
	for i, cert := range c.Certificates {
		v.certs = append(v.certs, w.certificate(i, cert))
	}
	if len(c.Certificates) == 0 {
		return v
	}
	key := keyWord(t, p)
	if ca, ok := authorityOf(c); ok && c.Problem != nil && string(c.Problem.Reason) == reasonUnknownCA {
		v.authority = fmt.Sprintf(t.TrustAuthorityWhat, key, w.label(&p), c.Host, ca.Subject)
	}
	if (c.Problem != nil || p.TLS.Mode == profile.TLSPin) && c.Certificates[0].SHA256 != p.TLS.PinSHA256 {
		v.pin = fmt.Sprintf(t.PinWhat, key, w.label(&p), c.Host)
	}
	if c.Problem == nil && p.TLS.Mode != profile.TLSVerify && p.TLS.Mode != "" {
		v.system = fmt.Sprintf(t.TrustSystemWhat, key, w.label(&p), c.Host)
	}
	return v
}

func (w *Window) certificate(at int, c wallet.Certificate) certView {
	t, now := w.t, w.now()
	day := func(u time.Time) string { return u.In(w.zone).Format("2 Jan 2006") }
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
	return certView{
		title: fmt.Sprintf("%d  %s · %s", at+1, c.Subject, role),
		facts: filled(
			fact{label: t.CertIssuer, value: issuer, plain: true},
			fact{label: t.CertNames, value: strings.Join(c.Names, ", "), plain: true},
			fact{label: t.CertValid, value: valid, plain: true},
		),
		sum: c.SHA256,
	}
}

// keyWord is what a profile's secret is called within a sentence.
func keyWord(t *text.Texts, p profile.Profile) string {
	title := keyTitle(t, p.Kind, p.SecretKind)
	if title == t.APIKey {
		return title
	}
	return strings.ToLower(title[:1]) + title[1:]
}

// fingerprint writes a SHA-256 as certificate viewers do, so that it can be compared.
func fingerprint(hex string) string {
	var pairs []string
	for pair := range slices.Chunk([]byte(strings.ToUpper(hex)), 2) {
		pairs = append(pairs, string(pair))
	}
	return strings.Join(pairs, ":")
}

// fingerprintLines is the same for reading: where one line is too long it goes on after
// eight or sixteen pairs.
func fingerprintLines(hex string) string {
	var lines []string
	for line := range slices.Chunk([]byte(hex), 32) {
		var parts []string
		for part := range slices.Chunk(line, 16) {
			parts = append(parts, fingerprint(string(part)))
		}
		lines = append(lines, strings.Join(parts, ": "))
	}
	return strings.Join(lines, ":\n")
}
