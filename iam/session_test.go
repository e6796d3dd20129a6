package iam_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"lanyard/iam"
	"lanyard/iam/sim"
	"lanyard/internal/profile"
	"lanyard/internal/secret"
)

// code gives the credential of somebody with a one-time code, or a refresh token.
func (w *world) code(key string) iam.Credential {
	return change(w.cloud(key), func(p *profile.Profile) { p.SignIn = profile.ByCode })
}

func failed(t *testing.T, err error) *iam.Error {
	t.Helper()
	e, ok := errors.AsType[*iam.Error](err)
	if !ok {
		t.Fatalf("error %v, want an *iam.Error", err)
	}
	return e
}

func TestSessionOnTheSimulator(t *testing.T) {
	w := start(t, sim.Options{SessionIdle: time.Hour, SessionLife: 5 * time.Hour})
	page, err := w.client.CodePage(t.Context(), w.code("-"))
	if err != nil || page != w.info.Cloud.PasscodeURL {
		t.Fatalf("the page is %q, %v; want %s", page, err, w.info.Cloud.PasscodeURL)
	}
	code := w.info.Cloud.Passcodes[0]
	s, err := w.client.OpenSession(t.Context(), w.code(code), "")
	if err != nil {
		t.Fatal(err)
	}
	if s.Refresh.Empty() || s.ID.Empty() || s.Token.Claims.AccountID != w.info.Cloud.AccountID {
		t.Errorf("a session without refresh token, id or account: %+v", s.Token.Claims)
	}
	if left := time.Until(s.Ends); left < 4*time.Hour+59*time.Minute || left > 5*time.Hour {
		t.Errorf("it ends in %v, want 5h", left)
	}
	if left := time.Until(s.Idle); left < 59*time.Minute || left > time.Hour {
		t.Errorf("it ends in %v when idle, want 1h", left)
	}
	if e := failed(t, second(w.client.OpenSession(t.Context(), w.code(code), ""))); e.Reason != iam.ReasonCode {
		t.Errorf("a used code: %v", e)
	}

	accounts, err := w.client.Accounts(t.Context(), w.code("-"), s.Token)
	if err != nil || len(accounts) != 3 || accounts[1].ID != w.info.Cloud.Accounts[1].ID || accounts[1].Name != "Example Production" {
		t.Fatalf("accounts %v, %v", accounts, err)
	}
	next, err := w.client.RenewSession(t.Context(), w.code(s.Refresh.Reveal()), accounts[1].ID)
	if err != nil || next.Token.Claims.AccountID != accounts[1].ID || next.Refresh.Equal(s.Refresh) {
		t.Fatalf("renewed for account %q, %v", next.Token.Claims.AccountID, err)
	}
	if e := failed(t, second(w.client.RenewSession(t.Context(), w.code(next.Refresh.Reveal()), "0000"))); e.Reason != iam.ReasonRefusedKey || e.Code != "BXNIM0410E" {
		t.Errorf("a foreign account: %v", e)
	}
	if err := w.client.KeepSession(t.Context(), w.code("-"), next.ID); err != nil {
		t.Errorf("keep: %v", err)
	}
	if e := failed(t, second(w.client.RenewSession(t.Context(), w.code(s.Refresh.Reveal()), ""))); e.Reason != iam.ReasonSessionEnded {
		t.Errorf("a used refresh token: %v", e)
	}
	if e := failed(t, w.client.KeepSession(t.Context(), w.code("-"), next.ID)); e.Reason != iam.ReasonSessionEnded {
		t.Errorf("keep an ended session: %v", e)
	}
	w.codeWentNowhereElse(t)
}

// codeWentNowhereElse checks that only the sign-in host got codes and refresh tokens.
func (w *world) codeWentNowhereElse(t *testing.T) {
	t.Helper()
	for _, r := range w.Requests() {
		for _, field := range []string{"passcode", "refresh_token"} {
			if _, sent := r.Form[field]; sent && (r.Entry != "cloud" || r.Origin != "auth_url") {
				t.Errorf("a %s went to %s %s%s", field, r.Entry, r.Origin, r.Path)
			}
			if _, sent := r.Query[field]; sent {
				t.Errorf("a %s is in an address: %s", field, r.Path)
			}
		}
		if r.Entry == "elsewhere" || r.Entry == "plain" {
			t.Errorf("%s was asked: %s", r.Entry, r.Path)
		}
	}
}

func second[T any](_ T, err error) error { return err }

