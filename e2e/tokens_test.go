//go:build e2e && linux

package e2e

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"lanyard/e2e/rig"
)

// account is a profile that can sign in to the simulator.
type account struct {
	name   string
	secret string
	flags  []string
}

// accounts gives one profile of each kind, IBM Cloud twice.
func accounts(s *rig.Simulator) []account {
	return []account{
		{"alpha-cloud-user", s.Cloud.APIKey, []string{"--kind", "cloud", "--url", s.Cloud.URL, "--auth-url", s.Cloud.AuthURL}},
		{"bravo-service-id", s.Cloud.ServiceIDAPIKey, []string{"--kind", "cloud", "--url", s.Cloud.URL, "--auth-url", s.Cloud.AuthURL}},
		{"charlie-aws", s.AWS.APIKey, []string{"--kind", "aws", "--url", s.AWS.URL, "--auth-url", s.AWS.AuthURL}},
		{"delta-cluster", s.CP4D.Password, []string{"--kind", "cp4d", "--url", s.CP4D.URL, "--username", s.CP4D.Username, "--secret-kind", "password"}},
		{"echo-studio", s.StudioICP.Password, []string{"--kind", "studio-local", "--url", s.StudioICP.URL, "--instance-id", "icp", "--username", s.StudioICP.Username, "--secret-kind", "password"}},
	}
}

// add adds a profile by command.
func (d *desk) add(a account, caFile string) {
	d.t.Helper()
	args := append([]string{"add", a.name, "--secret-stdin", "--ca-file", caFile}, a.flags...)
	d.must(a.secret+"\n", args...)
}

// TestTokensByKeyboard adds a profile of each kind by command, and gets the token of
// each from the window with nothing but the keyboard.
func TestTokensByKeyboard(t *testing.T) {
	d := startDesk(t)
	s := d.simulate("--token-life", "20m")
	subjects := map[string]string{}
	var names []string
	for _, a := range accounts(s) {
		d.add(a, s.CAFile)
		names = append(names, a.name)
		subjects[a.name] = d.tokenByCommand(a.name)
	}

	w := d.open()
	shown := w.until("all five are listed", func(s rig.State) bool { return len(s.Rows) == len(names) })
	if got := slices.Sorted(slices.Values(shown.Names())); !slices.Equal(got, names) {
		t.Fatalf("the window lists %q, want %q", got, names)
	}

	clipboard := ""
	for _, name := range names {
		w.choose(name)
		d.key("Return")
		w.until("the token of "+name+" is there", func(s rig.State) bool { return s.Chosen == name && s.Busy == "" && s.Token.Countdown != "" })
		d.key("ctrl+shift+c")
		clipboard = d.copied(clipboard)
		checkToken(t, name, clipboard, subjects[name])
	}

	// The same with the arrows, from the search field: it is emptied first, so that
	// every profile is listed again.
	d.key("ctrl+f", "ctrl+a", "BackSpace")
	all := w.until("all five are listed again", func(s rig.State) bool { return len(s.Rows) == len(names) })
	order := all.Names()
	for at := slices.Index(order, all.Chosen); at > 0; at-- {
		d.key("Up")
	}
	w.until("the first is chosen", func(s rig.State) bool { return s.Chosen == order[0] })
	clipboard = "something else" // the first may be the one whose token was copied last
	d.check(d.SetClipboard(d.ctx, clipboard))
	for i, name := range order {
		if i > 0 {
			d.key("Down")
			w.until(name+" is chosen", func(s rig.State) bool { return s.Chosen == name })
		}
		d.key("ctrl+shift+c")
		clipboard = d.copied(clipboard)
		checkToken(t, name, clipboard, subjects[name])
	}

	checkCountdown(t, w)
	w.quit()
	if left := d.Clipboard(t.Context(), "UTF8_STRING"); left == clipboard {
		t.Error("the token stayed on the clipboard after the program ended")
	}
}

// tokenByCommand gets a profile's token by command, checks what the command tells of it,
// and gives its subject.
func (d *desk) tokenByCommand(name string) string {
	d.t.Helper()
	var told struct {
		Profile     string    `json:"profile"`
		AccessToken string    `json:"access_token"`
		TokenType   string    `json:"token_type"`
		ExpiresAt   time.Time `json:"expires_at"`
		ExpiresIn   int       `json:"expires_in"`
		ExpiresUnix int64     `json:"expires_at_unix"`
	}
	out := d.must("", "token", name, "--json")
	if err := json.Unmarshal([]byte(out), &told); err != nil {
		d.t.Fatalf("lanyard token %s --json: %v", name, err)
	}
	if told.Profile != name || told.TokenType != "Bearer" || told.ExpiresAt.Unix() != told.ExpiresUnix {
		d.t.Errorf("lanyard token %s --json tells of profile %q, type %q, end %v (%d)", name, told.Profile, told.TokenType, told.ExpiresAt, told.ExpiresUnix)
	}
	if told.ExpiresIn > 20*60 || told.ExpiresIn < 19*60 {
		d.t.Errorf("the token of %s lives %d s, want the simulator's 20 minutes", name, told.ExpiresIn)
	}
	return readToken(d.t, told.AccessToken).Subject
}

func checkToken(t *testing.T, name, token, subject string) {
	t.Helper()
	c := readToken(t, token)
	if c.Subject != subject || subject == "" {
		t.Errorf("the window copied a token of %q for %s, the command gave one of %q", c.Subject, name, subject)
	}
	if left := time.Until(time.Unix(c.Expires, 0)); left <= 0 {
		t.Errorf("the copied token of %s ended %v ago", name, -left)
	}
}

// checkCountdown watches the countdown fall by two and compares that with the clock. It
// starts at a step, so that the seconds are whole ones. A machine under load may show a
// step late or skip one, but may not count slower or faster than time goes.
func checkCountdown(t *testing.T, w *window) {
	t.Helper()
	left := func(s rig.State) int { return seconds(t, s.Token.Countdown) }
	from := left(w.until("there is a countdown", func(s rig.State) bool { return s.Token.Countdown != "" }))
	from = left(w.until("the countdown moves", func(s rig.State) bool { return left(s) < from }))
	began := time.Now()
	fell := from - left(w.until("the countdown falls by two", func(s rig.State) bool { return left(s) <= from-2 }))
	took := time.Since(began).Seconds()
	if off := took - float64(fell); off < -0.9 || off > 0.9 {
		t.Errorf("the countdown fell by %d in %.2f s", fell, took)
	}
}
