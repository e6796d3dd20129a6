package profile

import "strings"

// Place is all that decides where a profile's key, token or password goes and as whom it
// signs in. What the user agreed to is kept as a Place for each profile, so that a
// profiles file that was changed outside of Lanyard sends nothing to a new place. Its
// addresses are in a canonical form, as those of a [Bound].
type Place struct {
	Kind           Kind   `json:"kind"`
	Username       string `json:"username,omitempty"`
	SignIn         SignIn `json:"sign_in,omitempty"`         // ByCode where there is no key
	Key            string `json:"key"`                       // the key's id
	KeyFrom        string `json:"key_from,omitempty"`        // where the key lies, if not on this computer
	AuthURL        string `json:"auth_url"`                  // full url of the call that receives the key
	Identity       string `json:"identity,omitempty"`        // the identity service that receives a password, if any
	URL            string `json:"url"`                       // the service, which receives the token
	PlatformURL    string `json:"platform_url,omitempty"`    // spaces and projects, where the profile names it
	AccountID      string `json:"account_id,omitempty"`      // the account to sign in to
	TrustedProfile string `json:"trusted_profile,omitempty"` // "id …", "crn …" or "name …"
	TLS            string `json:"tls"`                       // verify, pin or insecure
	CASHA256       string `json:"ca_sha256,omitempty"`       // of the profile's further roots
	Pin            string `json:"pin,omitempty"`
	Proxy          string `json:"proxy,omitempty"`
	ProxyKey       string `json:"proxy_key,omitempty"` // the id of the proxy's password
}

// Place is where this profile sends what is secret, and as whom it signs in. A profile
// whose addresses cannot be used has them as they are written.
func (p Profile) Place() Place {
	b := p.Bound()
	at := Place{
		Kind: b.Kind, Username: b.Username, Key: p.KeyID, KeyFrom: p.KeyFrom,
		URL: p.writtenURL(), PlatformURL: writtenOrigin(p.PlatformURL),
		AccountID: p.AccountID, TrustedProfile: p.TrustedProfile.text(),
		TLS: b.TLS, CASHA256: b.CASHA256, Pin: b.Pin, Proxy: b.Proxy, ProxyKey: p.ProxyKeyID,
	}
	if p.ByCode() {
		at.SignIn, at.Key, at.KeyFrom = ByCode, "", ""
	}
	var err error
	if at.AuthURL, err = p.SignInURL(); err != nil {
		at.AuthURL = p.AuthURL
	}
	if at.Identity = p.IdentityURL(); at.Identity == "" {
		at.Identity = p.FallbackURL()
	}
	return at
}

// writtenURL is where the token goes. At an instance of watsonx Orchestrate that is its own
// path.
func (p Profile) writtenURL() string {
	if at := p.InstanceURL(); p.Kind.traits().within && at != "" {
		return at
	}
	return writtenOrigin(p.URL)
}

// writtenOrigin is an address in its canonical form, or as it is written when it has none.
func writtenOrigin(address string) string {
	if address == "" {
		return ""
	}
	if o := canonicalOrigin(address); o != "" {
		return o
	}
	return address
}

// text is a trusted profile in words that tell its three forms apart; "" for none.
func (t *TrustedProfile) text() string {
	switch {
	case t == nil:
		return ""
	case t.ID != "":
		return "id " + t.ID
	case t.CRN != "":
		return "crn " + t.CRN
	case t.Name != "":
		return "name " + t.Name
	}
	return ""
}

// Differences lists how o differs from at, in the order of the fields.
func (at Place) Differences(o Place) []Difference {
	return differences([]Difference{
		{"kind", string(at.Kind), string(o.Kind)},
		{"username", at.Username, o.Username},
		{"sign_in", string(at.SignIn), string(o.SignIn)},
		{"key_id", at.Key, o.Key},
		{"key_from", at.KeyFrom, o.KeyFrom},
		addressDifference("auth", at.AuthURL, o.AuthURL),
		addressDifference("identity", at.Identity, o.Identity),
		{"url", at.URL, o.URL},
		{"platform_url", at.PlatformURL, o.PlatformURL},
		{"account_id", at.AccountID, o.AccountID},
		{"trusted_profile", at.TrustedProfile, o.TrustedProfile},
		{"tls", at.TLS, o.TLS},
		{"ca_sha256", at.CASHA256, o.CASHA256},
		{"pin", at.Pin, o.Pin},
		{"proxy", at.Proxy, o.Proxy},
		{"proxy_key_id", at.ProxyKey, o.ProxyKey},
	})
}

// addressDifference tells of another host by the hosts alone, of another path on the same
// host by the whole addresses.
func addressDifference(name, was, is string) Difference {
	if old, now := writtenOrigin(was), writtenOrigin(is); old != now {
		return Difference{name + "_origin", old, now}
	}
	return Difference{name + "_url", was, is}
}

// differences keeps those that are some.
func differences(all []Difference) []Difference {
	var out []Difference
	for _, d := range all {
		if d.Old != d.New {
			out = append(out, d)
		}
	}
	return out
}

// StaysWithIBM reports whether o differs from at in nothing but the service's address,
// and both are IBM's own hosts of the same kind, reached over verified TLS: such as
// another region. Nothing secret goes to anybody else then.
func (at Place) StaysWithIBM(o Place) bool {
	if at.TLS != string(TLSVerify) || !isIBMs(at) || !isIBMs(o) {
		return false
	}
	at.URL, at.PlatformURL = o.URL, o.PlatformURL
	return at == o
}

// isIBMs reports whether a place's service and platform are hosts of IBM for its kind.
func isIBMs(at Place) bool {
	host := func(address string) string {
		o, _, err := originOf(address)
		if err != nil {
			return ""
		}
		return strings.ToLower(o.host)
	}
	if owner := ownerOf(host(at.URL)); owner == "" || owner != at.Kind {
		return false
	}
	return at.PlatformURL == "" || platformOwner(host(at.PlatformURL)) == at.Kind
}

// platformOwner tells whose platform a host is: one of IBM's, or "" for any other.
func platformOwner(host string) Kind {
	switch {
	case !platformHost().MatchString(host):
		return ""
	case strings.HasSuffix(host, ".cloud.ibm.com"):
		return Cloud
	}
	return AWS
}
