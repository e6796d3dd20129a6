//go:build e2e && linux

package e2e

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"lanyard/e2e/canary"
	"lanyard/e2e/rig"
)

// TestAddByKeyboard adds a profile with nothing but the keyboard, looks where its key
// has gone, and cuts the program off: after that everything must still be there.
func TestAddByKeyboard(t *testing.T) {
	d := startDesk(t)
	s := d.simulate()
	w := d.open()
	w.enterCluster("lab cluster", s)
	shown := w.until("the profile is saved", func(s rig.State) bool { return !s.Form.Open })
	if !slices.Contains(shown.Names(), "lab cluster") || shown.Chosen != "lab cluster" {
		t.Errorf("the window lists %q with %q chosen", shown.Names(), shown.Chosen)
	}

	keyID := d.keyIDInFile("lab cluster")
	if entry := d.KeyringEntry(t.Context(), keyID); !strings.Contains(entry, `"`+s.CP4D.Password+`"`) {
		t.Errorf("the keyring's entry for %q doesn't have the key", keyID)
	}
	d.key("Return")
	w.until("the token is there", func(s rig.State) bool { return s.Token.There && s.Busy == "" })
	outputs := map[string]string{
		"lanyard list":      d.must("", "list"),
		"lanyard list json": d.must("", "list", "--json"),
		"lanyard show":      d.must("", "show", "lab cluster"),
		"lanyard show json": d.must("", "show", "lab cluster", "--json"),
	}

	if err := w.Kill(); err != nil {
		t.Fatal(err)
	}
	outputs["the window's stdout"], outputs["the window's stderr"] = w.Stdout(), w.Stderr()

	w = d.open()
	w.until("the profile is back", func(s rig.State) bool { return slices.Contains(s.Names(), "lab cluster") })
	w.choose("lab cluster")
	d.key("Return")
	w.until("its token is there", func(s rig.State) bool { return s.Token.There && s.Busy == "" })
	w.quit()
	outputs["the second window's stdout"], outputs["the second window's stderr"] = w.Stdout(), w.Stderr()

	key := []canary.Canary{canary.New("the key", s.CP4D.Password)}
	for name, text := range outputs {
		if hits := canary.Search(key, text); len(hits) > 0 {
			t.Errorf("%s has %q", name, hits)
		}
	}
	// The keyring's own file is no exception: it is encrypted.
	hits, files, err := canary.Files(key, d.Home, d.Files)
	if err != nil || files < 2 || len(hits) > 0 {
		t.Errorf("in %d files: %q (%v)", files, hits, err)
	}
}

// keyIDInFile reads the profiles file as a stranger would, and gives a profile's key id.
func (d *desk) keyIDInFile(name string) string {
	d.t.Helper()
	path := filepath.Join(d.ConfigDir(), "profiles.json")
	text, err := os.ReadFile(path)
	if err != nil {
		d.t.Fatal(err)
	}
	var file struct {
		Version  int `json:"version"`
		Profiles []struct {
			Name  string `json:"name"`
			Kind  string `json:"kind"`
			KeyID string `json:"key_id"`
		} `json:"profiles"`
	}
	if err := json.Unmarshal(text, &file); err != nil {
		d.t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		d.t.Errorf("profiles.json has the mode %v (%v)", info.Mode(), err)
	}
	for _, p := range file.Profiles {
		if p.Name == name && p.Kind == "cp4d" && p.KeyID != "" && file.Version == 1 {
			return p.KeyID
		}
	}
	d.t.Fatalf("profiles.json has no such profile:\n%s", text)
	return ""
}
