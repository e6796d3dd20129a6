package state

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"lanyard/iam"
	"lanyard/internal/profile"
	"lanyard/internal/secret"
	"lanyard/internal/wallet"
	"lanyard/store"
)

// fakeCodes signs in with one-time codes: "good" opens a session whose refresh tokens are
// r1, r2 …, until it is ended.
type fakeCodes struct {
	*fakeSignIn
	accounts []iam.Account
	home     string // the account of the session itself
	pageErr  error
	over     error // renewals fail with it
	asked    []string
}

func (f *fakeCodes) CodePage(context.Context, iam.Credential) (string, error) {
	time.Sleep(time.Second)
	return "https://iam.cloud.ibm.com/identity/passcode", f.pageErr
}

func (f *fakeCodes) OpenSession(_ context.Context, c iam.Credential, _ string) (iam.Session, error) {
	time.Sleep(time.Second)
	if c.Key.Reveal() != "good" {
		return iam.Session{}, &iam.Error{Check: iam.CheckSignIn, Reason: iam.ReasonCode, Host: "iam.cloud.ibm.com"}
	}
	return f.session(f.home), nil
}

func (f *fakeCodes) RenewSession(_ context.Context, _ iam.Credential, account string) (iam.Session, error) {
	f.asked = append(f.asked, account)
	return f.session(account), f.over
}

func (f *fakeCodes) Accounts(context.Context, iam.Credential, iam.Token) ([]iam.Account, error) {
	return f.accounts, nil
}

func (f *fakeCodes) Exchange(ctx context.Context, c iam.Credential) (iam.Token, error) {
	return c.Session(ctx)
}

func (f *fakeCodes) session(account string) iam.Session {
	now := time.Now().UTC()
	return iam.Session{
		Token: iam.Token{
			Access: secret.New("token-for-" + account), IssuedAt: now, ExpiresAt: now.Add(time.Hour),
			Claims: iam.Claims{Email: "ann@example.org", AccountID: account},
		},
		Refresh: secret.New("r"), Ends: now.Add(8 * time.Hour), Idle: now.Add(2 * time.Hour),
	}
}

// runCodes runs a test on one profile that signs in with one-time codes.
func runCodes(t *testing.T, f *fakeCodes, test func(r *rig)) {
	t.Helper()
	run(t, nil, test, func(r *rig) {
		f.fakeSignIn = r.signIn
		r.wallet = wallet.New(r.profiles, systemKeys{store.NewMemory()}, f)
		if _, err := r.wallet.Add(t.Context(), profile.Profile{Name: "work", Kind: profile.Cloud, URL: "https://eu-de.ml.cloud.ibm.com", SignIn: profile.ByCode}, wallet.Secrets{}); err != nil {
			t.Fatal(err)
		}
		r.setup.Wallet = r.wallet
	})
}

func TestCodeIsAskedForAndTheTokenCopied(t *testing.T) {
	runCodes(t, &fakeCodes{home: "a1"}, func(r *rig) {
		r.on(r.CopyToken)
		v := r.Detail()
		if v.Code == nil || v.Failure != nil || v.Code.Page != "" || v.Code.Busy == "" || strings.Contains(v.Code.Why, "ended") {
			t.Fatalf("%+v, %+v", v.Code, v.Failure)
		}
		r.later(time.Second)
		if v := r.Detail().Code; v.Page != "https://iam.cloud.ibm.com/identity/passcode" || v.Busy != "" {
			t.Errorf("%+v", v)
		}
		r.on(func() { r.GiveCode(secret.New("two words")) })
		if v := r.Detail().Code; !strings.Contains(v.Wrong, "one word") {
			t.Errorf("%+v", v)
		}
		r.on(func() { r.GiveCode(secret.New("bad")) })
		r.later(time.Second)
		if v := r.Detail().Code; !strings.Contains(v.Wrong, "refused the one-time code") || v.Busy != "" {
			t.Errorf("%+v", v)
		}
		r.on(func() { r.GiveCode(secret.New(" good\n")) })
		r.later(time.Second)
		v = r.Detail()
		if v.Code != nil || !v.Token.Has || v.Session == nil || !strings.Contains(v.Session.Who, "ann@example.org") || !strings.Contains(v.Session.Ends, "if it is not used") {
			t.Errorf("%+v, %+v, %+v", v.Code, v.Token, v.Session)
		}
		if got := r.board.held(); got != "token-for-a1" {
			t.Errorf("the clipboard has %q", got)
		}
		r.on(r.EndSession)
		if v := r.Detail(); v.Session != nil || v.Token.Has {
			t.Errorf("%+v, %+v", v.Session, v.Token)
		}
	})
}

