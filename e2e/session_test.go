//go:build e2e && linux

package e2e

import (
	"crypto/sha256"
	"encoding/pem"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"lanyard/e2e/canary"
	"lanyard/e2e/rig"
)

// addByCode adds a profile of the simulator's that signs in with one-time codes.
func (d *desk) addByCode(s *rig.Simulator, name string, more ...string) {
	d.t.Helper()
	d.must("", append([]string{
		"add", name, "--kind", "cloud", "--url", s.Cloud.URL, "--auth-url", s.Cloud.AuthURL,
		"--platform-url", s.Cloud.PlatformURL, "--ca-file", s.CAFile, "--sign-in", "code",
	}, more...)...)
}

// codeOnPage opens the page that has one-time codes and gives the one that it shows. A
// browser does it where there is one.
func (d *desk) codeOnPage(s *rig.Simulator, page string) string {
	d.t.Helper()
	name, args := "curl", []string{"--silent", "--fail", "--noproxy", "*", "--cacert", s.CAFile, page}
	if _, err := exec.LookPath("chromium-headless-shell"); err == nil {
		name, args = "chromium-headless-shell", []string{"--no-sandbox", "--disable-gpu", "--ignore-certificate-errors", "--user-data-dir=" + filepath.Join(d.t.TempDir(), "browser"), "--dump-dom", page}
	}
	html, err := exec.CommandContext(d.ctx, name, args...).Output()
	d.check(err)
	found := regexp.MustCompile(`<output id="passcode">(\w+)</output>`).FindSubmatch(html)
	if found == nil {
		d.t.Fatalf("%s shows no code on %s: %s", name, page, html)
	}
	return string(found[1])
}

// TestOneSessionForThree signs in once, with the code of the page that the window names, for
// three profiles in two accounts. The session is renewed, idles out, and is asked for again
// in words. What opened it lies nowhere, while the window runs and after it was killed.
func TestOneSessionForThree(t *testing.T) {
	const idle = 25 * time.Second
	d := startDesk(t)
	d.setting(`{"clear_token_s":3}`)
	s := d.simulate("--session-life", "8h", "--session-idle", idle.String())
	accounts := []string{s.Cloud.Accounts[1].ID, s.Cloud.Accounts[0].ID, s.Cloud.Accounts[1].ID}
	for i, name := range []string{"one", "two", "three"} {
		d.addByCode(s, name, "--account-id", accounts[i])
	}
	w := d.open()
	w.choose("one")
	d.key("Escape", "Return")
	shown := w.until("a code is asked for", func(s rig.State) bool { return s.Code != nil && s.Code.Page != "" && s.Focus == "One-time code" })
	codes := []string{d.codeOnPage(s, shown.Code.Page)}
	d.typeText(codes[0])
	d.key("Return")
	for i, name := range []string{"one", "two", "three"} {
		if i > 0 {
			w.choose(name)
			d.key("Escape", "Return")
		}
		w.until(name+" has a token", func(s rig.State) bool { return s.Chosen == name && s.Token.There && s.Session != "" && s.Code == nil })
		if got := readToken(t, strings.TrimSpace(d.must("", "token", name))); got.Account.ID != accounts[i] {
			t.Errorf("%s has a token for %q, want %q", name, got.Account.ID, accounts[i])
		}
	}
	before := w.copyToken()
	d.key("Escape", "ctrl+r")
	w.until("the token was renewed", func(s rig.State) bool { return strings.Contains(s.Status, "New token for three") })
	if again := strings.TrimSpace(d.must("", "token", "three")); again == before {
		t.Error("the token is the old one")
	}
	d.noSecret("3 s after the copy")
	d.leftNothing(s, codes)

	time.Sleep(idle + time.Second)
	d.endedSession("two")
	d.key("Escape", "ctrl+r")
	shown = w.until("a code is asked for again", func(s rig.State) bool { return s.Code != nil && s.Code.Page != "" && s.Session == "" })
	if !strings.Contains(shown.Code.Why, "session") {
		t.Errorf("it does not say why: %q", shown.Code.Why)
	}
	d.picture("session-idle")
	codes = append(codes, d.codeOnPage(s, shown.Code.Page))
	w.focus("One-time code")
	d.typeText(codes[1])
	d.key("Return")
	w.until("there is a session again", func(s rig.State) bool { return s.Session != "" && s.Token.There && s.Code == nil })
	w.copyToken()
	d.check(w.Kill())
	d.noSecret("after the window was killed")
	d.leftNothing(s, codes)
}

// endedSession asks for a new token by a session that was not used for too long.
func (d *desk) endedSession(name string) {
	d.t.Helper()
	r := d.run("", "token", name, "--fresh")
	if r.Code != 4 || !strings.Contains(r.Stderr, "not used for too long") || !strings.Contains(r.Stderr, "code") {
		d.t.Errorf("it ends with %d and says %s", r.Code, r.Stderr)
	}
}

