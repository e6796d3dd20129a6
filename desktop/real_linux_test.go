//go:build xvfb

package desktop

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// These tests talk to the programs that make a desktop: Xvfb, xdotool, xdg-desktop-portal.
// Run them with -tags xvfb.

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
