package platform

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
	"golang.org/x/sys/unix"
)

// roleVariable makes the test binary a program that does one thing and tells about it.
const roleVariable = "DESKTOP_TEST_ROLE"

// child plays the role that this process was started for and gives its exit code, or
// -1 when it is to run tests.
func child() int {
	role := os.Getenv(roleVariable)
	if role == "" {
		return -1
	}
	_ = os.Unsetenv(roleVariable)
	// What the parent's tests were kept off, the child is pointed at.
	for _, name := range []string{"DBUS_SESSION_BUS_ADDRESS", "DISPLAY"} {
		if value, ok := os.LookupEnv("CHILD_" + name); ok {
			_ = os.Setenv(name, value)
		}
	}
	var told any
	switch role {
	case "harden":
		told = tellHardening()
	case "portal":
		told = tellPortal()
	case "sleep":
		Harden()
		fmt.Println("ready")
		time.Sleep(time.Minute)
	default:
		return 3
	}
	if err := json.NewEncoder(os.Stdout).Encode(told); err != nil {
		return 1
	}
	return 0
}

// play starts this test binary in a role, reads what it tells into into, and fails the
// test when it fails.
func play(t *testing.T, role string, into any, prepare func(*exec.Cmd)) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(deadline(t), self)
	cmd.Env = append(os.Environ(), roleVariable+"="+role)
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

// hardened is what a child is after Harden.
type hardened struct {
	Core      string // the line of /proc/self/limits
	Dumpable  int
	Hardening Hardening
	Words     string
	Grandson  string // the same line, as a program sees it that was started with OwnLimits
	After     string // and ours after that
}

func coreLine() string {
	limits, _ := os.ReadFile("/proc/self/limits")
	for line := range strings.Lines(string(limits)) {
		if strings.HasPrefix(line, "Max core file size") {
			return strings.Join(strings.Fields(line)[4:], " ")
		}
	}
	return ""
}

func tellHardening() hardened {
	var h hardened
	h.Hardening = Harden()
	h.Words = h.Hardening.Words()
	h.Core = coreLine()
	h.Dumpable, _ = unix.PrctlRetInt(unix.PR_GET_DUMPABLE, 0, 0, 0, 0)
	_ = h.Hardening.OwnLimits(func() error {
		out, err := exec.Command("grep", "core file", "/proc/self/limits").Output()
		h.Grandson = strings.Join(strings.Fields(string(out))[4:], " ")
		return err
	})
	h.After = coreLine()
	return h
}

// introduced is what became of calls to the portal from a hardened process.
type introduced struct {
	Denied bool   // of a call that did nothing about it
	Lookup string // ProxyFor's error
	Shared string // the error of a call on the shared connection after Introduce
	Closed bool
}

func tellPortal() introduced {
	Harden()
	ctx, cancel := context.WithTimeout(context.Background(), soon)
	defer cancel()
	var i introduced
	if conn, err := dialBus(ctx, sessionAddress()); err == nil {
		i.Denied = denied(conn.Object(portalName, portalPath).CallWithContext(ctx, portalLookup, 0, "https://a.example.com").Err)
	}
	if _, err := NewProxyResolver().ProxyFor(ctx, &url.URL{Scheme: "https", Host: "a.example.com"}); err != nil {
		i.Lookup = err.Error()
	}
	<-Introduce(ctx)
	shared, err := dbus.SessionBus()
	if err == nil {
		err = shared.Object(portalName, portalPath).CallWithContext(ctx, portalLookup, 0, "https://a.example.com").Err
	}
	if err != nil {
		i.Shared = err.Error()
	}
	i.Closed = closed()
	return i
}
