package ui

import (
	"cmp"
	"strings"

	"lanyard/internal/profile"
	"lanyard/ui/text"
)

// identityAsk is the question whether a cluster's identity service may get the
// password, and where that is.
type identityAsk struct {
	seen    profile.Bound // of the profile as it was asked about
	address string        // proposed
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
	s.identity = &identityAsk{seen: p.Bound(), address: address, then: then}
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
