//go:build e2e && linux

package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"lanyard/e2e/rig"
)

// TestTestAll tests 200 credentials of which 20 fail, with one key press; what came of it is
// there after a restart, and has no key in it.
func TestTestAll(t *testing.T) {
	d := startDesk(t)
	s := d.simulate()
	const all, bad = 200, 20
	for i := range all {
		a := account{fmt.Sprintf("many-%03d", i), s.Cloud.APIKey, []string{"--kind", "cloud", "--url", s.Cloud.URL, "--auth-url", s.Cloud.AuthURL}}
		if i%(all/bad) == 0 {
			a.secret = s.Failing.UnknownKey
		}
		d.add(a, s.CAFile)
	}
	w := d.open()
	w.until("all are listed", func(s rig.State) bool { return len(s.Rows) == all })
	began := time.Now()
	d.key("ctrl+shift+t")
	w.until("20 fail", func(s rig.State) bool { return strings.Contains(s.Status, "180 passed · 20 failed") })
	if took := time.Since(began); took > time.Minute {
		t.Errorf("%d tests take %v", all, took)
	} else {
		t.Logf("%d tests take %v", all, took)
	}
	d.picture("results")
	d.key("Escape")
	w.until("the rows say who fails", failing(bad))
	w.quit()

	w = d.open()
	w.until("they do after a restart", failing(bad))
	d.key("ctrl+f")
	d.typeText("is:failed")
	w.until("the search finds them", func(s rig.State) bool { return len(s.Rows) == bad })
	d.picture("failed")
	w.quit()
	files, err := filepath.Glob(filepath.Join(d.Home, ".local", "state", "lanyard", "tests.json"))
	d.check(err)
	if len(files) != 1 {
		t.Errorf("the results lie in %q", files)
	}
	for _, f := range files {
		text, err := os.ReadFile(f)
		d.check(err)
		for _, key := range []string{s.Cloud.APIKey, s.Failing.UnknownKey} {
			if strings.Contains(string(text), key) {
				t.Errorf("%s has a key in it", f)
			}
		}
	}
}

// failing wants so many rows to say that their profile failed.
func failing(n int) func(rig.State) bool {
	return func(s rig.State) bool {
		rows := slices.Clone(s.Rows)
		return len(slices.DeleteFunc(rows, func(r rig.Row) bool { return r.State != "failed" })) == n
	}
}
