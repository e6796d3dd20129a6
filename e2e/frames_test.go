//go:build e2e && linux

package e2e

import (
	"testing"
	"time"

	"lanyard/e2e/rig"
	"lanyard/iam/sim"
)

// TestFramesInTheWindow signs in to a server that answers with HTTP/2 frames, one row of the
// simulator's after the other, in one window. Each ends by itself in its time, and meanwhile
// another profile signs in, in the same window and by a command that asks it.
func TestFramesInTheWindow(t *testing.T) {
	d := startDesk(t)
	s := d.simulate()
	cloud := []string{"--kind", "cloud", "--url", s.Cloud.URL, "--auth-url", s.Cloud.AuthURL}
	good := account{"good", s.Cloud.APIKey, cloud}
	d.add(good, s.CAFile)
	var rows []string
	for _, f := range sim.Faults() {
		if len(f.Name) > 3 && f.Name[:3] == "h2-" {
			rows = append(rows, f.Name)
			d.add(account{f.Name, f.Value(), cloud}, s.CAFile)
		}
	}
	if len(rows) < 21 {
		t.Fatalf("%d rows of frames", len(rows))
	}

	w := d.open()
	began := time.Now()
	for _, name := range rows {
		w.choose(name)
		d.key("Return")
	}
	for range 2 { // while the silent ones are under way
		w.choose(good.name)
		d.key("ctrl+r")
		w.until("another profile signs in", func(s rig.State) bool { return s.Chosen == good.name && s.Token.There && s.Busy == "" })
	}
	for _, name := range rows {
		w.choose(name)
		shown := w.until(name+" has ended", func(s rig.State) bool { return s.Chosen == name && s.Busy == "" && s.Error.What != "" })
		if shown.Token.There {
			t.Errorf("%s gave a token", name)
		}
	}
	if took := time.Since(began); took > 90*time.Second {
		t.Errorf("all together took %v", took)
	}

	// By a command that asks this window, with the worst of them under way in it.
	w.choose("h2-window-overflow")
	d.key("Return")
	d.must("", "token", good.name, "--fresh", "--timeout", "10s")
	w.choose(good.name)
	w.quit()
}
