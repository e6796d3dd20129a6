package explain

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"time"

	"lanyard/iam"
	"lanyard/internal/profile"
	"lanyard/internal/wallet"
	"lanyard/store"
)

// reasons are all reasons of package iam with the check at which they happen.
func reasons() map[iam.Reason]iam.Check {
	return map[iam.Reason]iam.Check{
		iam.ReasonAddress: iam.CheckAddress, iam.ReasonNoKey: iam.CheckKeyring,
		iam.ReasonDNS: iam.CheckNetwork, iam.ReasonRefused: iam.CheckNetwork, iam.ReasonUnreachable: iam.CheckNetwork,
		iam.ReasonReset: iam.CheckSignIn, iam.ReasonTimeout: iam.CheckSignIn, iam.ReasonCanceled: iam.CheckSignIn,
		iam.ReasonProxy: iam.CheckNetwork, iam.ReasonProxyAddress: iam.CheckNetwork, iam.ReasonProxyAuth: iam.CheckNetwork, iam.ReasonForeignProxy: iam.CheckKeyring,
		iam.ReasonUnknownCA: iam.CheckTLS, iam.ReasonWrongName: iam.CheckTLS, iam.ReasonExpiredCert: iam.CheckTLS,
		iam.ReasonPinMismatch: iam.CheckTLS, iam.ReasonOldTLS: iam.CheckTLS, iam.ReasonNotTLS: iam.CheckTLS,
		iam.ReasonBadCA: iam.CheckTLS, iam.ReasonSystemCA: iam.CheckTLS, iam.ReasonTLS: iam.CheckTLS,
		iam.ReasonRedirectHost: iam.CheckSignIn, iam.ReasonRedirectHTTP: iam.CheckSignIn, iam.ReasonRedirect: iam.CheckSignIn,
		iam.ReasonRefusedKey: iam.CheckSignIn, iam.ReasonHTML: iam.CheckSignIn, iam.ReasonEmpty: iam.CheckSignIn,
		iam.ReasonCut: iam.CheckSignIn, iam.ReasonTooBig: iam.CheckSignIn, iam.ReasonNotHTTP: iam.CheckSignIn, iam.ReasonNotJSON: iam.CheckSignIn,
		iam.ReasonNoToken: iam.CheckToken, iam.ReasonBadToken: iam.CheckToken, iam.ReasonDeadToken: iam.CheckToken,
		iam.ReasonNeedsCode: iam.CheckSignIn, iam.ReasonCode: iam.CheckSignIn, iam.ReasonSessionEnded: iam.CheckSignIn, iam.ReasonCodePage: iam.CheckSignIn,
		iam.ReasonRateLimited: iam.CheckSignIn, iam.ReasonServer: iam.CheckSignIn, iam.ReasonStale: iam.CheckService, iam.ReasonKeyLocked: iam.CheckService,
	}
}

func TestEveryReasonHasItsOwnWords(t *testing.T) {
	for reason, check := range reasons() {
		f := Explain(&iam.Error{Check: check, Reason: reason, Host: "h.example.com", Status: 200})
		if strings.Contains(f.What, "something unexpected") {
			t.Errorf("%s falls through to the last row", reason)
		}
		wellFormed(t, string(reason), f)
	}
}

// wellFormed checks what every failure owes to its reader.
func wellFormed(t *testing.T, name string, f Failure) {
	t.Helper()
	switch {
	case f.Exit == 0:
		t.Errorf("%s: no exit code", name)
	case f.What == "" || strings.HasSuffix(f.What, "."):
		t.Errorf("%s: what is %q", name, f.What)
	case f.Exit != ExitInterrupted && f.Next == "":
		t.Errorf("%s: nothing to do next", name)
	case f.Next != "" && !strings.ContainsAny(f.Next[len(f.Next)-1:], ".?"):
		t.Errorf("%s: next is %q", name, f.Next)
	case f.Why != "" && !strings.ContainsAny(f.Why[len(f.Why)-1:], ".?)"):
		t.Errorf("%s: why is %q", name, f.Why)
	}
	for _, s := range []string{f.What, f.Why, f.Next} {
		if strings.ContainsAny(s, "{}[]!") || strings.Contains(s, "  ") || strings.Contains(s, "..") {
			t.Errorf("%s: %q", name, s)
		}
		if s != "" && s[0] >= 'a' && s[0] <= 'z' && !strings.HasPrefix(s, "h.example.com") && !strings.HasPrefix(s, "watsonx") {
			t.Errorf("%s: %q does not begin like a sentence", name, s)
		}
	}
}

