//go:build e2e && linux

package e2e

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"lanyard/e2e/rig"
)

// sharers saves profiles that sign in with one key, and gives their names.
func (d *desk) sharers(s *rig.Simulator) []string {
	d.t.Helper()
	a := accounts(s)[0]
	d.add(a, s.CAFile)
	names := []string{a.name}
	for name, more := range map[string][]string{
		"beta-space":    {"--space-id", s.Cloud.SpaceID},
		"gamma-assumed": {"--trusted-profile-id", s.Cloud.TrustedProfileID},
	} {
		d.must("", append([]string{"add", name, "--kind", "cloud", "--url", s.Cloud.URL, "--auth-url", s.Cloud.AuthURL, "--ca-file", s.CAFile, "--key-of", a.name}, more...)...)
		names = append(names, name)
	}
	return names
}

// ownedKey is a key as lanyard key list tells of it.
type ownedKey struct {
	ID       string   `json:"id"`
	KeyID    *string  `json:"key_id"`
	Disabled bool     `json:"disabled"`
	Profiles []string `json:"profiles"`
}

func (d *desk) ownedKeys(name string) []ownedKey {
	d.t.Helper()
	var list []ownedKey
	d.check(json.Unmarshal([]byte(d.must("", "key", "list", name, "--json")), &list))
	return list
}

// records are the stages of the rotations in the journal.
func (d *desk) records() (stages []string, text string) {
	d.t.Helper()
	files, err := filepath.Glob(filepath.Join(d.Home, ".local", "state", "lanyard", "rotations", "*.json"))
	d.check(err)
	for _, f := range files {
		content, err := os.ReadFile(f)
		d.check(err)
		var r struct {
			Stage string `json:"stage"`
		}
		d.check(json.Unmarshal(content, &r))
		stages, text = append(stages, r.Stage), text+string(content)
	}
	return stages, text
}

// keysWhole checks what must be true after any accident and a resume: every profile works,
// no key is orphaned at IBM, and no entry is left over in the keyring.
func (d *desk) keysWhole(names []string, before []ownedKey) {
	d.t.Helper()
	for _, name := range names {
		d.must("", "token", name, "--fresh")
	}
	stages, journal := d.records()
	for _, s := range stages {
		if s != "retired" {
			d.t.Errorf("a rotation is open: %s", s)
		}
	}
	for _, k := range d.ownedKeys(names[0]) {
		known := slices.ContainsFunc(before, func(b ownedKey) bool { return b.ID == k.ID })
		if !known && k.KeyID == nil {
			d.t.Errorf("nobody has the key %s", k.ID)
		}
	}
	used := journal
	for _, name := range names {
		used += d.keyID(name) + "\n"
	}
	found, err := d.Tool(d.ctx, "secret-tool", "search", "--all", "service", "lanyard")
	d.check(err)
	for line := range strings.Lines(found) {
		if id, ok := strings.CutPrefix(strings.TrimSpace(line), "attribute.username = "); ok && id != "lanyard-seal" && !strings.Contains(used, id) {
			d.t.Errorf("the entry %s is left over", id)
		}
	}
}

// beginRotation opens the page of the chosen profile's rotation by keyboard, and begins it.
func (w *window) beginRotation() {
	w.d.t.Helper()
	w.press("API key")
	w.press("Rotate…")
	w.until("the page is ready", func(s rig.State) bool { return s.Page.Main == "Rotate" && s.Page.Doing == "" })
	w.d.picture("keylife-plan")
	w.d.key("Return")
}

// rotated waits for the end of what is done on a rotation's page.
func (w *window) rotated() rig.State {
	w.d.t.Helper()
	return w.until("the rotation has ended", func(s rig.State) bool { return s.Page.Doing == "" && len(s.Page.Said) > 0 || s.Page.Trouble != "" })
}

