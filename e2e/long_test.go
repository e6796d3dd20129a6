//go:build e2e && soak && linux

package e2e

import (
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"lanyard/e2e/rig"
)

// TestLongAskedInVain lets the thirty seconds pass.
func TestLongAskedInVain(t *testing.T) {
	_, w := askingWindow(t)
	got := w.d.terminal("sh").start("token", "prod")
	w.asks("prod")
	time.Sleep(15 * time.Second) // a wait for a command's end is shorter
	r := got()
	denied(t, "no answer", r)
	if r.Took < 29*time.Second || r.Took > 34*time.Second {
		t.Errorf("it waited %v", r.Took)
	}
	w.asksNothing()
	w.quit()
}

// TestLongAThousandCalls has sixteen commands at a time ask the window for a token that it
// has yet to fetch.
func TestLongAThousandCalls(t *testing.T) {
	d := startDesk(t)
	s := d.simulate()
	a := accounts(s)[0]
	d.add(a, s.CAFile)
	w := d.open()
	w.until("the profile is chosen", func(s rig.State) bool { return s.Chosen == a.name && !s.Token.There })
	tokens := map[string]bool{}
	ours := d.atOnce(1000, func() string { return d.must("", "token", a.name) }, tokens)
	if len(tokens) != 1 {
		t.Errorf("%d different tokens", len(tokens))
	}
	w.until("the window has it too", func(s rig.State) bool { return s.Token.There })
	answers := map[string]bool{}
	curl := d.atOnce(200, func() string {
		out, err := exec.Command("curl", "--silent", "--fail", "--noproxy", "*", "--cacert", s.CAFile, s.Cloud.AuthURL+"/identity/token",
			"--data", "grant_type=urn:ibm:params:oauth:grant-type:apikey&apikey="+s.Cloud.APIKey).Output()
		if err != nil {
			t.Errorf("curl: %v", err)
		}
		return string(out)
	}, answers)
	if len(answers) != 200 {
		t.Errorf("curl got %d different tokens: they say nothing of exchanges", len(answers))
	}
	if ours > curl/2 {
		t.Errorf("a call takes %v, curl's exchange %v", ours, curl)
	}
	t.Logf("median of a call: %v, of curl's exchange: %v", ours, curl)
	w.quit()
}

// atOnce calls so often, sixteen at a time, notes what was said, and gives the median time.
func (d *desk) atOnce(calls int, call func() string, said map[string]bool) time.Duration {
	var mu sync.Mutex
	var took []time.Duration
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			for {
				mu.Lock()
				calls--
				left := calls
				mu.Unlock()
				if left < 0 {
					return
				}
				began := time.Now()
				out := strings.TrimSpace(call())
				mu.Lock()
				took, said[out] = append(took, time.Since(began)), true
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	slices.Sort(took)
	return took[len(took)/2]
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

// TestLongUnlockEndsWithTheSession ends the session's bus.
func TestLongUnlockEndsWithTheSession(t *testing.T) {
	d, name := unlocked(t)
	d.must("", "token", name)
	d.check(d.EndBus())
	refused(t, d.untilRefused(name))
}

// TestLongUnlockStaysWhenTheScreenIsLocked stands for work that goes on overnight.
func TestLongUnlockStaysWhenTheScreenIsLocked(t *testing.T) {
	d, name := unlocked(t)
	d.check(d.LockScreen(t.Context(), true))
	time.Sleep(500 * time.Millisecond)
	d.must("", "token", name)
}
