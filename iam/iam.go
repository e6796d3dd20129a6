// Package iam signs in: it turns a [Credential] (a profile and its key) into a
// bearer [Token] by the exchange that the profile's kind needs, and checks a
// credential step by step. It owns the one HTTP stack for sign-in and service calls:
// TLS, proxies, time limits, redirects, answer limits.
//
// Everything that can go wrong comes back as an [*Error] that names the check at
// which it happened; package words makes sentences of it.
package iam

import (
	"context"
	"time"

	"lanyard/internal/profile"
	"lanyard/internal/secret"
)

// Credential is what an exchange needs.
type Credential struct {
	Profile profile.Profile
	Key     secret.Text // API key or password, as Profile.SecretKind says
	Session SignedIn    // for a profile that signs in with codes, in the key's place
	Proxy   secret.Text // the proxy's password, if the profile's proxy has a user
}

// SignedIn gives a new token of a session that a one-time code has opened. It fails with
// [ReasonNeedsCode] where none lives.
type SignedIn func(ctx context.Context) (Token, error)

// Token is a bearer token with its times. Tokens live in memory only.
//
// Times are by this computer's clock, in UTC, without the monotonic part, so that
// ExpiresAt minus the wall clock is right after sleep and after clock changes:
// where the server's clock differs from ours by more than a few seconds, the
// server's times are moved by Skew.
type Token struct {
	Access    secret.Text
	Type      string        // "Bearer"
	IssuedAt  time.Time     // zero: unknown
	ExpiresAt time.Time     // zero: unknown lifetime
	Skew      time.Duration // the server's clock minus ours, 0 when unknown or small
	Claims    Claims        // decoded, not verified

	// SessionEnds is when the session that the token is of ends in any case: after that
	// a new one takes a one-time code. Zero: unknown, or there is none.
	SessionEnds time.Time
}

// Claims is what a token says of itself. Nothing here is verified: good for showing
// whose token it is, never for a decision about access.
type Claims struct {
	Subject     string // sub
	SubjectType string // "user", "service ID", "trusted profile" or ""
	Name        string // display name, if any
	Email       string
	IAMID       string         // iam_id
	AccountID   string         // account.bss, or the kind's counterpart
	Issuer      string         // iss
	Scope       string         // scope
	Roles       []string       // role, permissions
	IssuedAt    time.Time      // iat by the server's clock, zero when missing
	ExpiresAt   time.Time      // exp by the server's clock, zero when missing or absurd
	Raw         map[string]any // the whole payload; nil when the token is no JWT
}

// Check is one step of signing in and of the staged test, in the words of the
// command line's JSON.
type Check string

// The checks, in their order. The last is CheckSpace or CheckProject.
const (
	CheckKeyring Check = "keyring"
	CheckAddress Check = "address"
	CheckNetwork Check = "network"
	CheckTLS     Check = "tls"
	CheckSignIn  Check = "sign-in"
	CheckToken   Check = "token"
	CheckService Check = "service"
	CheckSpace   Check = "space"
	CheckProject Check = "project"
)
