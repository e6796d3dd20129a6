//go:build e2e && linux

package e2e

import (
	"strings"
	"syscall"
	"testing"
	"time"

	"lanyard/e2e/rig"
)

// token gets the chosen profile's token onto the clipboard.
func (w *window) copyToken() string {
	w.d.t.Helper()
	before := w.d.Clipboard(w.d.ctx, "UTF8_STRING")
	w.d.key("ctrl+shift+c")
	token := w.d.copied(before)
	w.until("the copy is told", func(s rig.State) bool { return strings.Contains(s.Status, "copied") })
	return token
}

// noSecret waits until nothing is on the clipboard.
func (d *desk) noSecret(when string) {
	d.t.Helper()
	deadline := time.Now().Add(10 * time.Second)
	for d.Clipboard(d.ctx, "UTF8_STRING") != "" {
		if time.Now().After(deadline) {
			d.t.Errorf("%s a secret stays on the clipboard", when)
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// TestHeldLockKey holds the key that locks for longer than the keyboard takes to repeat it.
func TestHeldLockKey(t *testing.T) {
	d, a := startWithProfile(t)
	w := d.openAt(a)
	letGo := make(chan error)
	go func() { letGo <- d.Hold(t.Context(), 1500*time.Millisecond, "ctrl", "l") }()
	locked := func(s rig.State) bool { return s.Locked && s.LockWay == "click" && s.Focus == "Unlock" }
	w.until("it is locked", locked)
	for held := true; held; {
		select {
		case err := <-letGo:
			d.check(err)
			d.check(w.Settle(t.Context()))
			held = false
		case <-time.After(5 * time.Millisecond):
		}
		if s, err := w.State(); err != nil || !locked(s) {
			t.Fatalf("holding the key that locks unlocks again (%v)", err)
		}
	}
	d.key("Return")
	w.until("it is open", func(s rig.State) bool { return !s.Locked })
	w.quit()
}

// TestLock locks the window in the middle of things, finds nothing left, and unlocks it.
func TestLock(t *testing.T) {
	d, a := startWithProfile(t)
	w := d.openAt(a)
	first := w.copyToken()
	d.key("ctrl+shift+v")
	w.until("the token is in clear", func(s rig.State) bool { return s.Token.Shown })

	d.key("ctrl+l")
	shown := w.until("it is locked", func(s rig.State) bool { return s.Locked && s.LockWay == "click" })
	if shown.Token.There || shown.Token.Shown || len(shown.Rows) != 1 || shown.Rows[0].Name != a.name {
		t.Errorf("the locked window shows a token (%v, in clear %v), or not the names: %v", shown.Token.There, shown.Token.Shown, shown.Names())
	}
	d.noSecret("after the lock")

	d.key("ctrl+shift+c")
	w.until("it says why nothing is copied", func(s rig.State) bool { return strings.Contains(s.Status, "locked") })
	if text := d.Clipboard(t.Context(), "UTF8_STRING"); text != "" {
		t.Error("a locked window copies")
	}

	w.until("the button has the focus", func(s rig.State) bool { return s.Focus == "Unlock" })
	d.key("Return")
	w.until("it is open", func(s rig.State) bool { return !s.Locked })
	if again := w.copyToken(); again == first {
		t.Error("the token outlived the lock")
	}

	d.must("", "lock")
	w.until("lanyard lock locks it", func(s rig.State) bool { return s.Locked })
	d.noSecret("after lanyard lock")
	w.quit()
}

// TestSecretsFile keeps keys in a file, whose passphrase the window asks for itself: for
// a new one when the first key is saved, for that one whenever it was closed.
func TestSecretsFile(t *testing.T) {
	d := startDesk(t)
	s := d.simulate()
	const passphrase = "open, sesame"
	w := d.open("--secrets", "file")
	w.until("it is there", func(s rig.State) bool { return s.Focus == "Add your first profile" })
	w.enterCluster("in-a-file", s)
	w.until("a new passphrase is asked for", func(s rig.State) bool {
		return strings.Contains(s.Asking, "Choose a passphrase") && s.Focus == "Passphrase"
	})
	d.typeText(passphrase)
	d.key("Return")
	w.until("it is asked for twice", func(s rig.State) bool { return s.Focus == "The same once more" })
	d.typeText(passphrase)
	d.key("Return")
	w.until("the profile is saved", func(s rig.State) bool { return s.Chosen == "in-a-file" && !s.Form.Open })
	w.copyToken()
	w.quit()

	w = d.open("--secrets", "file")
	w.until("the passphrase is asked for", func(s rig.State) bool { return s.LockWay == "passphrase" && s.Focus == "Passphrase" })
	d.typeText("open, barley")
	d.key("Return")
	w.until("a wrong one is said", func(s rig.State) bool { return strings.Contains(s.Problem, "does not fit") })
	d.typeText(passphrase)
	d.key("Return")
	w.until("it is open", func(s rig.State) bool { return !s.Locked })
	w.copyToken()

	d.key("ctrl+l")
	w.until("the file is closed again", func(s rig.State) bool { return s.LockWay == "passphrase" })
	w.quit()
}

// TestSecondStart starts the program once more: there is one window, it comes to the
// front, and the second one is done.
func TestSecondStart(t *testing.T) {
	d, a := startWithProfile(t)
	w := d.openAt(a)
	d.key("Return")
	w.until("the token is there", func(s rig.State) bool { return s.Token.There && s.Busy == "" })

	if err := w.Minimise(t.Context()); err != nil {
		t.Fatal(err)
	}
	r := d.run("")
	if r.Code != 0 || !strings.Contains(r.Stderr, "in front now") {
		t.Errorf("the second start ended with %d and said %q", r.Code, r.Stderr)
	}
	if err := d.InFront(t.Context()); err != nil {
		t.Error(err)
	}
	if all, err := d.Windows(t.Context()); err != nil || len(all) != 1 {
		t.Errorf("there are the windows %q (%v)", all, err)
	}

	// A command gets the token that the window has, without a sign-in of its own.
	got := strings.TrimSpace(d.must("", "token", a.name))
	w.until("that is told", func(s rig.State) bool { return strings.Contains(s.Status, "got a token of "+a.name) })
	if w.copyToken() != got {
		t.Error("a command signs in by itself while the window has a token")
	}

	// Killed, it leaves nothing in the way of the next start.
	if err := w.Kill(); err != nil {
		t.Fatal(err)
	}
	w = d.open()
	w.until("it is there again", func(s rig.State) bool { return s.Chosen == a.name })
	w.quit()
}

// TestClipboardAtTheEnd ends the program by every road with a token on the clipboard.
func TestClipboardAtTheEnd(t *testing.T) {
	d, a := startWithProfile(t)
	for _, road := range []struct {
		name string
		end  func(w *window)
	}{
		{"Ctrl+Q", func(*window) { d.key("ctrl+q") }},
		{"the close button", func(*window) { d.key("alt+F4") }},
		{"SIGTERM", func(w *window) { d.check(w.Signal(syscall.SIGTERM)) }},
		{"SIGINT", func(w *window) { d.check(w.Signal(syscall.SIGINT)) }},
	} {
		w := d.open()
		w.until("the profile is chosen", func(s rig.State) bool { return s.Chosen == a.name })
		w.copyToken()
		road.end(w)
		if code, err := w.Wait(t.Context()); err != nil || code != 0 {
			t.Errorf("%s: the program ended with code %d (%v):\n%s", road.name, code, err, w.Stderr())
		}
		d.noSecret("after " + road.name)
	}

	w := d.openAt(a)
	w.copyToken()
	d.check(w.Kill())
	d.noSecret("after kill -9")
}

// TestClipboardOfOthers leaves alone what the user has copied since.
func TestClipboardOfOthers(t *testing.T) {
	d, a := startWithProfile(t)
	w := d.openAt(a)
	w.copyToken()
	d.check(d.SetClipboard(t.Context(), "a shopping list"))
	w.until("it is noticed", func(s rig.State) bool { return strings.Contains(s.Status, "Something else was copied") })
	d.key("ctrl+l")
	w.until("it is locked", func(s rig.State) bool { return s.LockWay == "click" })
	w.quit()
	if got := d.Clipboard(t.Context(), "UTF8_STRING"); got != "a shopping list" {
		t.Errorf("the clipboard has %q", got)
	}
}

// check fails the test for an error.
func (d *desk) check(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
}
