package profile

// Bound says where a key may be sent. It is stored with the key, in the keyring,
// so that a changed profiles file alone never sends a key to a new place.
type Bound struct {
	Kind           Kind   `json:"kind"`
	Username       string `json:"username"`
	AuthOrigin     string `json:"auth_origin"`               // scheme://host:port that receives the key
	IdentityOrigin string `json:"identity_origin,omitempty"` // what else receives it, if any: the identity service, the newer sign-in
	TLS            string `json:"tls"`                       // verify, pin or insecure
	CASHA256       string `json:"ca_sha256"`                 // of the profile's further roots, "" without
	Pin            string `json:"pin"`
	Proxy          string `json:"proxy"`
}

// Bound is where this profile sends its key. Its origins are in a canonical form, so
// that writing the same place differently (case, default port, order of nothing but
// blanks in a certificate file) is no change.
func (p Profile) Bound() Bound {
	mode := p.TLS.Mode
	if mode == "" {
		mode = TLSVerify
	}
	b := Bound{
		Kind:       p.Kind,
		Username:   p.Username,
		AuthOrigin: p.AuthOrigin(),
		TLS:        string(mode),
		CASHA256:   caHash(p.TLS.CAPEM),
		Pin:        NormalizePin(p.TLS.PinSHA256),
		Proxy:      canonicalProxy(p.Proxy),
	}
	if identity := p.IdentityURL(); identity != "" {
		b.IdentityOrigin = canonicalOrigin(identity)
	} else if second := p.FallbackURL(); second != "" {
		b.IdentityOrigin = canonicalOrigin(second)
	}
	return b
}

// Equal reports whether two bounds are the same place in every respect.
func (b Bound) Equal(o Bound) bool { return b == o }

// Difference is one respect in which two bounds or places differ, for people to read.
type Difference struct {
	Field    string // its JSON name in the bound or place: "auth_origin"
	Old, New string // "" for none
}

// Differences lists how o differs from b, in the order of the fields.
func (b Bound) Differences(o Bound) []Difference {
	return differences([]Difference{
		{"kind", string(b.Kind), string(o.Kind)},
		{"username", b.Username, o.Username},
		{"auth_origin", b.AuthOrigin, o.AuthOrigin},
		{"identity_origin", b.IdentityOrigin, o.IdentityOrigin},
		{"tls", b.TLS, o.TLS},
		{"ca_sha256", b.CASHA256, o.CASHA256},
		{"pin", b.Pin, o.Pin},
		{"proxy", b.Proxy, o.Proxy},
	})
}