func TestCodePageBelievesNobody(t *testing.T) {
	w := start(t, sim.Options{})
	reasons := map[string]iam.Reason{
		"discovery-huge": iam.ReasonTooBig, "discovery-redirect": iam.ReasonRedirectHost, "discovery-redirect-http": iam.ReasonRedirectHTTP,
	}
	for _, f := range sim.Faults() {
		if f.On != sim.OnDiscovery {
			continue
		}
		t.Run(f.Name, func(t *testing.T) {
			at := change(w.code(w.info.Cloud.Passcodes[1]), func(p *profile.Profile) { p.AuthURL += "/" + f.Value() })
			page, err := w.client.CodePage(t.Context(), at)
			if f.Name == "discovery-token" { // the rest of the document plays no part
				if page != w.info.Cloud.PasscodeURL || err != nil {
					t.Fatalf("page %q, %v", page, err)
				}
				if _, err := w.client.OpenSession(t.Context(), at, ""); err != nil {
					t.Error(err)
				}
				return
			}
			want := reasons[f.Name]
			if want == "" {
				want = iam.ReasonCodePage
			}
			if e := failed(t, err); e.Reason != want || page != "" {
				t.Errorf("page %q, %v; want %s", page, err, want)
			}
		})
	}
	w.codeWentNowhereElse(t)
}

// TestSessionRefusals: which refusals end a session, and which only this try.
func TestSessionRefusals(t *testing.T) {
	w := start(t, sim.Options{})
	w.client.Hurry(time.Millisecond, time.Second, 2*time.Second)
	for _, tt := range []struct {
		fault        string
		code, renews iam.Reason
	}{
		{"passcode-invalid", iam.ReasonCode, iam.ReasonRefusedKey},
		{"passcode-expired", iam.ReasonCode, iam.ReasonRefusedKey},
		{"account-refused", iam.ReasonRefusedKey, iam.ReasonRefusedKey},
		{"BXNIM0407E", iam.ReasonCode, iam.ReasonSessionEnded},
		{"BXNIM0407E-401", iam.ReasonCode, iam.ReasonSessionEnded},
		{"BXNIM0408E", iam.ReasonCode, iam.ReasonSessionEnded},
		{"BXNIM0439E", iam.ReasonCode, iam.ReasonSessionEnded},
		{"BXNIM0430E", iam.ReasonCode, iam.ReasonRefusedKey},
		{"429-none", iam.ReasonRateLimited, iam.ReasonRateLimited},
		{"html-502", iam.ReasonHTML, iam.ReasonHTML},
		{"redirect-host", iam.ReasonRedirectHost, iam.ReasonRedirectHost},
	} {
		t.Run(tt.fault, func(t *testing.T) {
			if _, known := sim.FaultNamed(tt.fault); !known {
				t.Skip("no such row")
			}
			value := "fault-" + tt.fault
			if e := failed(t, second(w.client.OpenSession(t.Context(), w.code(value), ""))); e.Reason != tt.code || strings.Contains(e.Error(), value) {
				t.Errorf("code: %v, want %s", e, tt.code)
			}
			if e := failed(t, second(w.client.RenewSession(t.Context(), w.code(value), ""))); e.Reason != tt.renews || strings.Contains(e.Error(), value) {
				t.Errorf("renewal: %v, want %s", e, tt.renews)
			}
		})
	}
}

// TestRefreshTokenOfADeadToken: a token that is of no use does not take the session with it.
func TestRefreshTokenOfADeadToken(t *testing.T) {
	w := start(t, sim.Options{})
	s, err := w.client.OpenSession(t.Context(), w.code("fault-dead-expires-in"), "")
	if e := failed(t, err); e.Reason != iam.ReasonDeadToken {
		t.Fatal(err)
	}
	if s.Refresh.Empty() {
		t.Fatal("the refresh token is lost")
	}
	if _, err := w.client.RenewSession(t.Context(), w.code(s.Refresh.Reveal()), ""); err != nil {
		t.Error(err)
	}
}

// TestExchangeOfASession: a profile without a key takes its token from its session, and a
// trusted profile is assumed with it.
func TestExchangeOfASession(t *testing.T) {
	w := start(t, sim.Options{})
	var once sync.Once
	c := change(w.code(""), func(p *profile.Profile) {
		p.TrustedProfile = &profile.TrustedProfile{ID: w.info.Cloud.TrustedProfileID}
	})
	if e := failed(t, second(w.client.Exchange(t.Context(), c))); e.Reason != iam.ReasonNeedsCode {
		t.Errorf("without a session: %v", e)
	}
	c.Session = func(ctx context.Context) (iam.Token, error) {
		var s iam.Session
		err := errors.New("asked twice")
		once.Do(func() { s, err = w.client.OpenSession(ctx, w.code(w.info.Cloud.Passcodes[0]), "") })
		return s.Token, err
	}
	token, err := w.client.Exchange(t.Context(), c)
	if err != nil || token.Claims.SubjectType != "trusted profile" {
		t.Errorf("token for %q, %v", token.Claims.SubjectType, err)
	}
	if token.Access.Equal(secret.New("")) {
		t.Error("no token")
	}
}

