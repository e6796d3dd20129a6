//go:build e2e && linux

package e2e

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"lanyard/e2e/rig"
)

// desk is a desktop for one test. Its methods fail the test where package rig gives
// errors.
type desk struct {
	*rig.Desktop
	t   *testing.T
	ctx context.Context
}

// startDesk starts a desktop with a keyring. When the test fails, it leaves a
// screenshot.
func startDesk(t *testing.T) *desk {
	t.Helper()
	return startDeskWith(t, rig.Options{Manager: true, Keyring: true})
}

// startDeskWith starts a desktop that has what the options say. The tests on desktops run
// side by side: each waits for its own most of the time.
func startDeskWith(t *testing.T, o rig.Options) *desk {
	t.Helper()
	t.Parallel()
	program := os.Getenv("LANYARD_PROGRAM")
	if program == "" {
		t.Fatal(`LANYARD_PROGRAM names no program; "make window" builds one and runs these tests`)
	}
	ctx := t.Context()
	o.Program, o.Dir = program, t.TempDir()
	desktop, err := rig.Start(ctx, o)
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{desktop, t, ctx}
	t.Cleanup(func() {
		if t.Failed() {
			d.keepScreenshot()
		}
		if err := desktop.Close(); err != nil {
			t.Error(err)
		}
	})
	return d
}

// startWithProfile starts a desktop on which one profile of the simulator's is saved.
func startWithProfile(t *testing.T) (*desk, account) {
	t.Helper()
	d := startDesk(t)
	s := d.simulate()
	a := accounts(s)[0]
	d.add(a, s.CAFile)
	return d, a
}

// openAt opens the window, in which the only profile is chosen.
func (d *desk) openAt(a account) *window {
	d.t.Helper()
	w := d.open()
	w.until("the profile is chosen", func(s rig.State) bool { return s.Chosen == a.name })
	return w
}

// enterCluster fills in the form for a cluster of the simulator's by keyboard, and saves.
func (w *window) enterCluster(name string, s *rig.Simulator) {
	w.d.t.Helper()
	ca, err := os.ReadFile(s.CAFile)
	w.d.check(err)
	w.d.key("ctrl+n")
	w.until("the form is open at its first field", func(s rig.State) bool { return s.Form.Open && s.Focus == "Name" })
	w.fill("Name", name)
	w.pick("Where does it run?", "Cloud Pak for Data")
	w.fill("Address", s.CP4D.URL)
	w.fill("Username", s.CP4D.Username)
	w.pick("Sign in with", "Password")
	w.fill("Password", s.CP4D.Password)
	w.paste("CA certificate", strings.TrimSpace(string(ca)))
	w.focus("Space or project")
	w.d.key("Return")
}

// keepScreenshot leaves a picture of the screen among the test's artifacts. The test's
// own context has ended when it is called at the end.
func (d *desk) keepScreenshot() {
	file := filepath.Join(d.t.ArtifactDir(), "screen.png")
	if err := d.Screenshot(context.WithoutCancel(d.ctx), file); err != nil {
		d.t.Log(err)
		return
	}
	d.t.Log("screenshot: ", file)
}

// picture takes one of the whole screen for people to look at, where LANYARD_PICTURES
// names a folder for them.
func (d *desk) picture(name string) {
	d.t.Helper()
	dir := os.Getenv("LANYARD_PICTURES")
	if dir == "" {
		return
	}
	time.Sleep(150 * time.Millisecond) // for the frame after the one that was told of
	d.check(os.MkdirAll(dir, 0o755))
	d.check(d.Screenshot(d.ctx, filepath.Join(dir, name+".png")))
}

func (d *desk) simulate(args ...string) *rig.Simulator {
	d.t.Helper()
	s, err := d.Simulate(d.ctx, args...)
	if err != nil {
		d.t.Fatal(err)
	}
	return s
}

// run runs a command, whatever its exit code.
func (d *desk) run(stdin string, args ...string) rig.Result {
	d.t.Helper()
	r, err := d.Run(d.ctx, stdin, args...)
	if err != nil {
		d.t.Fatalf("lanyard %s: %v", strings.Join(args, " "), err)
	}
	return r
}

// must runs a command that must succeed and gives what it printed.
func (d *desk) must(stdin string, args ...string) string {
	d.t.Helper()
	r := d.run(stdin, args...)
	if r.Code != 0 {
		d.t.Fatalf("lanyard %s: exit code %d: %s", strings.Join(args, " "), r.Code, r.Stderr)
	}
	return r.Stdout
}

func (d *desk) key(keys ...string) {
	d.t.Helper()
	if err := d.Key(d.ctx, keys...); err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) typeText(text string) {
	d.t.Helper()
	if err := d.Type(d.ctx, text); err != nil {
		d.t.Fatal(err)
	}
}

// window is an open window of the program.
type window struct {
	*rig.Window
	d *desk
}

