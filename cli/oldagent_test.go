package cli_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lanyard/iam"
	"lanyard/iam/sim"
	"lanyard/internal/agent"
	"lanyard/internal/profile"
	"lanyard/internal/secret"
	"lanyard/internal/wallet"
)

// oldWallet is that of an earlier version's agent: it hands out whatever it has.
type oldWallet struct {
	agent.Wallet
	list []profile.Profile
	ends time.Time
}

func (o oldWallet) List(context.Context) ([]profile.Profile, error) { return o.list, nil }

func (o oldWallet) Token(context.Context, string) (wallet.Token, error) {
	return iam.Token{Access: secret.New("the-old-agents"), Type: "Bearer", IssuedAt: time.Now().Add(-time.Hour), ExpiresAt: o.ends}, nil
}

// TestNoDeadTokenFromAnOlderAgent: the command signs in by itself in its place.
func TestNoDeadTokenFromAnOlderAgent(t *testing.T) {
	run, err := os.MkdirTemp("", "la") // short enough for a socket
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(run) })
	t.Setenv("XDG_RUNTIME_DIR", run)
	s := startSim(t, sim.Options{})
	c := kinds(s.Info())["cloud"]
	h := newHome(t, s, newRecorder(t), c.key, c.flags)
	for name, life := range map[string]time.Duration{"over": -time.Minute, "nearly over": 20 * time.Second, "alive": 10 * time.Minute} {
		t.Run(name, func(t *testing.T) {
			list := []profile.Profile{{ID: h.id(), Name: "prod"}}
			server, err := agent.Listen(h.dir, agent.Host{Wallet: oldWallet{list: list, ends: time.Now().Add(life)}, Secrets: func() string { return "keyring" }, Program: "an earlier one"})
			if err != nil {
				t.Fatal(err)
			}
			ctx, stop := context.WithCancel(t.Context())
			done := make(chan struct{})
			go func() { defer close(done); _ = server.Serve(ctx) }()
			defer func() { stop(); <-done }()
			code, out, errs := h.run("", "token", "prod")
			if old := strings.Contains(out, "the-old-agents"); code != 0 || old != (name == "alive") {
				t.Errorf("exit %d, the old agent's token %v: %s", code, old, errs)
			}
			if name != "alive" && !strings.HasPrefix(out, "eyJ") {
				t.Error("no token of its own")
			}
		})
	}
}

// id is that of the home's one profile.
func (h *home) id() string {
	h.Helper()
	text, err := os.ReadFile(filepath.Join(h.dir, "profiles.json"))
	if err != nil {
		h.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(text), `"id": "`)
	id, _, ok := strings.Cut(rest, `"`)
	if !ok {
		h.Fatalf("no id in %s", text)
	}
	return id
}
