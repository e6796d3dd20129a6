package profile

import (
	"fmt"
	"net/url"
	"strings"
)

// Paths of the token calls.
const (
	pathIAM      = "/identity/token"
	pathMCSPv2   = "/api/2.0"
	pathMCSPRest = "/api/rest/mcsp"
	pathMCSPv1   = "/siusermgr/api/1.0"
	pathMCSPKeys = "/apikeys/token"
	pathCP4D     = "/icp4d-api/v1/authorize"
	pathValidate = "/v1/preauth/validateAuth"
	pathIdentity = "/idprovider/v1/auth/identitytoken"
)

// scopeQuery asks for the roles of a scoped watsonx-on-AWS token and nothing more.
const scopeQuery = "?includeBuiltinActions=false&includeCustomActions=false&includeRoles=true&prefixRolesWithDefinitionScope=false"

// SignInURL is the full url of the first token call: the one that receives the key.
// It fails when the profile's url or auth_url is not an https address.
func (p Profile) SignInURL() (string, error) {
	base, path, err := p.signInBase()
	if err != nil {
		return "", fmt.Errorf("sign-in address of %s: %w", p.Kind.Title(), err)
	}
	if call := p.Kind.traits().path; call != nil {
		return base.String() + call(p, path), nil
	}
	return "", fmt.Errorf("sign-in address: unknown kind: use one of %s", joinKinds())
}

// signInBase is the origin and base path of the sign-in: the profile's auth_url,
// else what its kind and url imply.
func (p Profile) signInBase() (origin, string, error) {
	if p.AuthURL != "" {
		a, err := ParseAuthURL(p.Kind, p.AuthURL)
		if err != nil {
			return origin{}, "", err
		}
		if a.NeedsConsent {
			return origin{}, "", errScheme
		}
		return originOf(a.URL)
	}
	service, _, err := originOf(p.URL)
	if err != nil {
		return origin{}, "", err
	}
	if base := p.Kind.traits().base; base != nil {
		return base(p, service)
	}
	return oldPort(service), "", nil
}

// iamFor is the IAM of a service host. Only hosts of IBM's test domain sign in at
// the test IAM, only its private hosts at the private one: a host that nothing is
// known of has the public IAM, as IBM documents it.
func iamFor(host string) string {
	name, ibm := strings.CutSuffix(host, ".cloud.ibm.com")
	if !ibm {
		return iamURL
	}
	name, private := strings.CutPrefix(name, "private.")
	test := strings.Contains("."+name+".", ".test.")
	switch {
	case private && test:
		return iamPrivateTestURL
	case private:
		return iamPrivateURL
	case test:
		return iamTestURL
	}
	return iamURL
}

// mcspFor is the sign-in base of a watsonx-on-AWS service. Nothing below GovCloud's
// domain ever signs in at the commercial service.
func mcspFor(service origin) string {
	if r, ok := RegionOf(service.canonical()); ok && r.Kind == AWS {
		return r.AuthURL
	}
	if host, gov := strings.CutSuffix(service.host, ".ibmforusgov.com"); gov {
		if strings.HasSuffix("."+host, ".prep") {
			return govPrepURL
		}
		return govURL
	}
	return mcspURL
}

// mcspPath is the path of the token call below a base path. Only the 2.0 API has a
// form scoped to an account.
func (p Profile) mcspPath(base string) string {
	if strings.HasSuffix(base, pathMCSPRest) || strings.HasSuffix(base, pathMCSPv1) {
		return base + pathMCSPKeys
	}
	if p.AccountID != "" {
		return base + pathMCSPv2 + "/accounts/" + url.PathEscape(p.AccountID) + pathMCSPKeys + scopeQuery
	}
	return base + pathMCSPv2 + pathMCSPKeys
}

// studioPort gives a Watson Studio Local host the port of its gateway: "icp" without
// a port has 31843, "openshift" is taken as it is.
func (p Profile) studioPort(o origin) origin {
	o = oldPort(o)
	if o.port == "" && strings.EqualFold(p.InstanceID, InstanceICP) {
		o.port = portICP
	}
	return o
}

// oldPort replaces the port that old documents name by the one that answers.
func oldPort(o origin) origin {
	if o.port == portICPOld {
		o.port = portICP
	}
	return o
}

// AuthOrigin is the origin that receives the key: scheme, host and port, with the
// default port left out. It is "" when the profile's addresses are not valid.
func (p Profile) AuthOrigin() string {
	address, err := p.SignInURL()
	if err != nil {
		return ""
	}
	return canonicalOrigin(address)
}

// IdentityURL is the token call of a cluster's identity service, or "" when the
// profile names none. It takes passwords only: an API key never goes there.
func (p Profile) IdentityURL() string {
	if p.Kind != CP4D || p.SecretKind == APIKey || p.CPDIdentity == "" || p.CPDIdentity == IdentityOff {
		return ""
	}
	o, _, err := originOf(p.CPDIdentity)
	if err != nil {
		return ""
	}
	return o.String() + pathIdentity
}

// ServiceURL is the origin of the service's calls, "" when the url is not valid. For
// Watson Studio Local on ICP it has the gateway's port.
func (p Profile) ServiceURL() string {
	o, _, err := originOf(p.URL)
	if err != nil {
		return ""
	}
	if p.Kind == StudioLocal {
		o = p.studioPort(o)
	}
	return o.String()
}

// Platform is the origin of the calls for spaces and projects: the profile's
// platform_url, else its region's, else the service's own.
func (p Profile) Platform() string {
	if o, _, err := originOf(p.PlatformURL); err == nil {
		return o.String()
	}
	if r, ok := RegionOf(canonicalOrigin(p.URL)); ok {
		return r.PlatformURL
	}
	return p.ServiceURL()
}

// Host is the url's host and port, for lists. A url that can't be read is given
// back as it is, without its scheme.
func (p Profile) Host() string {
	o, _, err := originOf(p.URL)
	if err != nil {
		_, rest, _ := strings.Cut(p.URL, "://")
		return rest
	}
	return o.hostPort()
}
