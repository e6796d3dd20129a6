package profile

import (
	"errors"
	"net/netip"
	"net/url"
	"strings"
)

// The calls around one-time codes, below a sign-in base.
const (
	pathDiscovery = "/identity/.well-known/openid-configuration"
	pathSessions  = "/v1/sessions/"
	pathState     = "/state"
	pathAccounts  = "/coe/v2/accounts"
)

// maxPage is how long a page's address may be, in bytes.
const maxPage = 2000

// errNoCodes is for a kind that has no one-time codes.
var errNoCodes = errors.New("only IBM Cloud has one-time codes")

// DiscoveryURL is where the sign-in host says at which page it shows one-time codes.
func (p Profile) DiscoveryURL() (string, error) { return p.belowSignIn(pathDiscovery) }

// SessionURL is the call that keeps a session of that id from ending while it is idle.
func (p Profile) SessionURL(id string) (string, error) {
	return p.belowSignIn(pathSessions + url.PathEscape(id) + pathState)
}

// AccountsURL is the list of accounts that a person has. For IBM's own sign-in hosts that
// is a host of its own; any other sign-in host is asked itself.
func (p Profile) AccountsURL() (string, error) {
	base, _, err := p.signInBase()
	switch {
	case err != nil:
		return "", err
	case !isIAM(base.host):
		return p.belowSignIn(pathAccounts)
	case isTest(base.host):
		return "https://accounts.test.cloud.ibm.com" + pathAccounts, nil
	}
	return "https://accounts.cloud.ibm.com" + pathAccounts, nil
}

func (p Profile) belowSignIn(path string) (string, error) {
	if !p.Kind.HasCodes() {
		return "", errNoCodes
	}
	base, below, err := p.signInBase()
	if err != nil {
		return "", err
	}
	return base.String() + below + path, nil
}

// CheckPasscodePage says why a page must not be opened as the one that shows one-time
// codes, and gives its address as it may be opened. A person types a password there, so
// it is on the sign-in host itself, over https; for IBM's own sign-in hosts it may be on
// one below iam.cloud.ibm.com, on this computer at another port.
func (p Profile) CheckPasscodePage(page string) (string, error) {
	base, _, err := p.signInBase()
	if err != nil {
		return "", err
	}
	if len(page) > maxPage || strings.ContainsFunc(page, func(r rune) bool { return r <= ' ' || r >= 0x7f }) {
		return "", errors.New("its address is not valid")
	}
	u, err := url.Parse(page)
	if err != nil || u.Opaque != "" || u.Host == "" {
		return "", errors.New("its address is not valid")
	}
	if !strings.EqualFold(u.Scheme, "https") {
		return "", errors.New("its address is not https")
	}
	at, err := parseAuthority("https", u.Host)
	if err != nil || u.User != nil {
		return "", errors.New("its address is not valid")
	}
	if !pageFits(base, at) {
		return "", errors.New("it is at another host: " + at.hostPort())
	}
	u.Scheme, u.Host = "https", at.hostPort()
	return u.String(), nil
}

// pageFits reports whether a page at an origin belongs to a sign-in host.
func pageFits(signIn, page origin) bool {
	switch {
	case signIn.canonical() == page.canonical():
		return true
	case isIAM(signIn.host):
		return isIAM(page.host) && isTest(signIn.host) == isTest(page.host) && (page.port == "" || page.port == portHTTPS)
	}
	return signIn.host == page.host && isLoopback(signIn.host)
}

// isTest reports whether a host of IBM Cloud's is one of its test domain.
func isTest(host string) bool { return strings.HasSuffix(host, ".test.cloud.ibm.com") }

// isLoopback reports whether a host's name or address is this computer.
func isLoopback(host string) bool {
	if host == "localhost" {
		return true
	}
	a, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return err == nil && a.IsLoopback()
}
