//go:build soak

package cli_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"lanyard/iam/sim"
)

// unlockedBox is a home with a secrets file, which "lanyard unlock" keeps open. Its
// commands have no terminal.
func unlockedBox(t *testing.T, life string) (*soakBox, *sim.Simulator) {
	t.Helper()
	s := startSim(t, sim.Options{})
	pass := filepath.Join(t.TempDir(), "pass")
	if err := os.WriteFile(pass, []byte("correct horse battery\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	box := newSoakBox(t, "LANYARD_SECRETS=file", "NO_PROXY=*")
	locked := box.env
	box.env = append(slices.Clip(locked), "LANYARD_PASSPHRASE_FILE="+pass)
	add := box.command("add", "prod", "--kind", "cloud", "--url", s.Info().Cloud.URL, "--auth-url", s.Info().Cloud.AuthURL, "--ca-file", s.Info().CAFile, "--secret-stdin")
	add.Stdin = strings.NewReader(s.Info().Cloud.APIKey + "\n")
	if out, err := add.CombinedOutput(); err != nil {
		t.Fatalf("add: %v: %s", err, out)
	}
	box.run("unlock", "--for", life)
	t.Cleanup(func() { _ = box.command("lock").Run() })
	box.env = locked
	return box, s
}

// TestSoakUnlockForAMinute lets the real minute pass.
func TestSoakUnlockForAMinute(t *testing.T) {
	began := time.Now()
	box, _ := unlockedBox(t, "1m")
	end := time.Now().Add(time.Minute)
	for time.Since(began) < time.Minute-5*time.Second {
		if out, err := box.command("token", "prod").CombinedOutput(); err != nil {
			t.Fatalf("after %v: %v: %s", time.Since(began), err, out)
		}
		time.Sleep(time.Second)
	}
	time.Sleep(time.Until(end))
	c := box.command("token", "prod")
	out, _ := c.CombinedOutput()
	if c.ProcessState.ExitCode() != 6 || !strings.Contains(string(out), "lanyard unlock") {
		t.Errorf("after the minute it ends with %d and says: %s", c.ProcessState.ExitCode(), out)
	}
}

// TestSoakAThousandCalls, sixteen at a time, are one exchange.
func TestSoakAThousandCalls(t *testing.T) {
	box, s := unlockedBox(t, "10m")
	before := s.Exchanges()
	ours, tokens := atOnce(t, 1000, 16, func() *exec.Cmd { return box.command("token", "prod") })
	if n := s.Exchanges() - before; n != 1 || tokens != 1 {
		t.Errorf("%d exchanges, %d different tokens", n, tokens)
	}
	body := "grant_type=urn:ibm:params:oauth:grant-type:apikey&apikey=" + s.Info().Cloud.APIKey
	curls, _ := atOnce(t, 200, 16, func() *exec.Cmd {
		return exec.Command("curl", "--silent", "--fail", "--cacert", s.Info().CAFile, "--data", body, s.Info().Cloud.AuthURL+"/identity/token")
	})
	if n := s.Exchanges() - before; n != 201 {
		t.Errorf("curl made %d exchanges, not 200", n-1)
	}
	t.Logf("median of a call: %v, of curl's exchange: %v", ours, curls)
}

// atOnce runs a command so often, so many at a time. It gives the median time, and how
// many different things were printed.
func atOnce(t *testing.T, calls, workers int, command func() *exec.Cmd) (median time.Duration, different int) {
	t.Helper()
	var mu sync.Mutex
	var took []time.Duration
	said := map[string]int{}
	var wg sync.WaitGroup
	next := make(chan struct{}, calls)
	for range calls {
		next <- struct{}{}
	}
	close(next)
	for range workers {
		wg.Go(func() {
			for range next {
				c := command()
				began := time.Now()
				out, err := c.Output()
				d := time.Since(began)
				mu.Lock()
				took = append(took, d)
				said[string(out)]++
				mu.Unlock()
				if err != nil {
					t.Errorf("%s: %v", c.Path, err)
				}
			}
		})
	}
	wg.Wait()
	slices.Sort(took)
	return took[len(took)/2], len(said)
}
