//go:build e2e && linux

package e2e

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"lanyard/e2e/rig"
)

// TestCredential tests credentials in the window by keyboard: a good one, a key that
// IBM does not know, a space that nobody let in, and a server that nobody vouches for.
func TestCredential(t *testing.T) {
	d := startDesk(t)
	s := d.simulate()
	cloud := []string{"--kind", "cloud", "--url", s.Cloud.URL, "--auth-url", s.Cloud.AuthURL, "--platform-url", s.Cloud.PlatformURL}
	d.add(account{"good", s.Cloud.APIKey, append(slices.Clone(cloud), "--space-id", s.Cloud.SpaceID)}, s.CAFile)
	d.add(account{"stale", s.Failing.UnknownKey, append(slices.Clone(cloud), "--space-id", s.Cloud.SpaceID)}, s.CAFile)
	d.add(account{"shut-out", s.Cloud.ServiceIDAPIKey, append(slices.Clone(cloud), "--space-id", s.Cloud.ForbiddenSpaceID)}, s.CAFile)
	d.must(s.Cloud.APIKey+"\n", append([]string{"add", "unknown-server", "--secret-stdin", "--space-id", s.Cloud.SpaceID}, cloud...)...)

	w := d.open()
	for _, c := range []struct{ name, tone, failed string }{
		{"good", "good", ""}, {"stale", "bad", "sign-in"}, {"shut-out", "limited", "space"}, {"unknown-server", "bad", "TLS"},
	} {
		shown := w.tests(c.name, c.tone)
		if got, want := shown.Checks(), d.checks(c.name); !slices.Equal(got, want) {
			t.Errorf("%s: the window shows %q, the command %q", c.name, got, want)
		}
		if failed := failedOf(shown); failed != c.failed || len(shown.Test) != 8 {
			t.Errorf("%s: %q failed, want %q", c.name, failed, c.failed)
		}
		if there := shown.Token.There; there != (c.tone != "bad") {
			t.Errorf("%s: there is a token: %v", c.name, there)
		}
	}

	d.trustAuthority(w)
	d.chooseSpace(w, s)
	w.quit()
}

// tests chooses a profile, tests it by its key, and waits for the verdict.
func (w *window) tests(name, tone string) rig.State {
	w.d.t.Helper()
	w.choose(name)
	w.d.key("ctrl+t")
	return w.until("the test of "+name+" says "+tone, func(s rig.State) bool {
		return s.Chosen == name && s.Verdict != "" && s.Tone == tone && s.Busy == ""
	})
}

func failedOf(s rig.State) string {
	for _, c := range s.Test {
		if c.Status == "failed" {
			return c.Check
		}
	}
	return ""
}

// checks are those that the command makes, in the window's words.
func (d *desk) checks(name string) []string {
	d.t.Helper()
	var told []struct{ Check, Status string }
	if err := json.Unmarshal([]byte(d.run("", "test", name, "--json").Stdout), &told); err != nil {
		d.t.Fatalf("lanyard test %s --json: %v", name, err)
	}
	var out []string
	for _, c := range told {
		out = append(out, strings.Replace(c.Check, "tls", "TLS", 1)+" "+c.Status)
	}
	return out
}

// trustAuthority looks at the certificates of a server that nobody vouches for, and
// trusts the authority that it shows.
func (d *desk) trustAuthority(w *window) {
	d.t.Helper()
	w.press("Look at the certificate…")
	w.until("the certificates are shown", func(s rig.State) bool { return len(s.Chain) >= 2 && s.Focus == "Cancel" })
	w.press("Trust this authority")
	w.until("the credential is good now", func(s rig.State) bool { return s.Tone == "good" && s.Token.There && len(s.Chain) == 0 })
	d.must("", "token", "unknown-server")
}

// chooseSpace chooses, for the profile that was shut out, a space that lets it in.
func (d *desk) chooseSpace(w *window, s *rig.Simulator) {
	d.t.Helper()
	w.choose("shut-out")
	w.press("Choose…")
	w.until("the spaces are listed", func(s rig.State) bool { return s.Chooser != nil && len(s.Chooser.Rows) > 0 })
	d.typeText("churn")
	w.until("the space is found", func(now rig.State) bool { return now.Chooser != nil && now.Chooser.Chosen == s.Cloud.SpaceID })
	d.key("Return")
	w.until("the space is shown by name", func(now rig.State) bool {
		return now.Chooser == nil && now.Place.ID == s.Cloud.SpaceID && now.Place.Name == "Churn scoring"
	})
	d.key("ctrl+t")
	w.until("the credential is good now", func(s rig.State) bool { return s.Tone == "good" && s.Busy == "" })
}
