package kv_test

import (
	"net"
	"os"
	"os/exec"
	"testing"
	"time"

	"lanyard/internal/secret"
	"lanyard/internal/team"
)

// Where LANYARD_TEST_BAO names a bao or vault program, the same is asked of a real store.
func TestRealStore(t *testing.T) {
	program := os.Getenv("LANYARD_TEST_BAO")
	if program == "" {
		t.Skip("LANYARD_TEST_BAO names no bao or vault program")
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	_ = l.Close()
	cmd := exec.CommandContext(t.Context(), program, "server", "-dev", "-dev-root-token-id=real-root", "-dev-listen-address="+address, "-dev-no-store-token")
	cmd.Env = append(os.Environ(), "HOME="+t.TempDir())
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	c := client(t, team.Team{ID: "t1", Name: "dev", Address: "http://" + address, Mount: "secret", Prefix: "lanyard", Auth: team.Token})
	for end := time.Now().Add(30 * time.Second); ; time.Sleep(100 * time.Millisecond) {
		if h, err := c.Health(t.Context()); err == nil && h.Initialized && !h.Sealed {
			break
		} else if time.Now().After(end) {
			t.Fatalf("the store does not come up: %+v, %v", h, err)
		}
	}
	basics(t, c, secret.New("real-root"))
}