// leftNothing searches files, keyring and clipboard for what a session is made of.
func (d *desk) leftNothing(s *rig.Simulator, codes []string) {
	d.t.Helper()
	secrets := append(canary.Sessions(), canary.Tokens())
	for i, code := range codes {
		secrets = append(secrets, canary.New(fmt.Sprintf("code %d", i+1), code))
	}
	hits, files, err := canary.Files(secrets, d.Home, d.Files, d.Runtime())
	if err != nil || len(hits) > 0 || files < 3 {
		d.t.Errorf("in %d files: %q, %v", files, hits, err)
	}
	entries, err := d.Tool(d.ctx, "secret-tool", "search", "--all", "--unlock", "service", "lanyard")
	if err != nil || !strings.Contains(entries, "secret =") { // what was agreed, of a profile without a key
		d.t.Errorf("the keyring's entries cannot be searched: %v", err)
	}
	if hits := canary.Search(secrets, entries+d.Clipboard(d.ctx, "UTF8_STRING")+d.Primary(d.ctx)); len(hits) > 0 {
		d.t.Errorf("in keyring or clipboard: %q", hits)
	}
}

// TestKilledAgentLeavesNoSession keeps a session in what "lanyard unlock" has started, which
// is then killed: nothing of it is left, and the next command asks for a code. One that was
// not used for too long has been asked for in words before.
func TestKilledAgentLeavesNoSession(t *testing.T) {
	d := startDesk(t)
	s := d.simulate("--session-life", "8h", "--session-idle", "5s")
	d.addByCode(s, "work", "--account-id", s.Cloud.Accounts[1].ID)
	d.must("", "unlock", "--for", "5m")
	d.must(d.codeOnPage(s, s.Cloud.PasscodeURL)+"\n", "token", "work", "--code-stdin")
	time.Sleep(6 * time.Second)
	d.endedSession("work")
	code := d.codeOnPage(s, s.Cloud.PasscodeURL)
	d.must(code+"\n", "token", "work", "--code-stdin", "--fresh")
	killed := 0
	for _, pid := range canary.Processes(d.Environment()) {
		line, _ := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
		if strings.Contains(string(line), "agent") && !strings.Contains(string(line), "simulate") && !strings.Contains(string(line), "ssh-agent") {
			p, err := os.FindProcess(pid)
			d.check(err)
			d.check(p.Kill())
			killed++
		}
	}
	if killed != 1 {
		t.Errorf("%d agents were killed", killed)
	}
	d.leftNothing(s, []string{code})
	if r := d.run("", "token", "work"); r.Code != 4 || !strings.Contains(r.Stderr, "Get a code at") {
		t.Errorf("it ends with %d and says %s", r.Code, r.Stderr)
	}
}

// asIBM makes the simulator answer at IBM's own names: a proxy, which it names, leads every
// one of them to the simulator's sign-in. It gives the proxy's address and the fingerprint of
// the certificate that is shown behind it.
func (d *desk) asIBM(s *rig.Simulator) (proxy, pin string) {
	d.t.Helper()
	authority, err := os.ReadFile(s.CAFile)
	d.check(err)
	fronts := canary.NewFronts(authority)
	d.t.Cleanup(fronts.Close)
	front, err := fronts.Before(s.Cloud.AuthURL)
	d.check(err)
	block, _ := pem.Decode(fronts.CAPEM())
	pin = fmt.Sprintf("%x", sha256.Sum256(block.Bytes))
	return fronts.ServePlain(http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) {
		there, err := net.Dial("tcp", strings.TrimPrefix(front, "https://"))
		if err != nil {
			rw.WriteHeader(http.StatusBadGateway)
			return
		}
		here, _, err := rw.(http.Hijacker).Hijack()
		if err != nil {
			return
		}
		_, _ = io.WriteString(here, "HTTP/1.1 200 OK\r\n\r\n")
		go func() { _, _ = io.Copy(there, here); _ = there.Close() }()
		_, _ = io.Copy(here, there)
		_ = here.Close()
	})), pin
}

// TestPastedLoginSignsIn pastes what IBM's console offers to copy. The profile is brought up
// to date, the code opens a session at once, and is not kept.
func TestPastedLoginSignsIn(t *testing.T) {
	d := startDesk(t)
	s := d.simulate("--session-life", "8h")
	proxy, pin := d.asIBM(s)
	d.setting(fmt.Sprintf(`{"proxy":%q}`, proxy))
	d.must("", "add", "work", "--kind", "cloud", "--region", "eu-de", "--sign-in", "code", "--pin-sha256", pin, "--account-id", s.Cloud.Accounts[1].ID)
	w := d.open()
	line := "ibmcloud login -a https://cloud.ibm.com -u passcode -p %s -r eu-de\n"
	d.check(d.SetClipboard(d.ctx, fmt.Sprintf(line, s.Cloud.Passcodes[0])))
	w.choose("work")
	d.key("Escape", "ctrl+v")
	w.until("it is shown", func(s rig.State) bool { return len(s.Import.Found) == 1 && !s.Import.Found[0].Key })
	d.picture("pasted-login")
	w.press("Import 1 profile")
	w.until("the session is open", func(s rig.State) bool {
		return !s.Import.Open && s.Chosen == "work" && s.Session != "" && s.Token.There && len(s.Rows) == 1
	})
	d.picture("pasted-login-used")
	w.quit()
	hits, files, err := canary.Files(append(canary.Sessions(), canary.Tokens(), canary.New("the code", s.Cloud.Passcodes[0])), d.Home, d.Runtime())
	if err != nil || len(hits) > 0 || files < 3 {
		t.Errorf("in %d files: %q, %v", files, hits, err)
	}
}
