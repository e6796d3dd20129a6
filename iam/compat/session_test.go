package compat

import (
	"errors"
	"io"
	"net/http"
	"regexp"
	"testing"
	"time"

	"github.com/IBM-Cloud/ibm-cloud-cli-sdk/bluemix/authentication"
	cli "github.com/IBM-Cloud/ibm-cloud-cli-sdk/bluemix/authentication/iam"
	"github.com/IBM-Cloud/ibm-cloud-cli-sdk/common/rest"

	"lanyard/iam/sim"
)

// TestCommandLineSDKUsesACode walks the way of "ibmcloud login --sso" with IBM's own code:
// the page, the code, an account, a renewal, and the word that keeps a session.
func TestCommandLineSDKUsesACode(t *testing.T) {
	s := start(t)
	info, browser := s.Info(), trusting(s.CAPEM())
	c := cli.NewClient(cli.DefaultConfig(info.Cloud.AuthURL), &rest.Client{HTTPClient: browser})

	at, err := c.GetEndpoint()
	if err != nil || at.PasscodeURL != info.Cloud.PasscodeURL {
		t.Fatalf("the page is %+v, %v", at, err)
	}
	first, err := c.GetToken(cli.OnetimePasscodeTokenRequest(codeOn(t, browser, at.PasscodeURL)))
	if err != nil {
		t.Fatalf("exchange the code: %v", err)
	}
	if first.RefreshToken == "" || first.SessionID == "" || time.Until(first.Expiry) < 50*time.Minute {
		t.Errorf("the code gave %+v", first)
	}
	second, err := c.GetToken(cli.RefreshTokenRequest(first.RefreshToken, cli.SetAccount(info.Cloud.Accounts[1].ID)))
	if err != nil {
		t.Fatalf("choose an account: %v", err)
	}
	if _, err := c.GetToken(cli.RefreshTokenRequest(second.RefreshToken)); err != nil {
		t.Errorf("renew: %v", err)
	}
	if err := c.RefreshSession(first.SessionID); err != nil {
		t.Errorf("keep the session: %v", err)
	}
}

// TestCommandLineSDKUnderstandsTheEnds: it tells the ends of a session apart by the
// simulator's answers.
func TestCommandLineSDKUnderstandsTheEnds(t *testing.T) {
	s := start(t)
	info, browser := s.Info(), trusting(s.CAPEM())
	c := cli.NewClient(cli.DefaultConfig(info.Cloud.AuthURL), &rest.Client{HTTPClient: browser})
	renew := func(refresh string) error { _, err := c.GetToken(cli.RefreshTokenRequest(refresh)); return err }

	first, err := c.GetToken(cli.OnetimePasscodeTokenRequest(info.Cloud.Passcodes[0]))
	if err != nil {
		t.Fatal(err)
	}
	s.RevokeSessions()
	if err := renew(first.RefreshToken); !isError[*authentication.InvalidTokenError](err) {
		t.Errorf("a revoked session: %v", err)
	}
	for fault, is := range map[string]func(error) bool{
		"BXNIM0408E": isError[*authentication.RefreshTokenExpiryError],
		"BXNIM0439E": isError[*authentication.SessionInactiveError],
	} {
		f, _ := sim.FaultNamed(fault)
		undo := s.Fail("cloud", f)
		if err := renew("any"); !is(err) {
			t.Errorf("%s: %T %v", fault, err, err)
		}
		undo()
	}
	_, err = c.GetToken(cli.OnetimePasscodeTokenRequest(info.Cloud.Passcodes[0]))
	if refused := (*authentication.ServerError)(nil); !errors.As(err, &refused) || refused.StatusCode != http.StatusBadRequest {
		t.Errorf("a used code: %v", err)
	}
}

func isError[E error](err error) bool {
	var e E
	return errors.As(err, &e)
}

// codeOn reads the code off the page for one-time codes.
func codeOn(t *testing.T, browser *http.Client, page string) string {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, page, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := browser.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	html, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	code := regexp.MustCompile(`id="passcode">([^<]+)<`).FindSubmatch(html)
	if code == nil {
		t.Fatalf("no code on the page: %s", html)
	}
	return string(code[1])
}
