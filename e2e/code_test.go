//go:build e2e && linux

package e2e

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"lanyard/e2e/canary"
	"lanyard/e2e/rig"
)

// TestOneTimeCodes signs in without a key: a profile from the form, a wrong code and a good
// one, the second account, a second profile by the same session, which a command uses too,
// and the lock, which forgets it. Nothing of it is kept anywhere.
func TestOneTimeCodes(t *testing.T) {
	d := startDesk(t)
	s := d.simulate("--session-life", "8h")
	ca, err := os.ReadFile(s.CAFile)
	d.check(err)
	w := d.open()
	d.key("ctrl+n")
	w.until("the form is open", func(s rig.State) bool { return s.Form.Open && s.Focus == "Name" })
	w.fill("Name", "work")
	w.fill("Address", s.Cloud.URL)
	w.pick("Sign in with", "One-time code")
	w.until("no key is asked for", func(s rig.State) bool {
		_, asked := s.Form.Fields["API key"]
		return !asked && strings.Contains(strings.Join(s.Form.Notes, " "), "Nothing is stored")
	})
	d.picture("code-form")
	w.press("Advanced")
	w.fill("Sign-in address", s.Cloud.AuthURL)
	w.fill("Platform address", s.Cloud.PlatformURL)
	w.paste("CA certificate", strings.TrimSpace(string(ca)))
	w.press("Save")
	w.until("the profile is saved", func(s rig.State) bool { return s.Chosen == "work" && !s.Form.Open })

	d.key("ctrl+shift+c")
	shown := w.until("a code is asked for", func(s rig.State) bool { return s.Code != nil && s.Code.Page != "" && s.Focus == "One-time code" })
	if shown.Code.Page != s.Cloud.PasscodeURL || shown.Error.What != "" {
		t.Errorf("it shows %+v, %+v", shown.Code, shown.Error)
	}
	d.picture("code-asked")
	d.typeText("wrong-code")
	d.key("Return")
	w.until("the code is refused", func(s rig.State) bool {
		return s.Code != nil && strings.Contains(s.Code.Wrong, "refused the one-time code")
	})
	d.picture("code-wrong")
	d.check(d.SetClipboard(d.ctx, fmt.Sprintf("ibmcloud login -a https://cloud.ibm.com -u passcode -p %s", s.Cloud.Passcodes[0])))
	w.focus("One-time code")
	d.key("ctrl+v", "Return")
	shown = w.until("the account is asked for", func(s rig.State) bool { return s.Code != nil && len(s.Code.Accounts) > 1 && s.Focus == "Account" })
	if second := s.Cloud.Accounts[1]; !slices.ContainsFunc(shown.Code.Accounts, func(a string) bool { return strings.Contains(a, second.Name) && strings.Contains(a, second.ID) }) {
		t.Errorf("the accounts are %q", shown.Code.Accounts)
	}
	d.picture("code-account")
	d.key("Right")
	w.press("Use this account")
	w.until("the token is copied", func(s rig.State) bool { return s.Token.There && s.Code == nil && strings.Contains(s.Status, "copied") })
	d.picture("code-session")
	token := d.Clipboard(d.ctx, "UTF8_STRING")
	if got := readToken(t, token); got.Subject == "" || d.must("", "list", "--json") == "" {
		t.Errorf("the clipboard has no token")
	}
	if list := d.must("", "show", "work", "--json"); !strings.Contains(list, s.Cloud.Accounts[1].ID) {
		t.Errorf("the account was not kept: %s", list)
	}
	if again := strings.TrimSpace(d.must("", "token", "work")); again != token {
		t.Error("a command got another token than the window's")
	}

	if n, ok, err := w.Holds(refreshTokens()); err != nil || ok && n == 0 {
		t.Errorf("the search finds no refresh token while there is one: %d, %v", n, err)
	}
	d.must("", "duplicate", "work", "second")
	w.choose("second")
	d.key("Escape", "Return")
	w.until("the second profile has a token by the same session", func(s rig.State) bool { return s.Chosen == "second" && s.Token.There && s.Session != "" })
	d.key("ctrl+l")
	w.until("it is locked", func(s rig.State) bool { return s.Locked })
	w.forgets(refreshTokens())
	w.press("Unlock")
	w.until("it is unlocked", func(s rig.State) bool { return !s.Locked })
	w.choose("work")
	d.key("Escape", "Return")
	w.until("a code is asked for again", func(s rig.State) bool { return s.Code != nil && s.Session == "" && !s.Token.There })
	d.key("Escape")
	w.until("the question is closed", func(s rig.State) bool { return s.Code == nil })
	w.press("Enter a one-time code…")
	w.until("a code is asked for", func(s rig.State) bool { return s.Focus == "One-time code" })
	d.typeText(s.Cloud.Passcodes[1])
	d.key("Return")
	w.until("there is a session again", func(s rig.State) bool { return s.Session != "" && s.Token.There })
	d.check(w.Kill())
	hits, files, err := canary.Files(append(canary.Sessions(), canary.Tokens(), canary.New("the code", s.Cloud.Passcodes[0]), canary.New("the other code", s.Cloud.Passcodes[1])), d.Home, d.Files, d.Runtime())
	if err != nil || len(hits) > 0 || files < 3 {
		t.Errorf("in %d files: %q, %v", files, hits, err)
	}
}

// refreshTokens are those of the simulator.
func refreshTokens() *regexp.Regexp { return regexp.MustCompile(`OK[A-Za-z0-9_-]{700,}`) }

// forgets waits until a pattern finds nothing in the window's memory.
func (w *window) forgets(pattern *regexp.Regexp) {
	w.d.t.Helper()
	var n int
	for range 10 {
		var ok bool
		var err error
		if n, ok, err = w.Holds(pattern); err != nil || !ok || n == 0 {
			w.d.check(err)
			return
		}
		time.Sleep(time.Second)
	}
	w.d.t.Errorf("the memory still has it, %d times", n)
}
