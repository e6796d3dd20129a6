package cli

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
)

// roleVariable makes the test program play a part of TestKeysOfTheTerminal.
const roleVariable = "TEST_KEYS_OF_TERMINAL"

// TestKeysOfTheTerminal: Ctrl+C on a terminal reaches the command without Lanyard's
// help, so it must not be passed on. What comes from elsewhere must.
func TestKeysOfTheTerminal(t *testing.T) {
	if os.Getenv(roleVariable) != "" {
		fmt.Printf("INT %v QUIT %v TERM %v HUP %v\n", reachesChild(syscall.SIGINT), reachesChild(syscall.SIGQUIT), reachesChild(syscall.SIGTERM), reachesChild(syscall.SIGHUP))
		return
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	_, near := openPty(t)
	for _, c := range []struct {
		name string
		attr syscall.SysProcAttr
		want string
	}{
		{"in the foreground of a terminal", syscall.SysProcAttr{Setsid: true, Setctty: true}, "INT true QUIT true TERM false HUP false"},
		{"without a terminal", syscall.SysProcAttr{Setsid: true}, "INT false QUIT false TERM false HUP false"},
	} {
		cmd := exec.Command(self, "-test.run=^TestKeysOfTheTerminal$")
		cmd.Env = append(os.Environ(), roleVariable+"=1")
		cmd.Stdin, cmd.SysProcAttr = near, &c.attr
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		said, _ := io.ReadAll(out)
		if err := cmd.Wait(); err != nil || !strings.Contains(string(said), c.want) {
			t.Errorf("%s: %q, %v; want %q", c.name, said, err, c.want)
		}
	}
}
