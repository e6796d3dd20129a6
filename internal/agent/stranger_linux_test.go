package agent

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"lanyard/internal/nobody"
)

// TestAnotherUserIsRefused has the kernel tell who is at the other end: files and folders
// are opened up, so that nothing else stands in the way.
func TestAnotherUserIsRefused(t *testing.T) {
	switch os.Getenv("AGENT_TEST_STRANGER") {
	case "asks":
		fmt.Println(askAsAStranger(os.Getenv("AGENT_TEST_SOCKET")))
		return
	case "serves":
		t.Setenv("XDG_RUNTIME_DIR", os.Getenv("AGENT_TEST_RUN"))
		s, err := Listen(os.Getenv("AGENT_TEST_RUN"), Host{Wallet: &purse{}, uid: func(net.Conn) (int, error) { return ownUID(), nil }})
		if err != nil {
			t.Fatal(err)
		}
		fmt.Println(s.listener.Addr())
		_ = s.Serve(t.Context())
		return
	}
	if os.Getuid() != 0 {
		t.Skip("only root can become somebody else")
	}
	program := publicCopy(t)
	t.Run("who asks", func(t *testing.T) {
		g := &gate{allow: func() bool { return true }}
		c, p := serve(t, func(h *Host) { h.Gate = g })
		path, err := socketPath(c.Dir, false)
		if err != nil {
			t.Fatal(err)
		}
		openUp(t, path)
		out, err := asNobody(t, program, "AGENT_TEST_STRANGER=asks", "AGENT_TEST_SOCKET="+path).CombinedOutput()
		if err != nil || !strings.Contains(string(out), "connected, answer: EOF") {
			t.Errorf("another user gets: %s (%v)", out, err)
		}
		if p.count() != 0 || len(g.served) != 0 {
			t.Errorf("the wallet was asked for %v", p.calls)
		}
		if _, err := c.Token(t.Context(), "id-1", false); err != nil {
			t.Errorf("this user: %v", err)
		}
	})
	t.Run("who answers", func(t *testing.T) {
		run := shortDir(t)
		if err := os.Chown(run, nobody.UID, nobody.UID); err != nil {
			t.Fatal(err)
		}
		cmd := asNobody(t, program, "AGENT_TEST_STRANGER=serves", "AGENT_TEST_RUN="+run)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		defer func() { _ = cmd.Process.Kill(); _ = cmd.Wait() }()
		var path string
		if _, err := fmt.Fscanln(out, &path); err != nil {
			t.Fatal(err)
		}
		openUp(t, path)
		if conn, err := dialAt(t.Context(), path); !errors.Is(err, ErrNone) || !strings.Contains(err.Error(), "another user") {
			t.Errorf("an agent of another user's is taken for one: %v, %v", conn, err)
		}
	})
}

// askAsAStranger tells how far one gets with an honest question.
func askAsAStranger(path string) string {
	conn, err := net.Dial("unix", path)
	if err != nil {
		return "no connection: " + err.Error()
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(10 * time.Second))
	_ = send(conn, Question{Version: Version, Op: OpToken, Profile: "id-1", Secrets: "keyring"}, maxQuestion)
	got, err := io.ReadAll(conn)
	if len(got) > 0 {
		return "an answer: " + string(got)
	}
	if err == nil || errors.Is(err, syscall.ECONNRESET) {
		return "connected, answer: EOF"
	}
	return "connected, then: " + err.Error()
}

// openUp lets everybody in as far as files go.
func openUp(t *testing.T, path string) {
	t.Helper()
	err := errors.Join(os.Chmod(path, 0o777), os.Chmod(filepath.Dir(path), 0o755), os.Chmod(filepath.Dir(filepath.Dir(path)), 0o755)) //nolint:gosec // that is the point
	if err != nil {
		t.Fatal(err)
	}
}

// publicCopy is this test's program where everybody can run it.
func publicCopy(t *testing.T) string {
	t.Helper()
	dir := shortDir(t)
	program, err := os.ReadFile(os.Args[0])
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "agent.test")
	if err := errors.Join(os.Chmod(dir, 0o755), os.WriteFile(path, program, 0o755)); err != nil { //nolint:gosec // another user runs it
		t.Fatal(err)
	}
	return path
}

func asNobody(t *testing.T, program string, env ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), program, "-test.run=^TestAnotherUserIsRefused$")
	cmd.Env = append(env, "HOME=/nonexistent")
	cmd.Dir = filepath.Dir(program)
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody.UID, Gid: nobody.UID}}
	return cmd
}
