//go:build xvfb

package proxy

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"lanyard/internal/platform/platformtest"
)

// TestARealPortalLetsAClosedProcessIn is about xdg-desktop-portal's refusing processes
// that it cannot look at.
func TestARealPortalLetsAClosedProcessIn(t *testing.T) {
	dir := platformtest.PublicDir(t)
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
		platformtest.AsNobody(cmd)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
		time.Sleep(time.Second)
	}
	self := platformtest.CopySelf(t, dir)
	var got introduced
	platformtest.Play(t, "portal", &got, func(cmd *exec.Cmd) {
		cmd.Path, cmd.Dir = self, "/"
		cmd.Env = append(env, platformtest.RoleVariable+"=portal", "CHILD_DBUS_SESSION_BUS_ADDRESS=unix:path="+socket)
		platformtest.AsNobody(cmd)
	})
	if !got.Denied {
		t.Log("this portal lets closed processes in")
	}
	if got.Lookup != "" || got.Shared != "" || !got.Closed {
		t.Errorf("%+v", got)
	}
	t.Logf("%+v", got)
}
