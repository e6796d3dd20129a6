//go:build e2e && linux

package e2e

import (
	"encoding/json"
	"io"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"lanyard/e2e/rig"
)

// listener is a server that takes connections, counts what comes in, and never answers.
type listener struct {
	url   string
	calls atomic.Int64
	bytes atomic.Int64
}

func listen(t *testing.T) *listener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	silent := &listener{url: "https://" + l.Addr().String()}
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			silent.calls.Add(1)
			go func() {
				defer conn.Close()
				n, _ := io.Copy(io.Discard, conn)
				silent.bytes.Add(n)
			}()
		}
	}()
	return silent
}

// failure is what a command with --json says on standard error.
type failure struct {
	Error struct {
		Exit      int    `json:"exit"`
		Check     string `json:"check"`
		What      string `json:"what"`
		Why       string `json:"why"`
		Next      string `json:"next"`
		Code      string `json:"code"`
		RequestID string `json:"request_id"`
	} `json:"error"`
}

// fail runs a command with --json that must fail with this exit code.
func (d *desk) fail(code int, args ...string) failure {
	d.t.Helper()
	r := d.run("", append(args, "--json")...)
	if r.Code != code || r.Stdout != "" {
		d.t.Fatalf("lanyard %s: exit code %d, %d bytes on stdout, want code %d and nothing; it said %s", strings.Join(args, " "), r.Code, len(r.Stdout), code, r.Stderr)
	}
	var f failure
	if err := json.Unmarshal([]byte(r.Stderr), &f); err != nil {
		d.t.Fatalf("lanyard %s said %q: %v", strings.Join(args, " "), r.Stderr, err)
	}
	if f.Error.Exit != code || f.Error.What == "" || f.Error.Next == "" {
		d.t.Errorf("lanyard %s explains itself with %+v", strings.Join(args, " "), f.Error)
	}
	return f
}

// TestUnknownKey signs in with a key that IBM does not know, by command and by window.
func TestUnknownKey(t *testing.T) {
	d := startDesk(t)
	s := d.simulate()
	d.add(account{"stale", s.Failing.UnknownKey, []string{"--kind", "cloud", "--url", s.Cloud.URL, "--auth-url", s.Cloud.AuthURL}}, s.CAFile)

	f := d.fail(4, "token", "stale").Error
	if f.Check != "sign-in" || f.Code != "BXNIM0415E" || f.RequestID == "" {
		t.Errorf("the command tells of check %q, code %q, request id %q", f.Check, f.Code, f.RequestID)
	}
	ignorance := regexp.MustCompile(`(?i)IBM.* does(n't| not) know th(is|e)( API)? key`)
	if told := f.What + " " + f.Why; !ignorance.MatchString(told) {
		t.Errorf("the command says %q, not that IBM does not know the key", told)
	}

	w := d.open()
	w.choose("stale")
	d.key("Return")
	shown := w.until("the failure is shown", func(s rig.State) bool { return s.Error.What != "" }).Error
	if shown.Code != "BXNIM0415E" || shown.RequestID == "" || shown.RequestID == f.RequestID {
		t.Errorf("the window tells of code %q, request id %q; the command's was %q", shown.Code, shown.RequestID, f.RequestID)
	}
	if told := shown.What + " " + shown.Why; !ignorance.MatchString(told) {
		t.Errorf("the window says %q, not that IBM does not know the key", told)
	}
	w.quit()
}

// TestSilentHost signs in to a host that takes the connection and never says a word.
func TestSilentHost(t *testing.T) {
	d := startDesk(t)
	s := d.simulate()
	silent := listen(t)
	d.add(account{"silent", s.Cloud.APIKey, []string{"--kind", "cloud", "--url", s.Cloud.URL, "--auth-url", silent.url}}, s.CAFile)

	began := time.Now()
	f := d.fail(5, "token", "silent", "--timeout", "2s")
	if took := time.Since(began); took < 2*time.Second || took > 8*time.Second {
		t.Errorf("with a time limit of 2 s the command took %v", took)
	}
	if host := strings.TrimPrefix(silent.url, "https://"); !strings.Contains(f.Error.What+f.Error.Why, host) {
		t.Errorf("the failure names no host: %+v", f.Error)
	}
	if silent.calls.Load() == 0 {
		t.Error("the command never tried to reach the host")
	}

	w := d.open()
	w.choose("silent")
	d.key("Return")
	w.until("the window is signing in", func(s rig.State) bool { return s.Busy != "" })
	w.press("Cancel")
	canceled := time.Now()
	after := w.until("it has stopped", func(s rig.State) bool { return s.Busy == "" })
	if took := time.Since(canceled); took > 3*time.Second || after.Error.What != "" {
		t.Errorf("Cancel took %v, and then the window said %q", took, after.Error.What)
	}
	// A host where nothing listens at all is told apart from one that is silent.
	d.must("", "edit", "silent", "--auth-url", s.DeadURL, "--keep-secret")
	d.fail(5, "token", "silent", "--timeout", "5s")
	w.quit()
}

// TestMovedSignInGetsNoKey changes a profile's sign-in address behind the program's
// back. The key that was saved for the old address must not reach the new one.
func TestMovedSignInGetsNoKey(t *testing.T) {
	d := startDesk(t)
	s := d.simulate()
	elsewhere := listen(t)
	d.add(account{"moved", s.Cloud.APIKey, []string{"--kind", "cloud", "--url", s.Cloud.URL, "--auth-url", s.Cloud.AuthURL}}, s.CAFile)
	d.must("", "token", "moved")

	file := filepath.Join(d.ConfigDir(), "profiles.json")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.Replace(string(text), `"`+s.Cloud.AuthURL+`"`, `"`+elsewhere.url+`"`, 1)
	if changed == string(text) {
		t.Fatalf("profiles.json doesn't have the sign-in address %s:\n%s", s.Cloud.AuthURL, text)
	}
	if err := os.WriteFile(file, []byte(changed), 0o600); err != nil {
		t.Fatal(err)
	}

	hosts := []string{host(t, s.Cloud.AuthURL), host(t, elsewhere.url)}
	f := d.fail(6, "token", "moved").Error
	wantAll(t, "the command's failure", f.What+" "+f.Why+" "+f.Next, hosts)

	w := d.open()
	w.choose("moved")
	d.key("Return")
	shown := w.until("the window asks", func(s rig.State) bool { return len(s.Question.Changes) > 0 })
	wantAll(t, "the window's question", strings.Join(shown.Question.Changes, " "), hosts)
	w.quit()

	if n := elsewhere.bytes.Load(); n != 0 || elsewhere.calls.Load() != 0 {
		t.Errorf("the new host got %d calls and %d bytes", elsewhere.calls.Load(), n)
	}
}

func host(t *testing.T, address string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return u.Host
}

func wantAll(t *testing.T, what, text string, parts []string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("%s doesn't name %s: %s", what, part, text)
		}
	}
}