// TestEveryRowIsReached: a row that a more general one before it hides would be dead.
func TestEveryRowIsReached(t *testing.T) {
	all := rows
	for i, r := range all[:len(all)-1] {
		e := &iam.Error{Check: iam.CheckSignIn, Kind: r.kind, SecretKind: r.secret, Step: r.step, Status: r.status, Reason: r.reason, Host: "h.example.com", Message: "server says so"}
		if len(r.codes) > 0 {
			e.Code = strings.ToUpper(r.codes[0])
		}
		if len(r.checks) > 0 {
			e.Check = r.checks[0]
		}
		if r.port != "" {
			e.Host += ":" + r.port
		}
		if r.proxy {
			e.Via = "proxy:3128"
		}
		if got := find(e); got.what != r.what || got.why != r.why {
			t.Errorf("row %d (%q) is hidden by %q", i, r.what, got.what)
		}
		wellFormed(t, r.what, Explain(e))
		e.Message, e.Host = "", ""
		if r.port == "" {
			wellFormed(t, r.what+", nothing known", Explain(e))
		}
	}
}

func TestSignInFailures(t *testing.T) {
	in, service, space, project := iam.CheckSignIn, iam.CheckService, iam.CheckSpace, iam.CheckProject
	tests := []struct {
		name string
		e    iam.Error
		exit int
		what string
		says string // somewhere in why or next
		act  Action
	}{
		{
			"unknown key",
			iam.Error{Check: in, Reason: iam.ReasonRefusedKey, Status: 400, Code: "BXNIM0415E"},
			4,
			"IBM does not know this API key", "https://cloud.ibm.com/iam/apikeys", ActionReplaceKey,
		},
		{
			"its address",
			iam.Error{Check: in, Reason: iam.ReasonRefusedKey, Status: 401, Code: "BXNIM0430E", Message: "not permitted: 203.0.113.9"},
			4,
			"IBM Cloud does not allow sign-ins from this network", "203.0.113.9", ActionNone,
		},
		{
			"a code nobody told us of",
			iam.Error{Check: in, Reason: iam.ReasonRefusedKey, Status: 400, Code: "BXNIM9999E", Message: "new trouble", Host: "iam"},
			4,
			"iam refused this key", "new trouble", ActionReplaceKey,
		},
		{
			"a trusted profile",
			iam.Error{Check: in, Step: iam.StepAssume, Reason: iam.ReasonRefusedKey, Status: 403, Code: "BXNIM0777E"},
			4,
			"IBM accepted the API key, but not for this trusted profile", "trusted identities", ActionPage,
		},
		{
			"a cluster",
			iam.Error{Check: in, Kind: profile.CP4D, Reason: iam.ReasonRefusedKey, Status: 401, Host: "cpd:8443"},
			4,
			"The cluster refused this user name and password", "identity service", ActionReplaceKey,
		},
		{
			"no route through the proxy",
			iam.Error{Check: iam.CheckNetwork, Reason: iam.ReasonReset, Host: "iam", Via: "p:3128"},
			5,
			"The connection to iam (through the proxy p:3128) was cut", "proxy", ActionAgain,
		},
		{
			"the proxy's password",
			iam.Error{Check: iam.CheckNetwork, Reason: iam.ReasonProxyAuth, Status: 407, Host: "iam", Via: "p:3128", Message: "it offers NTLM"},
			5,
			"The proxy p:3128 wants a user name and password", "it offers NTLM", ActionProxy,
		},
		{
			"a proxy that nobody agreed to",
			iam.Error{Check: iam.CheckKeyring, Reason: iam.ReasonForeignProxy, Host: "cpd", Via: "p:3128", ViaFrom: "environment", Message: "http://p:3128"},
			6,
			"The profile does not check certificates, and agreed to no proxy", "was none, is now http://p:3128, which HTTPS_PROXY in the environment names", ActionProxy,
		},
		{
			"whose certificate",
			iam.Error{Check: iam.CheckTLS, Reason: iam.ReasonUnknownCA, Host: "cpd", Message: "it was issued by Lab CA"},
			5,
			"The certificate of cpd is not trusted", "issued by Lab CA", ActionTrust,
		},
		{
			"the older port",
			iam.Error{Check: iam.CheckNetwork, Kind: profile.StudioLocal, Reason: iam.ReasonRefused, Host: "10.0.0.7:31843"},
			5,
			"Nothing answers on port 31843 of 10.0.0.7", "https://10.0.0.7:443", ActionEdit,
		},
		{
			"another product's key",
			iam.Error{Check: in, Kind: profile.Cloud, Reason: iam.ReasonOtherKey, Message: "usr_1"},
			4,
			"This is not a key of IBM Cloud", "kind aws", ActionReplaceKey,
		},
		{"slow", iam.Error{Check: in, Reason: iam.ReasonTimeout, Host: "iam"}, 5, "iam did not answer in time", "", ActionAgain},
		{
			"busy",
			iam.Error{Check: in, Reason: iam.ReasonRateLimited, Status: 429, Host: "iam", RetryAfter: 5 * time.Minute},
			7,
			"iam asks us to slow down", "5 minutes", ActionAgain,
		},
		{"trouble", iam.Error{Check: in, Reason: iam.ReasonServer, Status: 502, Host: "iam"}, 7, "iam has trouble of its own", "502", ActionAgain},
		{
			"a page",
			iam.Error{Check: in, Reason: iam.ReasonHTML, Status: 200, Host: "cpd", Message: "Log in"},
			7,
			"cpd answered with a web page instead of the service", `titled "Log in"`, ActionEdit,
		},
		{
			"no project's service",
			iam.Error{Check: project, Reason: iam.ReasonRefusedKey, Status: 403, Code: "no_associated_service_instance_error"},
			8,
			"Credential good, but no watsonx.ai Runtime is associated with this project", "Associate service", ActionPage,
		},
		{
			"no role in the space",
			iam.Error{Check: space, Reason: iam.ReasonRefusedKey, Status: 403, Code: "authorization_rejected"},
			8,
			"Credential good, but no access to this space", "role Admin or Editor", ActionNone,
		},
		{
			"a strange 403",
			iam.Error{Check: space, Reason: iam.ReasonRefusedKey, Status: 403},
			8,
			"Credential good, but no access to this deployment space", "Access control", ActionNone,
		},
		{
			"no such space",
			iam.Error{Check: space, Reason: iam.ReasonStatus, Status: 404},
			8,
			"Credential good, but there is no such deployment space here", "region", ActionChoose,
		},
		{
			"another region",
			iam.Error{Check: service, Reason: iam.ReasonRefusedKey, Status: 401, Host: "eu-de.ml.cloud.ibm.com"},
			8,
			"The key works, but not at eu-de.ml.cloud.ibm.com", "region", ActionEdit,
		},
		{
			"nothing we know",
			iam.Error{Check: service, Reason: iam.ReasonStatus, Status: 418, Host: "h", Code: "x", Message: "teapot"},
			7,
			"h answered something unexpected", "teapot", ActionNone,
		},
		{"cancelled", iam.Error{Check: in, Reason: iam.ReasonCanceled, Err: context.Canceled}, 130, "Interrupted", "", ActionNone},
		{
			"fields",
			iam.Error{Check: iam.CheckAddress, Reason: iam.ReasonAddress, Err: errors.New("the url is not https")},
			2,
			"The profile's fields do not make a sign-in", "The url is not https.", ActionEdit,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.e.RequestID = "req-1"
			f := Explain(fmt.Errorf("get a token for x: %w", &tt.e))
			if f.Exit != tt.exit || f.What != tt.what || f.Action != tt.act {
				t.Errorf("exit %d, %q, action %q; want %d, %q, %q", f.Exit, f.What, f.Action, tt.exit, tt.what, tt.act)
			}
			if !strings.Contains(f.Why+f.Next, tt.says) {
				t.Errorf("%q is in neither %q nor %q", tt.says, f.Why, f.Next)
			}
			if f.Check != string(tt.e.Check) || f.Code != tt.e.Code || f.RequestID != "req-1" {
				t.Errorf("check %q, code %q, request id %q", f.Check, f.Code, f.RequestID)
			}
		})
	}
}

