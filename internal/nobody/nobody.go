// Package nobody runs a test without root's rights where the tests run as root: root may
// read what nobody else may, so a test of what is forbidden would prove nothing.
package nobody

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// UID is a user who owns nothing and belongs to no group.
const UID = 65534

// Runs runs the calling test once more in a process of the user [UID], if this one is
// root's, and reports whether it did. A test that needs root not to be there is then
// done; one that goes on has been run both ways.
func Runs(t *testing.T) bool {
	t.Helper()
	if os.Geteuid() != 0 {
		return false
	}
	home := publicHome(t)
	var pattern []string
	for part := range strings.SplitSeq(t.Name(), "/") {
		pattern = append(pattern, "^"+regexp.QuoteMeta(part)+"$")
	}
	cmd := exec.CommandContext(t.Context(), copySelf(t, home), "-test.v", "-test.run="+strings.Join(pattern, "/"))
	cmd.Dir = home
	cmd.Env = append(os.Environ(), "HOME="+home, "TMPDIR="+home, "XDG_RUNTIME_DIR="+home, "XDG_CONFIG_HOME=", "XDG_DATA_HOME=", "XDG_STATE_HOME=", "XDG_CACHE_HOME=")
	if err := as(cmd, UID); err != nil {
		t.Fatal(err)
	}
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "--- PASS: "+t.Name()+" ") {
		t.Errorf("as the user %d: %v\n%s", UID, err, out)
	}
	return true
}

// publicHome is a folder of that user's, with a path short enough for a socket.
func publicHome(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "nobody-") //nolint:usetesting // that of t is root's alone
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := os.Chown(dir, UID, UID); err != nil {
		t.Fatal(err)
	}
	return dir
}

// copySelf copies the running test to where that user can run it.
func copySelf(t *testing.T, dir string) string {
	t.Helper()
	path := filepath.Join(dir, "copy.test")
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	in, err := os.Open(self)
	if err != nil {
		t.Fatal(err)
	}
	out, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY, 0o755) //nolint:gosec // another user runs it
	if err != nil {
		t.Fatal(err)
	}
	_, err = io.Copy(out, in)
	if err := errors.Join(err, in.Close(), out.Close()); err != nil {
		t.Fatal(err)
	}
	return path
}