// open opens the window. At the end of the test the window must have kept to Fyne's one
// goroutine, and must not have panicked.
func (d *desk) open(args ...string) *window {
	d.t.Helper()
	w, err := d.Open(d.ctx, args...)
	if w != nil {
		d.t.Cleanup(func() {
			for _, sign := range []string{"Error in Fyne call thread", "Fyne error", "DATA RACE", "panic:", "fatal error:"} {
				if strings.Contains(w.Stderr(), sign) {
					d.t.Errorf("the window complained:\n%s", w.Stderr())
					return
				}
			}
		})
	}
	if err != nil {
		d.t.Fatal(err)
	}
	return &window{w, d}
}

// until waits until the window shows what check asks for.
func (w *window) until(what string, check func(rig.State) bool) rig.State {
	w.d.t.Helper()
	s, err := w.Until(w.d.ctx, what, check)
	if err != nil {
		w.d.t.Fatal(err)
	}
	return s
}

// quit ends the program by its own key and wants exit code 0.
func (w *window) quit() {
	w.d.t.Helper()
	w.d.key("ctrl+q")
	if code, err := w.Wait(w.d.ctx); err != nil || code != 0 {
		w.d.t.Errorf("the window ended with code %d (%v):\n%s", code, err, w.Stderr())
	}
}

// choose finds a profile by the keyboard and chooses it.
func (w *window) choose(name string) {
	w.d.t.Helper()
	w.d.key("ctrl+f", "ctrl+a")
	w.d.typeText(name)
	w.until(name+" is chosen", func(s rig.State) bool { return s.Chosen == name })
}

// press moves the focus with Tab to a widget and presses it with the space bar.
func (w *window) press(label string) {
	w.d.t.Helper()
	w.focus(label)
	w.d.key("space")
}

// focus moves the focus with Tab until it is on the widget with this label.
func (w *window) focus(label string) {
	w.d.t.Helper()
	if err := w.Settle(w.d.ctx); err != nil {
		w.d.t.Fatal(err)
	}
	var passed []string
	for range 60 {
		s, err := w.State()
		if err != nil {
			w.d.t.Fatal(err)
		}
		if s.Focus == label {
			return
		}
		passed = append(passed, s.Focus)
		w.d.key("Tab")
		if err := w.Moved(w.d.ctx, s.Focus); err != nil {
			w.d.t.Fatal(err)
		}
	}
	w.d.t.Fatalf("Tab never comes to %q, only to %q", label, passed)
}

// fill types a text into a field of the form, in place of what is there.
func (w *window) fill(label, text string) {
	w.d.t.Helper()
	w.focus(label)
	w.d.key("ctrl+a")
	w.d.typeText(text)
	w.until(label+" is filled", func(s rig.State) bool {
		got := s.Form.Fields[label]
		return got == text || got == strings.Repeat("•", 12) && got != ""
	})
}

// paste puts a text into a field of the form by way of the clipboard.
func (w *window) paste(label, text string) {
	w.d.t.Helper()
	if err := w.d.SetClipboard(w.d.ctx, text); err != nil {
		w.d.t.Fatal(err)
	}
	w.focus(label)
	w.d.key("ctrl+v")
	w.until(label+" is filled", func(s rig.State) bool { return s.Form.Fields[label] == text })
}

// pick goes through a field's choices with the right arrow until one of them is chosen;
// the down arrow would open them as a menu.
func (w *window) pick(label, choice string) {
	w.d.t.Helper()
	w.focus(label)
	for range 12 {
		s, err := w.State()
		if err != nil {
			w.d.t.Fatal(err)
		}
		before := s.Form.Fields[label]
		if strings.HasPrefix(before, choice) {
			return
		}
		w.d.key("Right")
		w.until("another choice than "+before, func(s rig.State) bool { return s.Form.Fields[label] != before })
	}
	w.d.t.Fatalf("%s has no choice %q", label, choice)
}

// claims are the parts of a token that the tests look at.
type claims struct {
	Subject string `json:"sub"`
	Expires int64  `json:"exp"`
	Account struct {
		ID string `json:"bss"`
	} `json:"account"`
}

// readToken decodes a bearer token.
func readToken(t *testing.T, token string) claims {
	t.Helper()
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		t.Fatalf("a text of %d bytes and %d parts is no token", len(token), len(parts))
	}
	payload, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		t.Fatal(err)
	}
	var c claims
	if err := json.Unmarshal(payload, &c); err != nil {
		t.Fatal(err)
	}
	return c
}

// seconds reads a countdown, "0:59:58" or "59:58".
func seconds(t *testing.T, countdown string) int {
	t.Helper()
	total := 0
	for part := range strings.SplitSeq(countdown, ":") {
		n, err := strconv.Atoi(part)
		if err != nil {
			t.Fatalf("the countdown reads %q", countdown)
		}
		total = total*60 + n
	}
	return total
}

// copied waits until the clipboard has something that was not on it before.
func (d *desk) copied(before string) string {
	d.t.Helper()
	deadline := time.Now().Add(20 * time.Second)
	for time.Now().Before(deadline) {
		if text := d.Clipboard(d.ctx, "UTF8_STRING"); text != "" && text != before {
			return text
		}
		time.Sleep(20 * time.Millisecond)
	}
	d.t.Fatal("nothing came onto the clipboard")
	return ""
}