func TestAccountIsChosenOnce(t *testing.T) {
	f := &fakeCodes{home: "a1", accounts: []iam.Account{{ID: "a1", Name: "One"}, {ID: "a2", Name: "Two"}}}
	runCodes(t, f, func(r *rig) {
		r.on(func() { r.GetToken(r.Chosen(), false) })
		r.on(func() { r.GiveCode(secret.New("good")) }) // before the page was found
		r.later(time.Second)
		v := r.Detail().Code
		if v == nil || len(v.Accounts) != 2 || v.Accounts[1] != "Two (a2)" || v.Account != 0 || !v.CanSkip || v.Person != "ann@example.org" {
			t.Fatalf("%+v", v)
		}
		r.on(func() { r.PickAccount(1) })
		r.later(time.Second)
		if r.Detail().Code != nil || r.Current().AccountID != "a2" || !r.Detail().Token.Has || strings.Join(f.asked, " ") != "a2" {
			t.Errorf("%+v, %q, %v", r.Detail().Code, r.Current().AccountID, f.asked)
		}
	})
}

func TestAccountCanWait(t *testing.T) {
	f := &fakeCodes{home: "a1", accounts: []iam.Account{{ID: "a1", Name: "One"}, {ID: "a2", Name: "Two"}}}
	runCodes(t, f, func(r *rig) {
		r.on(func() { r.GetToken(r.Chosen(), false) })
		r.later(time.Second)
		r.on(func() { r.GiveCode(secret.New("good")) })
		r.later(time.Second)
		r.on(r.SkipAccount)
		if r.Detail().Code != nil || r.Current().AccountID != "" || !r.Detail().Token.Has {
			t.Errorf("%+v, %q", r.Detail().Code, r.Current().AccountID)
		}
	})
}

// TestEndedSessionAsksAgain: why the session is over is said, and the failure of a page
// that may not be opened.
func TestEndedSessionAsksAgain(t *testing.T) {
	f := &fakeCodes{home: "a1"}
	runCodes(t, f, func(r *rig) {
		r.on(func() { r.GetToken(r.Chosen(), false) })
		r.on(func() { r.GiveCode(secret.New("good")) })
		r.later(time.Second)
		f.over = &iam.Error{Check: iam.CheckSignIn, Reason: iam.ReasonSessionEnded, Code: "BXNIM0439E", Host: "iam.cloud.ibm.com"}
		f.pageErr = &iam.Error{Check: iam.CheckSignIn, Reason: iam.ReasonCodePage, Host: "iam.cloud.ibm.com", Err: errors.New("it is at another host")}
		r.on(func() { r.GetToken(r.Chosen(), true) })
		r.later(time.Second)
		v := r.Detail().Code
		if v == nil || !strings.Contains(v.Why, "not used for too long") || !strings.Contains(v.Wrong, "another host") || v.Page != "" {
			t.Errorf("%+v", v)
		}
		r.on(r.CancelCode)
		failure := r.Detail().Failure
		if r.Detail().Code != nil || failure == nil || failure.Remedies[0].Action != GiveCode {
			t.Errorf("%+v, %+v", r.Detail().Code, failure)
		}
	})
}

func TestLockForgetsTheQuestion(t *testing.T) {
	runCodes(t, &fakeCodes{home: "a1"}, func(r *rig) {
		r.on(func() { r.GetToken(r.Chosen(), false) })
		r.on(func() { r.GiveCode(secret.New("good")) })
		r.on(func() { r.Lock("") })
		r.later(time.Minute)
		if v := r.Detail(); v.Code != nil || v.Session != nil || v.Token.Has {
			t.Errorf("%+v, %+v", v.Code, v.Session)
		}
	})
}
