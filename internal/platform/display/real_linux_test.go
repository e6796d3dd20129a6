//go:build xvfb

package display

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"lanyard/internal/platform/platformtest"
)

func TestRealDisplays(t *testing.T) {
	t.Run("with GLX", func(t *testing.T) {
		platformtest.Xvfb(t)
		platformtest.Said(t, displayChecked(t.Context()), "")
	})
	t.Run("without GLX", func(t *testing.T) {
		platformtest.Xvfb(t, "-extension", "GLX")
		platformtest.Said(t, displayChecked(t.Context()), "has no OpenGL")
	})
	t.Run("with a cookie that we have not", func(t *testing.T) {
		cookies := filepath.Join(t.TempDir(), "cookies")
		if out, err := exec.Command("xauth", "-f", cookies, "add", ":99", ".", strings.Repeat("ab", 16)).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		platformtest.Xvfb(t, "-auth", cookies)
		platformtest.Said(t, displayChecked(t.Context()), "lets nobody in")
	})
	t.Run("stopped", func(t *testing.T) {
		platformtest.Xvfb(t)
		pid, err := exec.Command("pgrep", "-n", "-P", fmt.Sprint(os.Getpid()), "Xvfb").Output()
		if err != nil {
			t.Fatal(err)
		}
		var n int
		_, _ = fmt.Sscan(string(pid), &n)
		_ = syscall.Kill(n, syscall.SIGSTOP)
		defer func() { _ = syscall.Kill(n, syscall.SIGCONT) }()
		platformtest.Within(t, platformtest.Soon, "looking", func() { platformtest.Said(t, displayChecked(t.Context()), "does not answer") })
	})
}

func TestARealCompositor(t *testing.T) {
	platformtest.Sway(t)
	platformtest.Said(t, checkWayland(t.Context()), "")
}
