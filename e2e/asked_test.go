//go:build e2e && linux

package e2e

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lanyard/e2e/rig"
)

// terminal is a terminal on the desktop.
type terminal struct {
	*rig.Terminal
	d *desk
}

func (d *desk) terminal(shell string) terminal {
	d.t.Helper()
	t, err := d.OpenTerminal(shell)
	d.check(err)
	return terminal{t, d}
}

// start types a command; what it gives waits for the command's end.
func (t terminal) start(args ...string) func() rig.Result {
	t.d.t.Helper()
	wait, err := t.Start(args...)
	t.d.check(err)
	return func() rig.Result {
		t.d.t.Helper()
		r, err := wait(t.d.ctx)
		t.d.check(err)
		return r
	}
}

// setting writes the settings file, as the window would.
func (d *desk) setting(json string) {
	d.t.Helper()
	d.check(os.MkdirAll(d.ConfigDir(), 0o700))
	d.check(os.WriteFile(filepath.Join(d.ConfigDir(), "settings.json"), []byte(json), 0o600))
}

// asks waits until the window asks about a profile, and gives its words.
func (w *window) asks(name string) string {
	w.d.t.Helper()
	return w.until("it asks about "+name, func(s rig.State) bool { return strings.Contains(s.Asking, "a token of "+name+".") }).Asking
}

// allow allows what is asked, after a look at it.
func (w *window) allow() {
	w.d.t.Helper()
	w.until("it is there for a second", func(s rig.State) bool { return !strings.Contains(s.Asking, " 30 s ") })
	w.press("Allow for 10 min")
}

func (w *window) asksNothing() {
	w.d.t.Helper()
	w.until("it asks nothing", func(s rig.State) bool { return s.Asking == "" })
}

func denied(t *testing.T, what string, r rig.Result) {
	t.Helper()
	if r.Code != 6 || r.Stdout != "" || !strings.Contains(r.Stderr, "did not hand out a token") {
		t.Errorf("%s: exit code %d, %d bytes on stdout, and: %s", what, r.Code, len(r.Stdout), r.Stderr)
	}
}

func allowed(t *testing.T, what string, r rig.Result) {
	t.Helper()
	if r.Code != 0 {
		t.Fatalf("%s: exit code %d: %s", what, r.Code, r.Stderr)
	}
	readToken(t, strings.TrimSpace(r.Stdout))
}

// askingWindow is an open window that asks each time, with two profiles.
func askingWindow(t *testing.T) (*desk, *window) {
	d := startDesk(t)
	s := d.simulate()
	for i, a := range accounts(s)[:2] {
		a.name = []string{"lab", "prod"}[i]
		d.add(a, s.CAFile)
	}
	d.setting(`{"commands": "ask"}`)
	w := d.open()
	// A command that comes before the window serves signs in by itself, and nobody is asked.
	w.until("both are listed, and commands are served", func(s rig.State) bool {
		sockets, err := filepath.Glob(filepath.Join(d.Runtime(), "lanyard", "*.sock"))
		return len(s.Rows) == 2 && s.Chosen != "" && err == nil && len(sockets) == 1
	})
	return d, w
}

// TestAsked has the user asked whether commands may have tokens. The shell that runs them
// tries to look like something else.
func TestAsked(t *testing.T) {
	d, w := askingWindow(t)
	d.check(w.Minimise(t.Context()))
	one := d.terminal("ipy\x1b[2J\u202ethon")
	got := one.start("token", "prod")
	words := w.asks("prod")
	if want := "ipy[2Jthon (" + one.Name + ") asks for a token of prod. Without an answer in "; !strings.HasPrefix(words, want) {
		t.Errorf("it asks %q, want %q", words, want)
	}
	if !strings.HasSuffix(words, "\nIt runs: lanyard token prod") {
		t.Errorf("it does not say which command asks: %q", words)
	}

	d.check(d.InFront(t.Context()))

	// Whoever typed on when the window came up did not allow anything.
	w.until("Deny has the focus", func(s rig.State) bool { return s.Focus == "Deny" })
	d.key("Return")
	denied(t, "Enter", got())
	w.asksNothing()

	got = one.start("token", "prod")
	w.asks("prod")
	w.allow()
	allowed(t, "Allow", got())
	w.asksNothing()
	allowed(t, "the same terminal within ten minutes", one.start("token", "prod")())

	// Two at once wait for one another.
	two := d.terminal("sh")
	first := two.start("token", "prod")
	w.asks("prod")
	second := one.start("token", "lab")
	w.press("Deny")
	denied(t, "another terminal", first())
	w.asks("lab")
	w.allow()
	allowed(t, "the next in the queue", second())

	// A cursor in a field stays there; what is typed goes into the field.
	d.key("ctrl+f")
	w.until("search has the focus", func(s rig.State) bool { return s.Focus == "search" })
	got = two.start("token", "prod")
	w.asks("prod")
	d.typeText("pr")
	d.key("Return")
	if s := w.until("the search takes the keys", func(s rig.State) bool { return s.Search == "pr" }); s.Asking == "" {
		t.Error("Enter in the search field answers")
	}

	// The lock denies, and ends what was allowed.
	d.key("ctrl+l")
	denied(t, "locked while it asks", got())
	w.until("it is locked", func(s rig.State) bool { return s.Locked && s.Focus == "Unlock" && s.Asking == "" })
	d.key("Return")
	w.until("it is open", func(s rig.State) bool { return !s.Locked })
	got = one.start("token", "prod")
	w.asks("prod")
	w.focus("Deny")
	d.look("asked-again")
	d.key("Escape")
	denied(t, "allowed before the lock", got())

	// A change of the setting holds at once.
	may := func(choice, key string) {
		t.Helper()
		d.key("ctrl+comma")
		w.until("the settings are open", func(s rig.State) bool { return s.Settings != nil })
		w.focus("Tokens for commands")
		for range 2 { // there are three choices
			if s, err := w.State(); err == nil && s.Settings["Tokens for commands"] != choice {
				d.key(key)
				d.check(w.Settle(t.Context()))
			}
		}
		w.until(choice, func(s rig.State) bool { return s.Settings["Tokens for commands"] == choice })
		d.key("Escape")
		w.until("the settings are closed", func(s rig.State) bool { return s.Settings == nil })
	}
	may("For none", "Right")
	denied(t, "for none", one.start("token", "prod")())
	may("For all of mine", "Left")
	allowed(t, "for all", two.start("token", "prod")())
	may("Ask me each time", "Right")
	d.look("none-any-ask")

	// A command that is interrupted takes its question with it.
	ctx, cancel := context.WithCancel(t.Context())
	gone := make(chan struct{})
	go func() { defer close(gone); _, _ = d.Run(ctx, "", "token", "prod") }()
	w.asks("prod")
	cancel()
	<-gone
	w.asksNothing()
	w.press("Activity")
	d.check(w.Settle(t.Context()))
	noted, err := os.ReadFile(filepath.Join(d.Home, ".local", "state", "lanyard", "activity.jsonl"))
	d.check(err)
	if got := strings.Count(string(noted), `"event":"served","profile":"prod"`); got != 3 || !strings.Contains(string(noted), `"detail":"ipy[2Jthon"`) {
		t.Errorf("%d tokens of prod handed out are noted:\n%s", got, noted)
	}
	d.look("activity")
	w.quit()
}

// look leaves a picture of the screen among the test's artifacts, for people.
func (d *desk) look(name string) {
	d.t.Helper()
	if dir := os.Getenv("LANYARD_LOOKS"); dir != "" {
		d.check(d.Screenshot(d.ctx, filepath.Join(dir, name+".png")))
	}
}
