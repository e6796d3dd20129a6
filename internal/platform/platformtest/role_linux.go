package platformtest

import (
	"encoding/json"
	"os"
	"os/exec"
	"testing"

	"golang.org/x/sys/unix"
)

// RoleVariable makes the test binary a program that does one thing and tells about it.
const RoleVariable = "DESKTOP_TEST_ROLE"

// Roles are programs that a test binary can be instead of running its tests, by their names.
// What one gives is told to the test that plays it.
type Roles map[string]func() any

// Main isolates the tests from the desktop that they are run on and gives the exit code for
// TestMain. A process that was started in a role plays that.
func Main(m *testing.M, roles Roles) int {
	dir, err := isolate()
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	role, ok := os.LookupEnv(RoleVariable)
	if !ok {
		return m.Run()
	}
	_ = os.Unsetenv(RoleVariable)
	// What the parent's tests were kept off, the child is pointed at.
	for _, name := range []string{"DBUS_SESSION_BUS_ADDRESS", "DISPLAY"} {
		if value, ok := os.LookupEnv("CHILD_" + name); ok {
			_ = os.Setenv(name, value)
		}
	}
	play, ok := roles[role]
	if !ok {
		return 3
	}
	if err := json.NewEncoder(os.Stdout).Encode(play()); err != nil {
		return 1
	}
	return 0
}

// Play starts this test binary in a role, reads what it tells into into, and fails the
// test when it fails.
func Play(t *testing.T, role string, into any, prepare func(*exec.Cmd)) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(Deadline(t), self)
	cmd.Env = append(os.Environ(), RoleVariable+"="+role)
	cmd.Stderr = os.Stderr
	if prepare != nil {
		prepare(cmd)
	}
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v", role, err)
	}
	if err := json.Unmarshal(out, into); err != nil {
		t.Fatalf("%s: %v in %q", role, err, out)
	}
}

// CloseProcess makes the process that runs the tests not dumpable until the test ends.
func CloseProcess(t *testing.T) {
	t.Helper()
	if err := unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = unix.Prctl(unix.PR_SET_DUMPABLE, 1, 0, 0, 0) })
}