// TestAccessIsNeverCalledABadKey: once signed in, no row says or suggests that the
// credential is wrong.
func TestAccessIsNeverCalledABadKey(t *testing.T) {
	for _, check := range []iam.Check{iam.CheckService, iam.CheckSpace, iam.CheckProject} {
		for _, status := range []int{400, 401, 403, 404} {
			reason := iam.ReasonStatus
			if status == 401 || status == 403 {
				reason = iam.ReasonRefusedKey
			}
			f := Explain(&iam.Error{Check: check, Reason: reason, Status: status, Host: "h.example.com"})
			if f.Exit != ExitNoAccess || f.Action == ActionReplaceKey {
				t.Errorf("%s, %d: exit %d, action %q", check, status, f.Exit, f.Action)
			}
			if good := []string{"Credential good", "Signed in", "The key works"}; !slices.ContainsFunc(good, func(p string) bool { return strings.HasPrefix(f.What, p) }) {
				t.Errorf("%s, %d: %q", check, status, f.What)
			}
		}
	}
}

// TestRetryIsPromisedOnlyWhereItHelps: what the client never tries again by itself
// after a refusal, the words don't offer either.
func TestRetryIsPromisedOnlyWhereItHelps(t *testing.T) {
	for reason, check := range reasons() {
		e := &iam.Error{Check: check, Reason: reason, Host: "h"}
		switch reason {
		case iam.ReasonRateLimited:
			e.Status = 429
		case iam.ReasonServer:
			e.Status = 500
		case iam.ReasonRefusedKey:
			e.Status = 401
		}
		if f := Explain(e); e.Retryable() && !f.Retry {
			t.Errorf("%s is tried again, but the words say that does not help", reason)
		} else if f.Retry && (reason == iam.ReasonRefusedKey || check == iam.CheckTLS && reason != iam.ReasonReset) {
			t.Errorf("the words say that %s gets better by itself", reason)
		}
	}
}

