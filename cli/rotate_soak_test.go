//go:build soak && linux

package cli_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"lanyard/iam/sim"
	"lanyard/internal/rotation"
	"lanyard/internal/wallet"
	"lanyard/store"
)

// rotationKills is how many rotations are killed.
const rotationKills = 200

// keyringBus starts a bus with GNOME Keyring on it, unlocked, and gives its address.
func keyringBus(t *testing.T) string {
	t.Helper()
	for _, program := range []string{"dbus-daemon", "gnome-keyring-daemon"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("there is no %s here", program)
		}
	}
	home := t.TempDir()
	env := []string{"HOME=" + home, "PATH=" + os.Getenv("PATH"), "XDG_RUNTIME_DIR=" + home, "XDG_DATA_HOME=" + home}
	start := func(stdin string, args ...string) *bufio.Reader {
		c := exec.Command(args[0], args[1:]...)
		c.Env, c.Stdin = env, strings.NewReader(stdin)
		out, err := c.StdoutPipe()
		if err == nil {
			err = c.Start()
		}
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			_ = c.Process.Kill()
			_ = c.Wait()
		})
		return bufio.NewReader(out)
	}
	address, err := start("", "dbus-daemon", "--session", "--nofork", "--print-address").ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	address = strings.TrimSpace(address)
	env = append(env, "DBUS_SESSION_BUS_ADDRESS="+address)
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", address)
	out := start("a password", "gnome-keyring-daemon", "--unlock", "--foreground", "--components=secrets", "--control-directory="+home)
	go func() { _, _ = io.Copy(io.Discard, out) }()
	keys := store.OpenKeyring()
	for end := time.Now().Add(20 * time.Second); keys.Status(t.Context()).State != store.StateReady; time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("the keyring is not ready: %+v", keys.Status(t.Context()))
		}
	}
	return address
}

// rotationBox is a home with five profiles that share one key, in a real keyring.
type rotationBox struct {
	*soakBox
	sim    *sim.Simulator
	keys   *store.SealedKeyring
	before map[string]bool // keys at IBM that were there
}

func newRotationBox(t *testing.T, s *sim.Simulator, bus string) *rotationBox {
	t.Helper()
	b := &rotationBox{soakBox: newSoakBox(t, "NO_PROXY=*"), sim: s, before: map[string]bool{}}
	b.env = append(slices.DeleteFunc(b.env, func(v string) bool { return strings.HasPrefix(v, "DBUS_") }), "DBUS_SESSION_BUS_ADDRESS="+bus)
	b.keys = store.OpenSealedKeyring(filepath.Join(b.dir, "state"))
	i := s.Info().Cloud
	for _, k := range s.APIKeys() {
		b.before[k.ID] = true
	}
	for n, more := range [][]string{
		{"--secret-stdin"},
		{"--key-of", "p0", "--space-id", i.SpaceID},
		{"--key-of", "p0", "--trusted-profile-id", i.TrustedProfileID},
		{"--key-of", "p0", "--space-id", i.ForbiddenSpaceID},
		{"--secret-stdin"},
	} {
		args := append([]string{"add", fmt.Sprint("p", n), "--kind", "cloud", "--url", i.URL, "--auth-url", i.AuthURL, "--ca-file", s.Info().CAFile}, more...)
		c := b.command(args...)
		c.Stdin = strings.NewReader(i.APIKey + "\n")
		if out, err := c.CombinedOutput(); err != nil {
			t.Fatalf("add: %v: %s", err, out)
		}
	}
	return b
}

