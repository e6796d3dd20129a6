package harden

import (
	"bufio"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"lanyard/internal/platform/platformtest"
)

func TestHarden(t *testing.T) {
	before := coreLine()
	_, hard, _ := strings.Cut(before, " ")
	var h hardened
	platformtest.Play(t, "harden", &h, func(cmd *exec.Cmd) {
		// The limit that is inherited isn't zero already, or the test would prove nothing.
		cmd.Path, cmd.Args = "/bin/sh", []string{"sh", "-c", "ulimit -S -c 5; exec \"$0\"", cmd.Path}
	})
	if h.Core != "0 "+hard {
		t.Errorf("limits of core files: %q, they were %q", h.Core, before)
	}
	if h.Dumpable != 0 || !h.Hardening.NoCoreDumps || !h.Hardening.NotReadable {
		t.Errorf("dumpable %d, %+v", h.Dumpable, h.Hardening)
	}
	if !strings.Contains(h.Words, "no copy of Lanyard's memory") || !strings.Contains(h.Words, "cannot read Lanyard's memory, except") {
		t.Errorf("words: %s", h.Words)
	}
	if soft, _, _ := strings.Cut(h.Grandson, " "); hard != "0 bytes" && (soft == "0" || soft == "") {
		t.Errorf("a program of the user's gets the limits %q", h.Grandson)
	}
	if h.After != h.Core {
		t.Errorf("limits afterwards: %q", h.After)
	}
}

// TestACrashLeavesNothing kills a hardened process in the way that writes a core.
func TestACrashLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(platformtest.Deadline(t), "/bin/sh", "-c", "ulimit -S -c unlimited; exec \"$0\"", self)
	cmd.Env = append(os.Environ(), platformtest.RoleVariable+"=sleep", "GOTRACEBACK=crash")
	cmd.Dir = dir
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); line != "ready\n" {
		t.Fatalf("%q, %v", line, err)
	}
	_ = cmd.Process.Signal(syscall.SIGQUIT) // after its trace Go aborts, which dumps core
	err = cmd.Wait()
	if err == nil {
		t.Fatal("it did not crash")
	}
	if status, ok := cmd.ProcessState.Sys().(syscall.WaitStatus); ok && status.CoreDump() {
		t.Error("a core was dumped")
	}
	left, _ := os.ReadDir(dir)
	for _, file := range left {
		t.Errorf("%s was left behind", file.Name())
	}
}

func TestHardeningWords(t *testing.T) {
	for _, tt := range []struct {
		h    Result
		want string
	}{
		{Result{}, "A crash may leave a copy of Lanyard's memory: this system does not let a program prevent it. Other programs of yours can read Lanyard's memory: this system does not let a program prevent it."},
		{Result{NoCoreDumps: true, NotReadable: true}, "A crash leaves no copy of Lanyard's memory. Other programs of yours cannot read Lanyard's memory."},
	} {
		if got := tt.h.Words(); got != tt.want {
			t.Errorf("%+v: %s", tt.h, got)
		}
	}
}