// TestAccountsOfAHostileServer: links lead nowhere else, ids are ids, names are clean.
func TestAccountsOfAHostileServer(t *testing.T) {
	w := start(t, sim.Options{})
	s, err := w.client.OpenSession(t.Context(), w.code(w.info.Cloud.Passcodes[0]), "")
	if err != nil {
		t.Fatal(err)
	}
	const one = `{"metadata":{"guid":"abc123"},"entity":{"name":"A\u001b[2Jcme"}}`
	for name, tt := range map[string]struct {
		body  string
		names string // of the accounts, "" for none
	}{
		"another host":       {`{"next_url":"{elsewhere}/coe/v2/accounts","resources":[` + one + `]}`, "A cme"},
		"plain http":         {`{"next_url":"{plain}/coe/v2/accounts","resources":[` + one + `]}`, "A cme"},
		"a user in the link": {`{"next_url":"https://eve@127.0.0.1/","resources":[` + one + `]}`, "A cme"},
		"itself":             {`{"next_url":"/coe/v2/accounts","resources":[` + one + `]}`, "A cme"},
		"an id that is none": {`{"resources":[{"metadata":{"guid":"../etc"},"entity":{"name":"x"}},{"metadata":{"guid":{}},"entity":{"name":"y"}}]}`, ""},
		"no name":            {`{"resources":[{"metadata":{"guid":"abc123"}}]}`, "abc123"},
		"other shapes":       {`{"resources":{"a":1},"next_url":7}`, ""},
		"the token repeated": {`{"resources":[{"metadata":{"guid":"abc123"},"entity":{"name":"{secret}"}}]}`, "…"},
	} {
		t.Run(name, func(t *testing.T) {
			undo := w.Fail("cloud", sim.Fault{Path: "/coe/v2/accounts", Status: 200, Body: tt.body})
			defer undo()
			list, err := w.client.Accounts(t.Context(), w.code("-"), s.Token)
			if err != nil {
				t.Fatal(err)
			}
			var names []string
			for _, a := range list {
				names = append(names, a.Name)
			}
			got := strings.Join(names, ",")
			if strings.Contains(got, s.Token.Access.Reveal()) || strings.ContainsFunc(got, func(r rune) bool { return r < ' ' }) {
				t.Errorf("names %q", got)
			}
			if tt.names != "…" && got != tt.names {
				t.Errorf("names %q, want %q", got, tt.names)
			}
		})
	}
	w.codeWentNowhereElse(t)
}

// TestSessionsOfAHostileServer: what no refresh token and no id can be is none.
func TestSessionsOfAHostileServer(t *testing.T) {
	w := start(t, sim.Options{})
	const token = `"access_token":"opaque0123456789opaque0123456789","expires_in":3600`
	for name, tt := range map[string]struct {
		body    string
		refresh int // its length
	}{
		"an object":      {`{` + token + `,"refresh_token":{"a":1},"session_id":{}}`, 0},
		"not supported":  {`{` + token + `,"refresh_token":"not_supported"}`, 0},
		"none":           {`{` + token + `}`, 0},
		"very long":      {`{` + token + `,"refresh_token":"` + strings.Repeat("r", 40<<10) + `"}`, 0},
		"long":           {`{` + token + `,"refresh_token":"` + strings.Repeat("r", 8<<10) + `"}`, 8 << 10},
		"a strange id":   {`{` + token + `,"refresh_token":"r","session_id":"../../x?y=\u0000"}`, 1},
		"ends long past": {`{` + token + `,"refresh_token":"r","session_exp_max":-5}`, 1},
	} {
		t.Run(name, func(t *testing.T) {
			undo := w.Fail("cloud", sim.Fault{Path: "/identity/token", Status: 200, Body: tt.body})
			defer undo()
			s, err := w.client.OpenSession(t.Context(), w.code("CODE"), "")
			if err != nil || s.Refresh.Len() != tt.refresh || !s.Ends.IsZero() {
				t.Errorf("refresh token of %d bytes, ends %v, %v", s.Refresh.Len(), s.Ends, err)
			}
			if !s.ID.Empty() {
				if err := w.client.KeepSession(t.Context(), w.code("-"), s.ID); err == nil {
					t.Error("a strange id keeps a session")
				}
			}
		})
	}
}