// TestRotateKey rotates a key that serves three profiles, leaves the page meanwhile, and
// goes back to the old key.
func TestRotateKey(t *testing.T) {
	d := startDesk(t)
	s := d.simulate("--key-delay", "3s")
	names := d.sharers(s)
	before := d.ownedKeys(names[0])
	w := d.open()
	w.until("the profiles are there", func(s rig.State) bool { return len(s.Rows) == 3 && s.Keyring != "" })
	w.token(names[0])
	w.beginRotation()
	w.until("the new key is made", func(s rig.State) bool { return slices.Contains(s.Page.Steps, "Make it at IBM: ok") })
	d.picture("keylife-running")
	w.press("Leave")
	w.until("the card tells of it", func(s rig.State) bool { return s.Page.Title == "" && slices.Contains(s.Buttons, "Show") })
	d.picture("keylife-card-running")
	w.press("Show")
	said := w.rotated()
	d.picture("keylife-done")
	if !strings.Contains(said.Page.Said[0], "The new key is in use") || !strings.Contains(said.Page.Said[0], "gamma-assumed") {
		t.Fatalf("it says %q", said.Page.Said)
	}
	for _, x := range said.Page.Steps {
		if !strings.HasSuffix(x, ": ok") {
			t.Errorf("step %q", x)
		}
	}
	d.keysWhole(names, before)
	if list := d.ownedKeys(names[0]); !slices.ContainsFunc(list, func(k ownedKey) bool { return k.Disabled && k.KeyID != nil && len(k.Profiles) == 0 }) {
		t.Errorf("no old key is disabled and kept: %+v", list)
	}
	w.press("Undo")
	said = w.until("the old key is back", func(s rig.State) bool {
		return len(s.Page.Said) > 0 && strings.Contains(s.Page.Said[0], "old key is in use again")
	})
	d.picture("keylife-undone")
	d.key("Return")
	w.until("the card is there", func(s rig.State) bool { return s.Page.Title == "" && slices.Contains(s.Buttons, "All keys…") })
	d.picture("keylife-card")
	w.press("All keys…")
	w.until("all keys are listed", func(s rig.State) bool { return s.Page.Doing == "" && len(s.Page.Said) > 1 })
	d.picture("keylife-all")
	d.key("Escape")
	w.press("Disable…")
	w.until("it asks", func(s rig.State) bool {
		return s.Page.Doing == "" && strings.Contains(strings.Join(s.Page.Said, " "), "gamma-assumed")
	})
	d.picture("keylife-disable")
	d.key("Escape")
	w.press("New key…")
	w.until("the page is open", func(s rig.State) bool { return s.Page.Main == "Make the key" })
	d.picture("keylife-new")
	d.key("Return")
	w.until("it is made", func(s rig.State) bool {
		return len(s.Page.Said) > 0 && strings.Contains(s.Page.Said[0], "has an API key of its own")
	})
	d.key("Return")
	d.keysWhole(append(names, names[0]+" 2"), before)
	w.quit()
	if out := w.Stderr(); out != "" {
		t.Errorf("the window said %q", out)
	}
}

// TestKilledRotations kills the window in the middle of rotations, at random moments.
func TestKilledRotations(t *testing.T) {
	d := startDesk(t)
	s := d.simulate("--key-delay", "300ms")
	names := d.sharers(s)
	before := d.ownedKeys(names[0])
	rounds, resumed := 5, 0
	for n := range rounds {
		w := d.open()
		w.until("the profiles are there", func(s rig.State) bool { return len(s.Rows) == 3 && s.Keyring != "" })
		w.token(names[0])
		w.beginRotation()
		time.Sleep(rand.N(2 * time.Second))
		d.check(w.Kill())
		stages, _ := d.records()
		t.Logf("round %d: killed, the journal has %v", n, stages)
		w = d.open()
		w.until("the profiles are back", func(s rig.State) bool { return len(s.Rows) == 3 && s.Keyring != "" })
		if slices.ContainsFunc(stages, func(s string) bool { return s != "retired" }) {
			resumed++
			w.until("it tells of the rotation", func(s rig.State) bool { return strings.Contains(s.Broken, "was interrupted") })
			d.picture("keylife-banner")
			w.press(map[bool]string{true: "Undo", false: "Resume"}[n%3 == 2])
			if said := w.rotated(); said.Page.Trouble != "" {
				t.Errorf("round %d: %s", n, said.Page.Trouble)
			}
			d.picture("keylife-resumed")
		}
		w.quit()
		d.keysWhole(names, before)
		if t.Failed() {
			t.Fatalf("after round %d", n)
		}
	}
	t.Logf("%d windows killed, %d rotations resumed or undone", rounds, resumed)
}
