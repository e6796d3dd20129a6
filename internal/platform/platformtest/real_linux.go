//go:build xvfb

package platformtest

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// The programs that make a desktop: Xvfb, sway and what is needed to run them. For tests
// with the tag xvfb.

const nobody = 65534

// AsNobody runs a program without root's rights where the tests have them: root may look
// at every process, so that nothing would be proved.
func AsNobody(cmd *exec.Cmd) {
	if os.Getuid() == 0 {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	}
}

// PublicDir is a folder that nobody may use.
func PublicDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "desk-") //nolint:usetesting // the path of a socket must be short, and open to another user
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if os.Getuid() == 0 {
		if err := os.Chown(dir, nobody, nobody); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// CopySelf copies the test binary to where anybody can run it.
func CopySelf(t *testing.T, dir string) string {
	t.Helper()
	in, err := os.Open("/proc/self/exe")
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	path := filepath.Join(dir, "desktop.test")
	out, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY, 0o755)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(out, in); err != nil {
		t.Fatal(err)
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// Xvfb starts an X server on a free number for one test.
func Xvfb(t *testing.T, args ...string) {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	cmd := exec.Command("Xvfb", append([]string{"-displayfd", "3", "-screen", "0", "800x600x24", "-nolisten", "tcp", "-noreset"}, args...)...)
	cmd.ExtraFiles = []*os.File{w}
	if err := cmd.Start(); err != nil {
		t.Fatalf("start Xvfb: %v", err)
	}
	_ = w.Close()
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	var number int
	if _, err := fmt.Fscanln(r, &number); err != nil {
		t.Fatalf("Xvfb did not come up: %v", err)
	}
	t.Setenv("DISPLAY", fmt.Sprintf(":%d", number))
}

// Sway starts a compositor without a screen for one test. It does not run as root.
func Sway(t *testing.T) {
	t.Helper()
	dir := PublicDir(t)
	conf := filepath.Join(dir, "conf")
	if err := os.WriteFile(conf, []byte("xwayland disable\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("sway", "-c", conf)
	cmd.Env = append(os.Environ(), "XDG_RUNTIME_DIR="+dir, "WLR_BACKENDS=headless", "WLR_LIBINPUT_NO_DEVICES=1", "WLR_RENDERER=pixman", "WAYLAND_DISPLAY=", "DISPLAY=")
	AsNobody(cmd)
	if err := cmd.Start(); err != nil {
		t.Fatalf("start sway: %v", err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	t.Setenv("XDG_RUNTIME_DIR", dir)
	t.Setenv("WAYLAND_DISPLAY", "wayland-1")
	for start := time.Now(); time.Since(start) < Soon; time.Sleep(50 * time.Millisecond) {
		if _, err := os.Stat(filepath.Join(dir, "wayland-1")); err == nil {
			return
		}
	}
	t.Fatal("sway did not come up")
}
