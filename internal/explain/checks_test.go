package explain

import (
	"errors"
	"strings"
	"testing"
	"time"

	"lanyard/iam"
)

func TestTell(t *testing.T) {
	issued := time.Date(2025, 10, 9, 8, 0, 0, 0, time.UTC)
	token := func(skew time.Duration) *iam.Token {
		return &iam.Token{
			IssuedAt: issued, ExpiresAt: issued.Add(time.Hour), Skew: skew,
			Claims: iam.Claims{SubjectType: "service ID", Name: "scoring", AccountID: "3f"},
		}
	}
	chain := &iam.TLSInfo{Version: "TLS 1.3", Chain: []iam.Certificate{{Subject: "cpd", Issuer: "Lab CA", NotAfter: issued}}}
	tests := []struct {
		name         string
		r            iam.Result
		detail, hint string
	}{
		{"keyring", iam.Result{Check: iam.CheckKeyring, Status: iam.StatusOK}, "The key is there, and may go to this place.", ""},
		{"address", iam.Result{Check: iam.CheckAddress, Status: iam.StatusOK, Host: "iam"}, "Signs in at iam.", ""},
		{"network", iam.Result{Check: iam.CheckNetwork, Status: iam.StatusOK, Host: "iam", Address: "10.0.0.1"}, "Connected to iam at 10.0.0.1.", ""},
		{
			"network by the system's proxy",
			iam.Result{Check: iam.CheckNetwork, Status: iam.StatusOK, Host: "iam", Via: "p:3128", ViaFrom: "system"},
			"Connected to iam, through the proxy p:3128 (from the system's settings).",
			"Programs of your own need the proxy too: HTTPS_PROXY=http://p:3128.",
		},
		{
			"network by the environment's proxy",
			iam.Result{Check: iam.CheckNetwork, Status: iam.StatusOK, Host: "iam", Via: "p:3128", ViaFrom: "environment"},
			"Connected to iam, through the proxy p:3128 (from HTTPS_PROXY).", "",
		},
		{
			"tls by the profile's CA",
			iam.Result{Check: iam.CheckTLS, Status: iam.StatusOK, TLS: chain, Note: iam.NoteProfileCA},
			"TLS 1.3; certificate of cpd, issued by Lab CA, valid until 2025-10-09. Trusted thanks to the profile's CA certificate.",
			"Python needs to trust it too: save the certificate chain and set REQUESTS_CA_BUNDLE to that file.",
		},
		{"token", iam.Result{Check: iam.CheckToken, Status: iam.StatusOK, Token: token(0)}, "Lives 60 minutes. It is for service ID scoring, account 3f.", ""},
		{
			"slow clock",
			iam.Result{Check: iam.CheckToken, Status: iam.StatusOK, Token: token(10 * time.Minute), Note: iam.NoteClock},
			"Lives 60 minutes. It is for service ID scoring, account 3f. This computer's clock is 10 minutes slow.",
			"Set the clock, or switch on that it sets itself: services may refuse tokens from the future.",
		},
		{
			"opaque token",
			iam.Result{Check: iam.CheckToken, Status: iam.StatusOK, Token: &iam.Token{}, Note: iam.NoteNoLifetime},
			"Nobody said how long it lives.", "Get a new token when a service answers 401.",
		},
		{
			"another version",
			iam.Result{Check: iam.CheckService, Status: iam.StatusOK, Host: "cpd", Version: "5.1.2", Note: iam.NoteVersion},
			"cpd takes the token; Watson Machine Learning 5.1.2. The profile says another version.",
			"Set the version in the profile to 5.1: snippets and older libraries need it.",
		},
		{"space", iam.Result{Check: iam.CheckSpace, Status: iam.StatusOK, Name: "Churn [x] {y}"}, "This credential may work in the deployment space Churn [x] {y}.", ""},
		{"skipped", iam.Result{Check: iam.CheckTLS, Status: iam.StatusSkipped, Note: iam.NoteAfterFailure}, "Not checked, because an earlier check failed.", ""},
		{"skipped, nobody knows why", iam.Result{Check: iam.CheckTLS, Status: iam.StatusSkipped}, "Not checked.", ""},
		{
			"failed",
			iam.Result{Check: iam.CheckNetwork, Status: iam.StatusFailed, Err: &iam.Error{Check: iam.CheckNetwork, Reason: iam.ReasonDNS, Host: "nowhere"}},
			"There is no address for the name nowhere. The name is mistyped, exists only inside a company network or VPN, or this computer is offline.",
			"Check the spelling, the VPN and the network.",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Tell(tt.r); got != (Told{tt.detail, tt.hint}) {
				t.Errorf("\n%q\n%q\nwant\n%q\n%q", got.Detail, got.Hint, tt.detail, tt.hint)
			}
		})
	}
}

// TestTheCheckDecidesTheExitCode: a host that cannot be reached is one thing as the
// sign-in's, and another as the service's.
func TestTheCheckDecidesTheExitCode(t *testing.T) {
	refused := &iam.Error{Check: iam.CheckNetwork, Reason: iam.ReasonRefused, Host: "h"}
	badKey := &iam.Error{Check: iam.CheckSignIn, Reason: iam.ReasonRefusedKey, Status: 400, Code: "BXNIM0415E"}
	noRole := &iam.Error{Check: iam.CheckSpace, Reason: iam.ReasonRefusedKey, Status: 403}
	ended := &iam.Error{Check: iam.CheckSignIn, Reason: iam.ReasonCanceled}
	for _, tt := range []struct {
		check iam.Check
		err   error
		exit  int
	}{
		{iam.CheckKeyring, errors.New("odd"), 6},
		{iam.CheckAddress, &iam.Error{Check: iam.CheckAddress, Reason: iam.ReasonAddress}, 2},
		{iam.CheckNetwork, refused, 5},
		{iam.CheckTLS, &iam.Error{Check: iam.CheckTLS, Reason: iam.ReasonUnknownCA}, 5},
		{iam.CheckSignIn, badKey, 4},
		{iam.CheckSignIn, refused, 7},
		{iam.CheckToken, &iam.Error{Check: iam.CheckToken, Reason: iam.ReasonNoToken}, 7},
		{iam.CheckService, refused, 7},
		{iam.CheckSpace, noRole, 8},
		{iam.CheckSpace, &iam.Error{Check: iam.CheckSpace, Reason: iam.ReasonServer, Status: 503}, 7},
		{iam.CheckService, ended, 130},
	} {
		f := Result(iam.Result{Check: tt.check, Status: iam.StatusFailed, Err: tt.err})
		if f.Exit != tt.exit || f.Check != string(tt.check) {
			t.Errorf("%v at %s: exit %d, check %q, want %d", tt.err, tt.check, f.Exit, f.Check, tt.exit)
		}
	}
}

// TestEveryNoteIsSaid: package iam gives no note without a sentence here.
func TestEveryNoteIsSaid(t *testing.T) {
	for _, n := range []iam.Note{
		iam.NoteAfterFailure, iam.NoteNoPlace, iam.NoteNoSuchCall, iam.NoteLooksCP4D, iam.NoteProfileCA, iam.NotePinned,
		iam.NoteInsecure, iam.NoteOpaque, iam.NoteNoLifetime, iam.NoteClock, iam.NoteNoSpaces, iam.NoteVersion,
	} {
		if said := notes()[n]; said.Detail == "" || !strings.HasSuffix(said.Detail, ".") {
			t.Errorf("%s says %q", n, said.Detail)
		}
	}
}
