//go:build e2e && soak && linux

package e2e

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"lanyard/e2e/rig"
)

// TestSoakTogether changes profiles in the window, by its keys, and by two commands at
// once, for a minute. Everything is there at the end, and the window shows it.
func TestSoakTogether(t *testing.T) {
	d := startDesk(t)
	d.must("key\n", "add", "window-0", "--kind", "cloud", "--region", "eu-de", "--secret-stdin")
	w := d.open()
	w.until("it is there", func(s rig.State) bool { return s.Chosen == "window-0" })
	guard := w.watch()

	var mu sync.Mutex
	want := map[string]bool{"window-0": true}
	changes := map[string]int{}
	note := func(who, name string, there bool) {
		mu.Lock()
		defer mu.Unlock()
		changes[who]++
		if want[name] = there; !there {
			delete(want, name)
		}
	}
	end := time.Now().Add(time.Minute)
	var commands sync.WaitGroup
	for _, who := range []string{"one", "two"} {
		commands.Go(func() {
			var mine []string
			for i := 0; time.Now().Before(end) && !t.Failed(); i++ {
				name := fmt.Sprintf("%s-%d", who, i)
				switch k := rand.IntN(4); {
				case k < 2 || len(mine) == 0:
					d.command("key of "+name+"\n", "add", name, "--kind", "cloud", "--region", "eu-de", "--secret-stdin")
					mine = append(mine, name)
				case k == 2:
					old := mine[0]
					d.command("", "rename", old, name)
					note(who, old, false)
					mine = append(mine[1:], name)
				default:
					name = mine[0]
					d.command("", "remove", name, "--yes")
					mine = mine[1:]
				}
				note(who, name, slices.Contains(mine, name))
			}
		})
	}
	for i := 1; time.Now().Before(end) && !t.Failed(); i++ {
		name := fmt.Sprintf("window-%d", i)
		w.choose("window-0")
		d.key("ctrl+d")
		w.until("there is a copy", func(s rig.State) bool { return s.Chosen != "" && s.Chosen != "window-0" })
		d.key("ctrl+e")
		w.until("it can be named", func(s rig.State) bool { return s.Form.Open && s.Form.Fields["Name"] != "" })
		w.fill("Name", name)
		d.key("Return")
		w.until(name+" is there", func(s rig.State) bool { return !s.Form.Open && s.Chosen == name })
		note("window", name, true)
		if i%3 == 0 {
			d.key("ctrl+Delete")
			w.until(name+" is gone", func(s rig.State) bool { return s.Chosen != name && !slices.Contains(s.Names(), name) })
			note("window", name, false)
		}
	}
	commands.Wait()
	t.Logf("changes: %v; %d profiles", changes, len(want))
	for _, who := range []string{"one", "two", "window"} {
		if changes[who] < 5 {
			t.Errorf("%s made %d changes only", who, changes[who])
		}
	}

	names := slices.Sorted(maps.Keys(want))
	d.key("ctrl+f", "Escape")
	began := time.Now()
	w.until("the window shows all", func(s rig.State) bool {
		return slices.Equal(slices.Sorted(slices.Values(s.Names())), names)
	})
	t.Logf("the window shows all after %v", time.Since(began))
	var listed []struct {
		Name  string `json:"name"`
		KeyID string `json:"key_id"`
	}
	d.check(json.Unmarshal([]byte(d.must("", "list", "--json")), &listed))
	var there []string
	for _, p := range listed {
		there = append(there, p.Name)
		if d.KeyringEntry(d.ctx, p.KeyID) == "" {
			t.Errorf("%s has no key", p.Name)
		}
	}
	if slices.Sort(there); !slices.Equal(there, names) {
		t.Errorf("there are %d profiles, should be %d", len(there), len(names))
	}
	guard.end(t)
	w.quit()
}

// command runs a command that must succeed, beside the test's own goroutine.
func (d *desk) command(stdin string, args ...string) {
	r, err := d.Run(d.ctx, stdin, args...)
	if err != nil || r.Code != 0 {
		d.t.Errorf("lanyard %q: exit code %d (%v): %s", args, r.Code, err, r.Stderr)
	}
}
