//go:build e2e && linux

package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lanyard/e2e/rig"
)

// unlocked is a desktop with a secrets file, which "lanyard unlock" keeps open.
func unlocked(t *testing.T, args ...string) (*desk, string) {
	t.Helper()
	d := startDesk(t)
	s := d.simulate()
	pass := filepath.Join(d.Files, "pass")
	d.check(os.WriteFile(pass, []byte("correct horse battery\n"), 0o600))
	d.Setenv("LANYARD_SECRETS", "file")
	d.Setenv("LANYARD_PASSPHRASE_FILE", pass)
	a := accounts(s)[0]
	d.add(a, s.CAFile)
	d.must("", append([]string{"unlock"}, args...)...)
	d.Setenv("LANYARD_PASSPHRASE_FILE", "")
	return d, a.name
}

// untilRefused waits until a command without anybody to ask gets nothing.
func (d *desk) untilRefused(name string) rig.Result {
	d.t.Helper()
	deadline := time.Now().Add(20 * time.Second)
	for {
		r := d.run("", "token", name)
		if r.Code != 0 {
			return r
		}
		if time.Now().After(deadline) {
			d.t.Fatal("commands still get tokens")
		}
		time.Sleep(100 * time.Millisecond)
	}
}

func refused(t *testing.T, r rig.Result) {
	t.Helper()
	if r.Code != 6 || !strings.Contains(r.Stderr, "lanyard unlock") {
		t.Errorf("without anybody to ask, a command ends with %d and says: %s", r.Code, r.Stderr)
	}
}

// TestUnlockEndsWithTheSession ends the session's bus, and the screen's lock.
func TestUnlockEndsWithTheSession(t *testing.T) {
	d, name := unlocked(t)
	d.must("", "token", name)
	d.check(d.EndBus())
	refused(t, d.untilRefused(name))
}

func TestUnlockEndsWithTheScreensLock(t *testing.T) {
	d, name := unlocked(t)
	time.Sleep(3 * time.Second) // a lock that is told of before was there before
	d.must("", "token", name)
	d.setting(`{"lock_with_session": false}`)
	d.check(d.LockScreen(t.Context(), true))
	time.Sleep(500 * time.Millisecond)
	d.must("", "token", name)
	d.check(d.LockScreen(t.Context(), false))
	d.setting(`{}`)
	d.check(d.LockScreen(t.Context(), true))
	refused(t, d.untilRefused(name))
}

// TestAWindowTakesOver asks for the passphrase itself, and serves commands in place of what
// "lanyard unlock" has started.
func TestAWindowTakesOver(t *testing.T) {
	d, name := unlocked(t)
	d.must("", "token", name)
	w := d.open()
	w.until("the passphrase is asked for", func(s rig.State) bool { return s.LockWay == "passphrase" })
	refused(t, d.run("", "token", name))
	d.typeText("correct horse battery")
	d.key("Return")
	w.until("it is open", func(s rig.State) bool { return !s.Locked })
	d.must("", "token", name)
	w.quit()
	refused(t, d.run("", "token", name))
}
