//go:build soak

package cli_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"lanyard/iam/sim"
)

// sessionBox is an unlocked home with three profiles of one session, which a code has
// opened. Its commands have no terminal. The simulator ends a session whose refresh token
// comes twice.
func sessionBox(t *testing.T) (*soakBox, *sim.Simulator) {
	t.Helper()
	s := startSim(t, sim.Options{})
	i := s.Info()
	pass := filepath.Join(t.TempDir(), "pass")
	if err := os.WriteFile(pass, []byte("correct horse battery\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	box := newSoakBox(t, "LANYARD_SECRETS=file", "NO_PROXY=*")
	locked := box.env
	box.env = append(slices.Clip(locked), "LANYARD_PASSPHRASE_FILE="+pass)
	for n, account := range []string{i.Cloud.Accounts[0].ID, i.Cloud.Accounts[1].ID, i.Cloud.NoKeysAccountID} {
		box.run("add", fmt.Sprint("p", n), "--kind", "cloud", "--url", i.Cloud.URL, "--auth-url", i.Cloud.AuthURL, "--ca-file", i.CAFile, "--sign-in", "code", "--account-id", account)
	}
	box.run("unlock", "--for", "10m")
	t.Cleanup(func() { _ = box.command("lock").Run() })
	box.env = locked
	first := box.command("token", "p0", "--code-stdin")
	first.Stdin = strings.NewReader(i.Cloud.Passcodes[0] + "\n")
	if out, err := first.CombinedOutput(); err != nil {
		t.Fatalf("sign in: %v: %s", err, out)
	}
	return box, s
}

// TestSoakOneSessionForThousandCalls, for three profiles, some of them for a new token.
func TestSoakOneSessionForThousandCalls(t *testing.T) {
	box, _ := sessionBox(t)
	_, different := atOnce(t, 1000, 16, func() *exec.Cmd {
		n := rand.IntN(1000)
		c := box.command("token", fmt.Sprint("p", n%3))
		if n%4 == 0 {
			c.Args = append(c.Args, "--fresh")
		}
		return c
	})
	box.run("token", "p2", "--fresh")
	t.Logf("%d different tokens", different)
}

// TestSoakKilledRenewals: a command that is killed while it waits for a renewal takes no
// session with it.
func TestSoakKilledRenewals(t *testing.T) {
	const kills = 200
	box, _ := sessionBox(t)
	began := time.Now()
	box.run("token", "p0", "--fresh")
	usual, killed := time.Since(began), 0
	tries := 0
	for n := 0; killed < kills && n < 4*kills; n++ {
		tries++
		c := box.command("token", fmt.Sprint("p", n%3), "--fresh")
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		timer := time.AfterFunc(rand.N(usual*3/2), func() { _ = c.Process.Kill() })
		if c.Wait() != nil {
			killed++
		}
		timer.Stop()
	}
	box.run("token", "p1", "--fresh")
	t.Logf("%d of %d killed", killed, tries)
	if killed < kills {
		t.Error("the kills came too late: the test proves little")
	}
}
