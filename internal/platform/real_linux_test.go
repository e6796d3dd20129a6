//go:build xvfb

package platform

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// These tests talk to the programs that make a desktop: Xvfb, xdotool, sway and
// xdg-desktop-portal. Run them with -tags xvfb.

const nobody = 65534

// asNobody runs a program without root's rights where the tests have them: root may look
// at every process, so that nothing would be proved.
func asNobody(cmd *exec.Cmd) {
	if os.Getuid() == 0 {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	}
}

// publicDir is a folder that nobody may use.
func publicDir(t *testing.T) string {
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

// copySelf copies the test binary to where anybody can run it.
func copySelf(t *testing.T, dir string) string {
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

// TestARealPortalLetsAClosedProcessIn is about xdg-desktop-portal's refusing processes
// that it cannot look at.
func TestARealPortalLetsAClosedProcessIn(t *testing.T) {
	dir := publicDir(t)
	socket := filepath.Join(dir, "bus")
	env := append(os.Environ(), "DBUS_SESSION_BUS_ADDRESS=unix:path="+socket, "HOME="+dir, "XDG_RUNTIME_DIR="+dir, "GSETTINGS_BACKEND=memory")
	config := filepath.Join(dir, "bus.conf")
	if err := os.WriteFile(config, []byte(`<busconfig><type>session</type><listen>unix:path=`+socket+`</listen>
		<policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy></busconfig>`), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"dbus-daemon", "--config-file=" + config, "--nofork"},
		{"/usr/libexec/xdg-desktop-portal"},
	} {
		cmd := exec.Command(args[0], args[1:]...)
		cmd.Env, cmd.Dir = env, "/"
		asNobody(cmd)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
		time.Sleep(time.Second)
	}
	self := copySelf(t, dir)
	var got introduced
	play(t, "portal", &got, func(cmd *exec.Cmd) {
		cmd.Path, cmd.Dir = self, "/"
		cmd.Env = append(env, roleVariable+"=portal", "CHILD_DBUS_SESSION_BUS_ADDRESS=unix:path="+socket)
		asNobody(cmd)
	})
	if !got.Denied {
		t.Log("this portal lets closed processes in")
	}
	if got.Lookup != "" || got.Shared != "" || !got.Closed {
		t.Errorf("%+v", got)
	}
	t.Logf("%+v", got)
}

// xvfb starts an X server on a free number for one test.
func xvfb(t *testing.T, args ...string) {
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

func TestIdleOfARealXServer(t *testing.T) {
	xvfb(t)
	touch := func() {
		if out, err := exec.Command("xdotool", "key", "a").CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
	}
	touch()
	time.Sleep(1200 * time.Millisecond)
	if d, err := Idle(t.Context()); err != nil || d < 1100*time.Millisecond || d > 20*time.Second {
		t.Errorf("%v, %v", d, err)
	}
	before, _ := Idle(t.Context())
	touch()
	if d, err := Idle(t.Context()); err != nil || d >= before {
		t.Errorf("after a key %v, %v, before it %v", d, err, before)
	}

	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	told := make(chan time.Time, 8)
	go func() { _ = IdleWatch(ctx, 2*time.Second, func() { told <- time.Now() }) }()
	start := time.Now()
	for time.Since(start) < 4*time.Second { // somebody types
		touch()
		time.Sleep(300 * time.Millisecond)
	}
	if len(told) != 0 {
		t.Error("told while somebody typed")
	}
	last := time.Now()
	if after := (<-told).Sub(last); after < time.Second || after > 10*time.Second {
		t.Errorf("told after %v", after)
	}
	touch()
	<-told // again, after the user was back
}

func TestRealDisplays(t *testing.T) {
	t.Run("with GLX", func(t *testing.T) {
		xvfb(t)
		said(t, displayChecked(t.Context()), "")
	})
	t.Run("without GLX", func(t *testing.T) {
		xvfb(t, "-extension", "GLX")
		said(t, displayChecked(t.Context()), "has no OpenGL")
	})
	t.Run("with a cookie that we have not", func(t *testing.T) {
		cookies := filepath.Join(t.TempDir(), "cookies")
		if out, err := exec.Command("xauth", "-f", cookies, "add", ":99", ".", strings.Repeat("ab", 16)).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		xvfb(t, "-auth", cookies)
		said(t, displayChecked(t.Context()), "lets nobody in")
	})
	t.Run("stopped", func(t *testing.T) {
		xvfb(t)
		pid, err := exec.Command("pgrep", "-n", "-P", fmt.Sprint(os.Getpid()), "Xvfb").Output()
		if err != nil {
			t.Fatal(err)
		}
		var n int
		_, _ = fmt.Sscan(string(pid), &n)
		_ = syscall.Kill(n, syscall.SIGSTOP)
		defer func() { _ = syscall.Kill(n, syscall.SIGCONT) }()
		within(t, soon, "looking", func() { said(t, displayChecked(t.Context()), "does not answer") })
	})
}

// sway starts a compositor without a screen for one test. It does not run as root.
func sway(t *testing.T) {
	t.Helper()
	dir := publicDir(t)
	conf := filepath.Join(dir, "conf")
	if err := os.WriteFile(conf, []byte("xwayland disable\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("sway", "-c", conf)
	cmd.Env = append(os.Environ(), "XDG_RUNTIME_DIR="+dir, "WLR_BACKENDS=headless", "WLR_LIBINPUT_NO_DEVICES=1", "WLR_RENDERER=pixman", "WAYLAND_DISPLAY=", "DISPLAY=")
	asNobody(cmd)
	if err := cmd.Start(); err != nil {
		t.Fatalf("start sway: %v", err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	t.Setenv("XDG_RUNTIME_DIR", dir)
	t.Setenv("WAYLAND_DISPLAY", "wayland-1")
	for start := time.Now(); time.Since(start) < soon; time.Sleep(50 * time.Millisecond) {
		if _, err := os.Stat(filepath.Join(dir, "wayland-1")); err == nil {
			return
		}
	}
	t.Fatal("sway did not come up")
}

// TestIdleOnARealCompositor is about ext-idle-notify, where the compositor knows it (sway
// from 1.8 on).
func TestIdleOnARealCompositor(t *testing.T) {
	sway(t)
	said(t, checkWayland(t.Context()), "")
	if _, err := Idle(t.Context()); !errors.Is(err, ErrNoIdle) {
		t.Errorf("%v", err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	told := make(chan struct{}, 8)
	err := IdleWatch(ctx, 2*time.Second, func() { told <- struct{}{}; cancel() })
	if errors.Is(err, ErrNoIdle) {
		t.Skip("this compositor has no ext-idle-notify")
	}
	if len(told) != 1 || !errors.Is(err, context.Canceled) {
		t.Errorf("told %d times, %v", len(told), err)
	}
}
