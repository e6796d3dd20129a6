//go:build e2e && linux

package e2e

import (
	"strings"
	"testing"
	"time"

	"lanyard/e2e/rig"
)

// stateLimit is how long a state of the keyring may take to be told where several tests
// and a race detector share a slow machine. That it takes less than three seconds by
// itself is proven where the keyring is asked.
const stateLimit = 15 * time.Second

// A window that tells nothing for as long as silent is frozen, if it computes less than
// idle meanwhile: it tells of itself on its own goroutine, many times a second, and one
// that waits for a turn of the processor has at least tried.
const (
	silent = 1500 * time.Millisecond
	idle   = 10 * time.Millisecond
)

// watched notes the longest time in which a window told nothing of itself, and whether
// it was frozen then.
type watched struct {
	stop, done      chan struct{}
	longest, frozen time.Duration
}

// watch begins to look whether the window ever freezes; the test's end says so.
func (w *window) watch() *watched {
	g := &watched{stop: make(chan struct{}), done: make(chan struct{})}
	go func() {
		defer close(g.done)
		last, told, used := time.Now(), w.Told(), w.Computed()
		for {
			select {
			case <-g.stop:
				return
			case <-time.After(20 * time.Millisecond):
			}
			if now := w.Told(); !now.Equal(told) {
				told, last, used = now, time.Now(), w.Computed()
				continue
			}
			quiet := time.Since(last)
			g.longest = max(g.longest, quiet)
			if quiet > silent && w.Computed()-used < idle {
				g.frozen = max(g.frozen, quiet)
			}
		}
	}()
	return g
}

// end fails the test if the window was frozen at any time since watch.
func (g *watched) end(t *testing.T) {
	t.Helper()
	close(g.stop)
	<-g.done
	t.Logf("the window was never silent for longer than %v", g.longest)
	if g.frozen > 0 {
		t.Errorf("the window was frozen for %v", g.frozen)
	}
}

// promptly waits for a state that must come within the limit.
func (w *window) promptly(what string, check func(rig.State) bool) rig.State {
	w.d.t.Helper()
	began := time.Now()
	s := w.until(what, check)
	took := time.Since(began)
	w.d.t.Logf("%s: after %v", what, took.Round(time.Millisecond))
	if took > stateLimit {
		w.d.t.Errorf("until %s it took %v", what, took)
	}
	return s
}

// reacts goes to the other of two profiles and back, by the arrows.
func (w *window) reacts() {
	w.d.t.Helper()
	was, err := w.State()
	w.d.check(err)
	w.d.key("Down")
	w.until("the arrow works", func(s rig.State) bool { return s.Chosen != was.Chosen })
	w.d.key("Up")
	w.until("the arrow works back", func(s rig.State) bool { return s.Chosen == was.Chosen })
}

// fails says whether a failure about the keyring is shown in words.
func fails(s rig.State, words string) bool {
	return s.Busy == "" && s.Error.Next != "" && strings.Contains(s.Error.What+" "+s.Error.Why, words)
}

// TestKeyringTroubles stops, kills and locks the keyring under a window. Each time it
// says so within seconds, is never frozen, and goes on when the keyring does.
func TestKeyringTroubles(t *testing.T) {
	d := startDesk(t)
	s := d.simulate()
	for _, a := range accounts(s)[:2] {
		d.add(a, s.CAFile)
	}
	w := d.open()
	w.until("it is there", func(s rig.State) bool { return s.Chosen == "alpha-cloud-user" && s.Keyring == "Login keyring" })
	guard := w.watch()
	for _, trouble := range []struct {
		name  string
		cause func() error
		says  string
		badge string
		cure  func() error
	}{
		{"stopped", d.PauseKeyring, "not answer", "Keyring does not answer", d.ResumeKeyring},
		{"killed", d.KillKeyring, "keyring", "No keyring", func() error { return d.StartKeyring(d.ctx) }},
		{
			"locked", func() error { return d.LockKeyring(d.ctx) }, "locked", "Login keyring locked",
			func() error { return d.UnlockKeyring(d.ctx) },
		},
	} {
		d.check(trouble.cause())
		d.key("ctrl+r")
		w.reacts()
		w.promptly("a keyring that was "+trouble.name+" is told", func(s rig.State) bool { return fails(s, trouble.says) })
		w.promptly("the top says so, too", func(s rig.State) bool { return s.Keyring == trouble.badge })
		w.reacts()
		d.picture("keyring-" + trouble.name)
		d.check(trouble.cure())
		d.key("ctrl+r")
		w.until("there is a token again", func(s rig.State) bool { return s.Token.There && s.Busy == "" && s.Error.What == "" })
		w.promptly("the top is right again", func(s rig.State) bool { return s.Keyring == "Login keyring" })
	}
	guard.end(t)
	w.quit()
}

