//go:build e2e && linux

package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

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

	d.must("", "duplicate", "work", "second")
	w.choose("second")
	d.key("Escape", "Return")
	w.until("the second profile has a token by the same session", func(s rig.State) bool { return s.Chosen == "second" && s.Token.There && s.Session != "" })
	d.key("ctrl+l")
	w.until("it is locked", func(s rig.State) bool { return s.Locked })
	w.press("Unlock")
	w.until("it is unlocked", func(s rig.State) bool { return !s.Locked })
	w.choose("work")
	d.key("Escape", "Return")
	w.until("a code is asked for again", func(s rig.State) bool { return s.Code != nil && s.Session == "" && !s.Token.There })
	d.key("Escape")
	w.until("the question is closed", func(s rig.State) bool { return s.Code == nil })
	d.keptNowhere(s.Cloud.Passcodes[0])
	w.quit()
}

// keptNowhere fails where a text is in any file below the home.
func (d *desk) keptNowhere(text string) {
	d.t.Helper()
	d.check(filepath.WalkDir(d.Home, func(path string, e os.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		content, err := os.ReadFile(path)
		if err == nil && strings.Contains(string(content), text) {
			d.t.Errorf("%s has it", path)
		}
		return err
	}))
}
