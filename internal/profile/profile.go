// Package profile has the non-secret half of a credential: the [Profile], the
// [Kind] of place it signs in to, the [Bound] that says where its key may be sent,
// and the rules that turn an address as people paste it into the addresses that a
// sign-in needs. It is pure: no file, no network, no clock.
package profile

import (
	"encoding/json"
	"time"
)

// Kind says where a profile signs in. Its text is what flags and files use.
type Kind string

// The kinds.
const (
	Cloud       Kind = "cloud"        // IBM Cloud: IAM API keys of users and service IDs
	AWS         Kind = "aws"          // watsonx on AWS and GovCloud: the SaaS console's API keys
	CP4D        Kind = "cp4d"         // Cloud Pak for Data, IBM Software Hub: a cluster of one's own
	StudioLocal Kind = "studio-local" // Watson Studio Local, DSX Local, ICP for Data 1.x and 2.x
	Orchestrate Kind = "orchestrate"  // watsonx Orchestrate on IBM Cloud, on AWS and on Cloud Pak for Data
)

// Kinds lists the kinds in the order in which people are offered them.
func Kinds() []Kind { return []Kind{Cloud, AWS, CP4D, StudioLocal, Orchestrate} }

// SecretKind says what a profile's key is.
type SecretKind string

// The kinds of key.
const (
	APIKey   SecretKind = "api-key"
	Password SecretKind = "password"
)

// SignIn is what a profile signs in with. The zero value means ByKey.
type SignIn string

// The ways to sign in.
const (
	ByKey  SignIn = "key"  // the stored API key or password
	ByCode SignIn = "code" // one-time codes of a web page; nothing is stored
)

// The two values of a Watson Studio Local profile's instance_id.
const (
	InstanceICP       = "icp"       // the sign-in address gets port 31843 when it has none
	InstanceOpenShift = "openshift" // the sign-in address is taken as it is
)

// IdentityOff is the CPDIdentity of a cluster that must not use its identity service.
const IdentityOff = "off"

// TLSMode says how a profile's servers prove who they are.
type TLSMode string

// The modes. The zero value means TLSVerify.
const (
	TLSVerify   TLSMode = "verify"   // the system's roots, and the profile's CA where it has one
	TLSPin      TLSMode = "pin"      // exactly one certificate, by its SHA-256
	TLSInsecure TLSMode = "insecure" // not at all: the user's explicit choice for one profile
)

// TLS is how a profile checks its servers' certificates.
type TLS struct {
	Mode      TLSMode `json:"mode"`
	CAPEM     string  `json:"ca_pem,omitempty"`     // further roots: certificates as PEM text
	PinSHA256 string  `json:"pin_sha256,omitempty"` // lower-case hex of the leaf certificate's SHA-256
}

// TrustedProfile names the IAM trusted profile to sign in as. One of ID, CRN or
// Name is set; Name needs the profile's AccountID beside it.
type TrustedProfile struct {
	ID   string `json:"id,omitempty"`
	CRN  string `json:"crn,omitempty"`
	Name string `json:"name,omitempty"`
}

// Profile is a named record without secrets: where to sign in, as whom, and for
// which service, space or project. Its JSON form is one element of profiles.json.
type Profile struct {
	ID             string          `json:"id"`   // random, never changes
	Name           string          `json:"name"` // unique ignoring case, see CheckName
	Kind           Kind            `json:"kind"`
	URL            string          `json:"url"`                 // the service's origin: scheme, host and port, nothing else
	AuthURL        string          `json:"auth_url,omitempty"`  // sign-in base where it isn't the kind's usual one
	AuthType       AuthType        `json:"auth_type,omitempty"` // orchestrate, where neither address nor username tell it
	InstanceID     string          `json:"instance_id,omitempty"`
	Username       string          `json:"username,omitempty"` // cp4d, studio-local, and orchestrate on a cluster
	SignIn         SignIn          `json:"sign_in,omitempty"`  // ByCode for one that has no key
	SecretKind     SecretKind      `json:"secret_kind"`
	KeyID          string          `json:"key_id"`             // the key's id in the keyring; profiles may share one
	KeyFrom        string          `json:"key_from,omitempty"` // where the key lies if not here: vault://HOST/MOUNT/PATH#FIELD
	AccountID      string          `json:"account_id,omitempty"`
	TrustedProfile *TrustedProfile `json:"trusted_profile,omitempty"`
	CPDVersion     string          `json:"cpd_version,omitempty"`  // "4.8": two numbers
	CPDIdentity    string          `json:"cpd_identity,omitempty"` // "", IdentityOff, or the identity service's origin
	PlatformURL    string          `json:"platform_url,omitempty"` // spaces and projects, where no region map knows it
	SpaceID        string          `json:"space_id,omitempty"`     // SpaceID and ProjectID exclude each other
	ProjectID      string          `json:"project_id,omitempty"`
	TLS            TLS             `json:"tls"`
	Proxy          string          `json:"proxy,omitempty"`        // http(s)://[user@]host:port, no password in it
	ProxyKeyID     string          `json:"proxy_key_id,omitempty"` // the proxy password's id in the keyring
	Tags           []string        `json:"tags,omitempty"`
	Production     bool            `json:"production,omitempty"`
	AutoRenew      bool            `json:"auto_renew,omitempty"`
	Pinned         bool            `json:"pinned,omitempty"` // at the top of the window's list, and in the tray
	CreatedAt      time.Time       `json:"created_at"`
	ChangedAt      time.Time       `json:"changed_at"`

	// Extra holds the fields that this version doesn't know; they survive a save.
	Extra map[string]json.RawMessage `json:"-"`
}

// ByCode reports whether a profile signs in with one-time codes: it has no key.
func (p Profile) ByCode() bool { return p.SignIn == ByCode }