// TestServersTextIsNoPattern: what a server says is never read as a part of the table.
func TestServersTextIsNoPattern(t *testing.T) {
	f := Explain(&iam.Error{Check: iam.CheckSignIn, Reason: iam.ReasonRefusedKey, Status: 400, Host: "h", Message: "see {host} [and {nothing}] {"})
	if !strings.Contains(f.Why, "see {host} [and {nothing}] {") {
		t.Errorf("why is %q", f.Why)
	}
}

func TestOtherFailures(t *testing.T) {
	tests := []struct {
		name string
		err  error
		exit int
		says string
	}{
		{"no such profile", &wallet.NotFoundError{Name: "prod", Near: []string{"prod-eu", "prod-us"}}, 3, "Did you mean prod-eu or prod-us?"},
		{"name taken", fmt.Errorf("add: %w", wallet.ErrNameTaken), 1, "unique"},
		{"no key", wallet.ErrNoKey, 2, "Enter the API key"},
		{"changed meanwhile", wallet.ErrChanged, 1, "same time"},
		{"unbound", &wallet.UnboundError{
			Profile: profile.Profile{Name: "lab"},
			Have:    profile.Bound{AuthOrigin: "https://old.example.com"}, Want: profile.Bound{AuthOrigin: "https://new.example.com", Proxy: "http://p:1"},
		}, 6, "Sign-in address: was https://old.example.com, is now https://new.example.com; proxy: was none, is now http://p:1"},
		{"fields", &profile.FieldErrors{List: []profile.FieldError{{Field: "url", Problem: "is missing"}, {Field: "username", Problem: "is missing"}}}, 2, "url: is missing\nusername: is missing"},
		{"damage", fmt.Errorf("load: %w", &store.DamageError{Path: "/x/profiles.json", Line: 3, Column: 7, Cause: errors.New("no comma")}), 1, "/x/profiles.json, line 3, column 7: no comma"},
		{"a file of a newer version", fmt.Errorf("%w: version 9", store.ErrNewer), 1, "Version 9"},
		{"damaged secrets", &store.DamageError{Path: "/x/secrets.age", Cause: errors.New("cut short.")}, 6, "/x/secrets.age: cut short. It is left as it is.\nPut a backup"},
		{"damaged backup", &store.DamageError{Path: "/x/b.age", Cause: errors.New("cut short.")}, 1, "/x/b.age: cut short. It is left as it is.\nUse the file that was saved as a backup"},
		{"damaged settings", &store.DamageError{Path: "/x/settings.json", Line: 1, Column: 1}, 1, "/x/settings.json, line 1, column 1. It is left as it is."},
		{"wrong passphrase", fmt.Errorf("/x/secrets.age: %w", store.ErrPassphrase), 6, "Try again"},
		{"no keyring", fmt.Errorf("%w: no bus", store.ErrAbsent), 6, "No bus"},
		{"no collection", store.ErrNoCollection, 6, "default keyring"},
		{"locked", store.ErrLocked, 6, "Unlock"},
		{"dismissed", fmt.Errorf("%w: %w", store.ErrLocked, store.ErrDismissed), 6, "closed without an answer"},
		{"stuck", store.ErrStuck, 6, "window behind others"},
		{"missing", store.ErrMissing, 6, "once more"},
		{"too big", fmt.Errorf("%w: 9000 bytes", store.ErrTooBig), 6, "9000 bytes"},
		{"damaged", store.ErrDamaged, 6, "Another program"},
		{"not written", store.ErrNotWritten, 6, "something else"},
		{"refused", fmt.Errorf("%w: because", store.ErrRefused), 6, "Because"},
		{"wallet locked", fmt.Errorf("read the key: %w", wallet.ErrLocked), 6, "Unlock it"},
		{"not encrypted", wallet.ErrNotSealed, 6, "with a passphrase"},
		{"not moved", fmt.Errorf("%w: 2 lie in both places", wallet.ErrNotMoved), 6, "2 lie in both places. Nothing was removed"},
		{"not moved, keyring stuck", fmt.Errorf("%w: %w", wallet.ErrNotMoved, store.ErrStuck), 6, "window behind others"},
		{"left behind", fmt.Errorf("%w: because", wallet.ErrLeftBehind), 6, "once more"},
		{"exists", fmt.Errorf("write x: %w", store.ErrExists), 1, "overwritten"},
		{"held lock", &store.HeldError{Path: "/c/profiles.json.lock", PID: 4711, Program: "sync"}, 1, "Process 4711 (sync) holds /c/profiles.json.lock"},
		{"disk", fmt.Errorf("%w: %w", store.ErrUnavailable, fs.ErrPermission), 1, "Permission denied"},
		{"cancelled", fmt.Errorf("x: %w", context.Canceled), 130, ""},
		{"time", fmt.Errorf("x: %w", context.DeadlineExceeded), 5, "--timeout"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := Explain(tt.err)
			if f.Exit != tt.exit || !strings.Contains(f.Why+"\n"+f.Next, tt.says) {
				t.Errorf("exit %d, why %q, next %q; want %d and %q", f.Exit, f.Why, f.Next, tt.exit, tt.says)
			}
			if tt.exit == ExitKeyring && f.Check != "keyring" {
				t.Errorf("check %q, want keyring", f.Check)
			}
			if strings.HasSuffix(f.What, ".") || f.What == "" {
				t.Errorf("what is %q", f.What)
			}
		})
	}
}

func TestUnknownErrorKeepsItsText(t *testing.T) {
	f := Explain(errors.New("open it: \x1b[31mno\x1b[0m"))
	if f.Exit != 1 || f.What != "Open it: no" {
		t.Errorf("exit %d, %q", f.Exit, f.What)
	}
	if f := Explain(nil); f != (Failure{}) {
		t.Errorf("no error is %+v", f)
	}
}

func TestTestExit(t *testing.T) {
	for check, want := range map[iam.Check]int{iam.CheckNetwork: 5, iam.CheckTLS: 5, iam.CheckSignIn: 7, iam.CheckService: 7, iam.CheckSpace: 7} {
		if got := Explain(&iam.Error{Check: check, Reason: iam.ReasonTimeout}).TestExit(); got != want {
			t.Errorf("a time-out at %s: %d, want %d", check, got, want)
		}
	}
	if got := Explain(&iam.Error{Check: iam.CheckService, Status: 403, Reason: iam.ReasonRefusedKey}).TestExit(); got != 8 {
		t.Errorf("no access: %d", got)
	}
}
