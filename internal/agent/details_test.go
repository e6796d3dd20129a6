//go:build !windows

package agent

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"lanyard/iam"
	"lanyard/internal/wallet"
)

// cutOff writes nothing beyond some bytes.
type cutOff struct{ left int }

var errCut = errors.New("the line is dead")

func (c *cutOff) Write(b []byte) (int, error) {
	if len(b) > c.left {
		return 0, errCut
	}
	return len(b), nil
}

// TestFramesThatEndEarly are told, wherever they end.
func TestFramesThatEndEarly(t *testing.T) {
	var whole bytes.Buffer
	if err := send(&whole, Question{Op: OpHello}, maxQuestion); err != nil {
		t.Fatal(err)
	}
	for n := range whole.Len() {
		var q Question
		err := receive(bytes.NewReader(whole.Bytes()[:n]), &q, maxQuestion)
		if !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) || q.Op != "" {
			t.Errorf("%d bytes: %v, %q", n, err, q.Op)
		}
	}
	if err := send(&cutOff{}, Question{Op: OpHello}, maxQuestion); !errors.Is(err, errCut) {
		t.Errorf("sent into nothing: %v", err)
	}
	if err := send(io.Discard, func() {}, maxQuestion); err == nil {
		t.Error("what is no JSON was sent")
	}
}

// TestTheEdgesOfTerminals: the numbers between which Linux has them.
func TestTheEdgesOfTerminals(t *testing.T) {
	number := func(major, minor int) string {
		n := minor&0xff | major<<8 | minor&0xfff00<<12
		return strconv.Itoa(n) + "/7"
	}
	for terminal, want := range map[string]string{
		number(4, 0): "tty0", number(4, 63): "tty63", number(4, 64): "", number(3, 1): "", number(5, 1): "",
		number(135, 255): "", number(136, 0): "pts/0", number(136, 255): "pts/255", number(143, 255): "pts/2047", number(144, 0): "",
		number(136, 256): "pts/256", "0/7": "", "-1/7": "", "x": "", "": "",
	} {
		if got := (Caller{Terminal: terminal}).TerminalName(); got != want {
			t.Errorf("%s is %q, want %q", terminal, got, want)
		}
	}
}

// TestTheFirstFailureOfATestCounts: what is skipped behind it is none.
func TestTheFirstFailureOfATestCounts(t *testing.T) {
	failedAt := func(c iam.Check, code string) iam.Result {
		return iam.Result{Check: c, Status: iam.StatusFailed, Err: &iam.Error{Check: c, Code: code, Status: 400}}
	}
	a := tested([]iam.Result{
		{Check: iam.CheckKeyring, Status: iam.StatusOK},
		failedAt(iam.CheckSignIn, "BXNIM0415E"), failedAt(iam.CheckService, "other"),
		{Check: iam.CheckService, Status: iam.StatusSkipped},
	})
	if a.Failure == nil || a.Failure.Code != "BXNIM0415E" || len(a.Test) != 4 {
		t.Errorf("failure %+v of %d checks", a.Failure, len(a.Test))
	}
	if a := tested([]iam.Result{{Check: iam.CheckKeyring, Status: iam.StatusOK}}); a.Failure != nil || a.Refusal != "" {
		t.Errorf("all is well, and it says %+v", a.Failure)
	}
}

// TestOnlyTheProfileThatIsMeant is given to the gate, and a place for keys need not be known.
func TestOnlyTheProfileThatIsMeant(t *testing.T) {
	c, p := serve(t, func(h *Host) { h.Secrets = nil })
	c.Secrets = ""
	if _, err := c.Token(t.Context(), "id-2", false); err == nil || errors.Is(err, ErrNone) || len(p.calls) != 0 {
		t.Errorf("a profile that is not there: %v, %v", err, p.calls)
	}
	if _, err := c.Token(t.Context(), "id-1", false); err != nil {
		t.Errorf("the one that is: %v", err)
	}
	if _, _, err := c.Test(t.Context(), "id-2", wallet.At{}); err == nil {
		t.Error("tested what is not there")
	}
}

// TestFoldersThatCannotBeHad are told, by agents and by commands.
func TestFoldersThatCannotBeHad(t *testing.T) {
	run := shortDir(t)
	t.Setenv("XDG_RUNTIME_DIR", run)
	if err := os.WriteFile(filepath.Join(run, "lanyard"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, create := range []bool{false, true} {
		if dir, err := RuntimeDir(create); err == nil || dir != "" {
			t.Errorf("create %v: %q, %v", create, dir, err)
		}
	}
	if _, err := takePlace(t.TempDir()); err == nil {
		t.Error("an agent listens below a file")
	}
	if free, err := placeFree(t.TempDir()); err == nil || free {
		t.Errorf("free %v: %v", free, err)
	}
	if err := (Client{Dir: t.TempDir()}).Stop(t.Context()); !errors.Is(err, ErrNone) {
		t.Errorf("stopped nobody: %v", err)
	}
	t.Setenv("TMPDIR", "/"+strings.Repeat("x", 120))
	t.Setenv("XDG_RUNTIME_DIR", "")
	if path, err := socketPath(t.TempDir(), false); err == nil && len(path) > maxPath || err != nil && (path != "" || !strings.Contains(err.Error(), "TMPDIR")) {
		t.Errorf("%q, %v", path, err)
	}
}

// TestAnEndedServerLeavesItsPlace: the next one listens there at once.
func TestAnEndedServerLeavesItsPlace(t *testing.T) {
	t.Setenv("XDG_RUNTIME_DIR", shortDir(t))
	dir := t.TempDir()
	for range 3 {
		s, err := Listen(dir, Host{Wallet: &purse{}})
		if err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- s.Serve(ctx) }()
		if free, err := placeFree(dir); free || err != nil {
			t.Errorf("free while it serves: %v, %v", free, err)
		}
		stop()
		select {
		case err := <-done:
			if !errors.Is(err, context.Canceled) {
				t.Errorf("it ended with %v", err)
			}
		case <-time.After(5 * time.Second):
			t.Fatal("it serves on")
		}
		if free, err := placeFree(dir); !free || err != nil {
			t.Errorf("not free afterwards: %v, %v", free, err)
		}
	}
}
