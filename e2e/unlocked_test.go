//go:build e2e && linux

package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

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

func refused(t *testing.T, r rig.Result) {
	t.Helper()
	if r.Code != 6 || !strings.Contains(r.Stderr, "lanyard unlock") {
		t.Errorf("without anybody to ask, a command ends with %d and says: %s", r.Code, r.Stderr)
	}
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
