package iam

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"lanyard/internal/profile"
)

// Reason says in one word what went wrong where no IBM code does: the transport's
// failures, and answers that cannot be used. Package words has a row for each.
type Reason string

// The reasons.
const (
	ReasonAddress      Reason = "address"       // the profile's fields don't make a request
	ReasonNoKey        Reason = "no-key"        // there is no key to send
	ReasonOtherKey     Reason = "other-key"     // the key has the form of another product's; nothing was sent
	ReasonDNS          Reason = "dns"           // the name has no address
	ReasonRefused      Reason = "refused"       // nothing listens there
	ReasonUnreachable  Reason = "unreachable"   // no route, network down
	ReasonReset        Reason = "reset"         // the connection was cut
	ReasonTimeout      Reason = "timeout"       // a time limit passed
	ReasonCanceled     Reason = "canceled"      // the user, or the program's end
	ReasonProxy        Reason = "proxy"         // the proxy can't be reached or answers junk
	ReasonProxyAddress Reason = "proxy-address" // what names the proxy is no address of one
	ReasonProxyAuth    Reason = "proxy-auth"    // 407
	ReasonForbidden    Reason = "forbidden"     // this computer's policy does not allow it; nothing was sent
	ReasonForeignProxy Reason = "foreign-proxy" // certificates are not checked, and somebody else than the profile names a proxy
	ReasonUnknownCA    Reason = "unknown-ca"    // the chain ends at an authority nobody here trusts
	ReasonWrongName    Reason = "wrong-name"    // the certificate is for other names
	ReasonExpiredCert  Reason = "expired-cert"  // expired, or not yet valid
	ReasonPinMismatch  Reason = "pin-mismatch"  // not the certificate that was pinned
	ReasonOldTLS       Reason = "old-tls"       // the server speaks nothing from TLS 1.2 on
	ReasonNotTLS       Reason = "not-tls"       // the port speaks no TLS
	ReasonBadCA        Reason = "bad-ca"        // the profile's own CA is no certificate
	ReasonSystemCA     Reason = "system-ca"     // what names the system's authorities leads to no file
	ReasonTLS          Reason = "tls"           // any other failure of the handshake
	ReasonRedirectHost Reason = "redirect-host" // a redirect to another host, not followed
	ReasonRedirectHTTP Reason = "redirect-http" // a redirect to http, not followed
	ReasonRedirect     Reason = "redirect"      // a redirect on the same host that a key must not follow, or too many
	ReasonRefusedKey   Reason = "refused-key"   // the server refused the credential (400, 401, 403) without a known code
	ReasonHTML         Reason = "html"          // a web page instead of an answer
	ReasonEmpty        Reason = "empty"         // an answer without a body
	ReasonCut          Reason = "cut"           // the answer ended too early
	ReasonTooBig       Reason = "too-big"       // over the limit
	ReasonNotHTTP      Reason = "not-http"      // what came back was no HTTP answer
	ReasonNotJSON      Reason = "not-json"      // neither JSON nor a web page
	ReasonNoToken      Reason = "no-token"      // JSON without a token
	ReasonBadToken     Reason = "bad-token"     // a token that can't go into a header
	ReasonDeadToken    Reason = "dead-token"    // a token that is over, or nearly, when it comes
	ReasonNeedsCode    Reason = "needs-code"    // no session lives: a one-time code is asked for
	ReasonCode         Reason = "code"          // the one-time code was refused
	ReasonSessionEnded Reason = "session-ended" // the session that a code opened is over
	ReasonCodePage     Reason = "code-page"     // no page for one-time codes, or one that must not be opened
	ReasonRateLimited  Reason = "rate-limited"  // 429
	ReasonServer       Reason = "server"        // 5xx
	ReasonStatus       Reason = "status"        // any other unexpected status
)

// Step tells the requests of a sign-in apart where it takes two.
type Step string

// The steps that are not simply "send the key".
const (
	StepAssume   Step = "assume"   // the API key was good; now the trusted profile
	StepIdentity Step = "identity" // the cluster's identity service
	StepCode     Step = "code"     // a one-time code for a session
	StepRenew    Step = "renew"    // a session's next token
	StepValidate Step = "validate" // the identity service's token, shown to the cluster
)

// Error is a failure with the check at which it happened. It holds no secret: every
// text from a server in it has been cleaned.
type Error struct {
	Check      Check
	Reason     Reason
	Kind       profile.Kind // of the profile, and so of the place that was asked
	SecretKind profile.SecretKind
	Step       Step          // which request of the sign-in, "" where there is but one
	Host       string        // whom we talked to: host, and port where it isn't 443
	Via        string        // the proxy in between: host:port, "" without
	ViaFrom    string        // who named a foreign proxy: "settings", "environment" or "system"
	Status     int           // HTTP status, 0 without an answer
	Code       string        // IBM's code, such as BXNIM0415E
	Message    string        // the server's words: cleaned, at most 300 characters
	RequestID  string        // IBM's request or trace id
	RetryAfter time.Duration // what the server asked for, 0 without
	Err        error         // the cause, may be nil
}

// Error gives the operation, the host and the cause in one line.
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s", e.Check)
	if e.Host != "" {
		fmt.Fprintf(&b, " at %s", e.Host)
	}
	fmt.Fprintf(&b, ": %s", e.Reason)
	if e.Status != 0 {
		fmt.Fprintf(&b, " (HTTP %d)", e.Status)
	}
	for _, s := range []string{e.Code, e.Message} {
		if s != "" {
			b.WriteString(": " + s)
		}
	}
	if e.Err != nil && e.Message == "" {
		fmt.Fprintf(&b, ": %v", e.Err)
	}
	return b.String()
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// Retryable reports whether the same request may succeed a little later: 429, 5xx
// and a connection that was cut. Never after a refusal: on-premises directories lock
// accounts.
func (e *Error) Retryable() bool {
	if e.Check == CheckNetwork && e.Via != "" && e.Status != 0 {
		return false // the proxy said no
	}
	return e.Status == http.StatusTooManyRequests || e.Status >= 500 || e.Reason == ReasonReset
}
