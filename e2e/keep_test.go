//go:build e2e && linux

package e2e

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lanyard/e2e/rig"
)

// keyID gives the id under which a profile's key lies.
func (d *desk) keyID(name string) string {
	d.t.Helper()
	var p struct {
		KeyID string `json:"key_id"`
	}
	d.check(json.Unmarshal([]byte(d.must("", "show", name, "--json")), &p))
	return p.KeyID
}

// passphrase types one so often as it is asked for.
func (w *window) passphrase(text string, times int) {
	w.d.t.Helper()
	for range times {
		w.d.typeText(text)
		w.d.key("Return")
	}
}

// token gets a token for a profile, which takes its key.
func (w *window) token(name string) {
	w.d.t.Helper()
	w.choose(name)
	w.d.key("Return")
	w.until("there is a token of "+name, func(s rig.State) bool { return s.Token.There && s.Busy == "" })
}

// TestMoveKeys moves keys from a real keyring into the secrets file and back, by
// keyboard, and lets a command move them while the window is open.
func TestMoveKeys(t *testing.T) {
	d := startDesk(t)
	s := d.simulate()
	all := accounts(s)
	for _, a := range all[:3] {
		d.add(a, s.CAFile)
	}
	id := d.keyID(all[0].name)
	if d.KeyringEntry(t.Context(), id) == "" {
		t.Fatal("the keyring has no key to begin with")
	}
	secrets := filepath.Join(d.ConfigDir(), "secrets.age")
	w := d.open()
	w.until("the profiles are there", func(s rig.State) bool { return len(s.Rows) == 3 && s.Keyring != "" })
	w.token(all[0].name)

	d.key("ctrl+comma")
	w.until("the settings are open", func(s rig.State) bool { return s.Settings != nil })
	w.press("Move to the secrets file…")
	w.until("the page is open", func(s rig.State) bool { return s.Page.Title != "" && s.Focus == "Move keys" })
	d.key("Return")
	w.until("a new passphrase is asked for", func(s rig.State) bool {
		return strings.Contains(s.Asking, "Choose a passphrase") && s.Focus == "Passphrase"
	})
	w.passphrase("open, sesame", 2)
	w.until("the keys are moved", func(s rig.State) bool {
		return len(s.Page.Said) > 0 && strings.Contains(s.Page.Said[0], "3 keys were moved.") && s.Keyring == "Secrets file"
	})
	if _, err := os.Stat(secrets); err != nil || d.KeyringEntry(t.Context(), id) != "" {
		t.Errorf("the file: %v; the key is in the keyring: %v", err, d.KeyringEntry(t.Context(), id) != "")
	}
	d.key("Return", "Escape")
	w.until("the settings are closed", func(s rig.State) bool { return s.Settings == nil && s.Page.Title == "" })
	w.token(all[1].name)

	// A command asks the window, which knows the place; then a command moves the keys back.
	if token := strings.TrimSpace(d.must("", "token", all[0].name)); strings.Count(token, ".") != 2 {
		t.Error("a command got no token from the window")
	}
	pass := filepath.Join(d.Files, "pass")
	d.check(os.WriteFile(pass, []byte("open, sesame\n"), 0o600))
	r, err := d.RunWith(t.Context(), []string{"LANYARD_PASSPHRASE_FILE=" + pass}, "secrets", "move", "--to", "keyring")
	d.check(err)
	if r.Code != 0 || !strings.Contains(r.Stderr, "keeps keys there, too") {
		t.Errorf("the command ended with %d and said %q", r.Code, r.Stderr)
	}
	w.until("the window says so", func(s rig.State) bool {
		return strings.Contains(s.Banner, "A command moved the keys") && s.Keyring != "Secrets file"
	})
	w.token(all[2].name)
	w.quit()
}

// TestBackupAndRestore saves a backup, loses a profile, and brings it back.
func TestBackupAndRestore(t *testing.T) {
	d := startDesk(t)
	s := d.simulate()
	all := accounts(s)
	d.add(all[0], s.CAFile)
	d.add(all[1], s.CAFile)
	w := d.open()
	w.until("the profiles are there", func(s rig.State) bool { return len(s.Rows) == 2 })
	d.key("ctrl+comma")
	w.until("the settings are open", func(s rig.State) bool { return s.Settings != nil })
	w.press("Back up…")
	var file string
	w.until("the page is open", func(s rig.State) bool {
		file = s.Page.Fields["File"]
		return strings.HasSuffix(file, ".age") && s.Focus == "Passphrase"
	})
	w.passphrase("open, sesame", 2)
	w.until("it is saved", func(s rig.State) bool {
		return len(s.Page.Said) > 0 && strings.HasPrefix(s.Page.Said[0], "2 profiles and 2 keys")
	})
	d.key("Return")

	id := d.keyID(all[0].name)
	d.must("", "remove", all[0].name, "--yes")
	w.until("it is gone", func(s rig.State) bool { return len(s.Rows) == 1 && s.Page.Title == "" })
	if d.KeyringEntry(t.Context(), id) != "" {
		t.Fatal("the key is still there")
	}

	d.key("ctrl+comma")
	w.until("the settings are open", func(s rig.State) bool { return s.Settings != nil })
	w.press("Restore…")
	w.until("the page is open", func(s rig.State) bool { return s.Focus == "File" })
	d.typeText(file)
	w.focus("Passphrase")
	w.passphrase("open, barley", 1)
	w.until("a wrong passphrase is said", func(s rig.State) bool { return strings.Contains(s.Problem, "does not fit") && s.Focus == "Passphrase" })
	w.passphrase("open, sesame", 1)
	w.until("the preview is there", func(s rig.State) bool { return s.Page.Main == "Restore 1 profile" })
	if list := d.must("", "list"); strings.Contains(list, all[0].name) {
		t.Fatal("a preview restored something")
	}
	d.key("Return")
	w.until("it is back", func(s rig.State) bool { return len(s.Page.Said) > 0 && len(s.Rows) == 2 })
	d.key("Return")
	w.until("it is chosen", func(s rig.State) bool { return s.Chosen == all[0].name && s.Page.Title == "" })
	w.copyToken()
	w.quit()
}