// whole checks what must be true after any accident and a resume.
func (b *rotationBox) whole() {
	b.t.Helper()
	for n := range 5 {
		if out, err := b.command("token", fmt.Sprint("p", n)).CombinedOutput(); err != nil {
			b.t.Errorf("p%d does not work: %v: %s", n, err, out)
		}
	}
	w := wallet.New(store.OpenProfiles(b.dir), b.keys, nil)
	list, err := w.List(b.t.Context())
	if err != nil {
		b.t.Fatal(err)
	}
	journal := rotation.OpenJournal(filepath.Join(b.dir, "state"))
	records, err := journal.All(b.t.Context())
	if err != nil {
		b.t.Error(err)
	}
	for _, r := range records {
		if r.Open() {
			b.t.Errorf("a rotation is open: %s", r.Stage)
		}
	}
	used := append(wallet.KeyIDs(list), journal.Held()...)
	ids, err := b.keys.IDs(b.t.Context())
	if err != nil {
		b.t.Fatal(err)
	}
	here := map[string]bool{}
	for _, id := range ids {
		e, err := b.keys.Get(b.t.Context(), id)
		if err != nil {
			b.t.Error(err)
		}
		at := b.sim.APIKeyID(e.Secret.Reveal())
		here[at] = true
		if at == "" {
			b.t.Errorf("the entry %s is a key that IBM does not have", id)
		}
		if !slices.Contains(used, id) {
			b.t.Errorf("the entry %s is left over", id)
		}
	}
	for _, k := range b.sim.APIKeys() {
		if !b.before[k.ID] && !here[k.ID] {
			b.t.Errorf("nobody has the key %s", k.ID)
		}
	}
}

// tidy deletes the keys that rotations left behind, so that there is room for more.
func (b *rotationBox) tidy() {
	b.t.Helper()
	out, err := b.command("key", "list", "p0", "--json").Output()
	if err != nil {
		b.t.Fatalf("list: %v", err)
	}
	var list []struct {
		ID       string
		KeyID    *string `json:"key_id"`
		Profiles []string
	}
	if err := json.Unmarshal(out, &list); err != nil {
		b.t.Fatal(err)
	}
	for _, k := range list {
		if k.KeyID != nil && len(k.Profiles) == 0 {
			b.run("key", "delete", "p0", k.ID, "--yes")
		}
	}
}

// TestSoakKilledRotations kills rotations at random moments, and a part of the resumes,
// too.
func TestSoakKilledRotations(t *testing.T) {
	bus := keyringBus(t)
	s := startSim(t, sim.Options{})
	b := newRotationBox(t, s, bus)
	ways := [][]string{nil, {"--delete-after", "0"}, {"--keep-old"}}
	began := time.Now()
	b.run("key", "rotate", "p2", "--delete-after", "0")
	usual := time.Since(began)
	killed, resumed := 0, 0
	n := 0
	for ; killed < rotationKills; n++ {
		kill := func(args ...string) bool {
			ctx, cancel := context.WithTimeout(t.Context(), rand.N(usual))
			defer cancel()
			c := b.command(args...)
			if err := c.Start(); err != nil {
				t.Fatal(err)
			}
			stop := context.AfterFunc(ctx, func() { _ = c.Process.Kill() })
			err := c.Wait()
			stop()
			return err != nil && strings.Contains(err.Error(), "killed")
		}
		if kill(append([]string{"key", "rotate", fmt.Sprint("p", n%5)}, ways[n%3]...)...) {
			killed++
		}
		if n%3 == 0 && kill("key", "rotate", "p2", "--resume") {
			resumed++
		}
		b.run("key", "rotate", "p2", "--resume")
		b.whole()
		b.tidy()
		if t.Failed() {
			t.Fatalf("after %d rotations", n+1)
		}
	}
	t.Logf("%d of %d rotations killed, and %d resumes; a rotation takes %v", killed, n, resumed, usual)
}

// TestSoakRotationsAtOnce rotates the same key from two commands at once.
func TestSoakRotationsAtOnce(t *testing.T) {
	bus := keyringBus(t)
	s := startSim(t, sim.Options{})
	b := newRotationBox(t, s, bus)
	for n := range 20 {
		done := make(chan error, 2)
		for _, name := range []string{"p1", "p4"} {
			go func() { done <- b.command("key", "rotate", name).Run() }()
		}
		if a, c := <-done, <-done; a != nil && c != nil {
			t.Errorf("both failed: %v, %v", a, c)
		}
		b.whole()
		b.tidy()
		if t.Failed() {
			t.Fatalf("at the rotation %d", n+1)
		}
	}
}