// TestKeyringPrompt has the desktop ask for the keyring's password: sent away, passed
// over by signals that are no answer, cancelled in the window, and answered.
func TestKeyringPrompt(t *testing.T) {
	d := startDeskWith(t, rig.Options{Manager: true, Keyring: true, Prompts: true})
	s := d.simulate()
	for _, a := range accounts(s)[:2] {
		d.add(a, s.CAFile)
	}
	w := d.open()
	w.until("it is there", func(s rig.State) bool { return s.Chosen == "alpha-cloud-user" && s.Keyring == "Login keyring" })
	guard := w.watch()
	d.check(d.LockKeyring(t.Context()))
	d.key("ctrl+r")
	d.check(d.Prompted(t.Context()))
	w.promptly("the window waits", func(s rig.State) bool {
		return strings.Contains(s.Busy, "Waiting for the keyring") && s.Keyring == "Login keyring locked"
	})
	d.picture("keyring-prompt")
	d.check(d.Key(t.Context(), "Escape"))
	w.promptly("it says that the prompt was closed", func(s rig.State) bool { return fails(s, "closed") })
	d.check(d.Unprompted(t.Context()))
	d.picture("keyring-dismissed")

	d.key("ctrl+r")
	d.check(d.Prompted(t.Context()))
	for range 5 {
		d.check(d.ForeignSignals(t.Context()))
	}
	if now, err := w.State(); err != nil || now.Busy == "" || now.Error.What != "" {
		t.Errorf("a signal of somebody else's ended the waiting: busy %q, %q (%v)", now.Busy, now.Error.What, err)
	}
	d.typeText(rig.KeyringPassword)
	d.key("Return")
	w.until("the token is there", func(s rig.State) bool { return s.Token.There && s.Busy == "" })
	w.promptly("the top is right again", func(s rig.State) bool { return s.Keyring == "Login keyring" })
	guard.end(t)
	w.quit()
}

// TestNoKeyring opens the window where there is no bus at all, adds what can be added
// without, and goes on once there is a keyring.
func TestNoKeyring(t *testing.T) {
	d := startDeskWith(t, rig.Options{Manager: true})
	s := d.simulate()
	w := d.open()
	guard := w.watch()
	w.promptly("it says that there is none", func(s rig.State) bool {
		return s.Keyring == "No keyring" && strings.Contains(s.Banner, "no keyring")
	})
	d.picture("keyring-absent")
	d.check(d.StartBus(t.Context()))
	d.check(d.StartKeyring(t.Context()))
	w.promptly("it has seen the keyring", func(s rig.State) bool { return s.Keyring == "Login keyring" && s.Banner == "" })

	w.enterCluster("cluster", s)
	w.until("it is saved", func(s rig.State) bool { return s.Chosen == "cluster" && !s.Form.Open })
	d.key("Return")
	w.until("the token is there", func(s rig.State) bool { return s.Token.There && s.Busy == "" })
	if entry := d.KeyringEntry(t.Context(), d.keyIDInFile("cluster")); !strings.Contains(entry, `"`+s.CP4D.Password+`"`) {
		t.Error("the key is not in the keyring")
	}
	guard.end(t)
	w.quit()
}
