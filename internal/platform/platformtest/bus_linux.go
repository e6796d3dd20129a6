package platformtest

import (
	"bufio"
	"context"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
)

// isolate gives the tests a desktop without anything, and the folder that it is in.
func isolate() (dir string, err error) {
	dir, err = os.MkdirTemp("", "desktop-test-")
	if err != nil {
		return "", err
	}
	for name, value := range map[string]string{
		"DBUS_SESSION_BUS_ADDRESS": "unix:path=" + filepath.Join(dir, "no-bus"),
		"DBUS_SYSTEM_BUS_ADDRESS":  "unix:path=" + filepath.Join(dir, "no-system-bus"),
		"XDG_RUNTIME_DIR":          dir,
		"XAUTHORITY":               filepath.Join(dir, "no-cookies"),
		"DISPLAY":                  "", "WAYLAND_DISPLAY": "", "XDG_SESSION_TYPE": "", "XDG_SESSION_ID": "",
		"XDG_CURRENT_DESKTOP": "", "XDG_SESSION_DESKTOP": "", "DESKTOP_SESSION": "", "FYNE_PLATFORM": "",
	} {
		if err := os.Setenv(name, value); err != nil {
			return "", err
		}
	}
	return dir, nil
}

// StartBus starts a message bus of the test's own, that can start no services, and
// gives its address and what ends it.
func StartBus(t *testing.T) (address string, stop func()) {
	t.Helper()
	return StartBusAt(t, filepath.Join(t.TempDir(), "bus"))
}

// StartBusAt starts one at a socket.
func StartBusAt(t *testing.T, socket string) (address string, stop func()) {
	t.Helper()
	config := filepath.Join(t.TempDir(), "bus.conf")
	if err := os.WriteFile(config, []byte(`<busconfig><type>session</type><listen>unix:path=`+socket+`</listen>
		<policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy></busconfig>`), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("dbus-daemon", "--config-file="+config, "--nofork", "--print-address=1")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatalf("these tests need dbus-daemon (package dbus-daemon): %v", err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	stop = sync.OnceFunc(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	t.Cleanup(stop)
	return strings.TrimSpace(line), stop
}

// SessionBus starts a bus and makes it the session's.
func SessionBus(t *testing.T) (stop func()) {
	t.Helper()
	address, stop := StartBus(t)
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", address)
	return stop
}

// Peer connects a fake service to a bus, under a name.
func Peer(t *testing.T, address, name string) *dbus.Conn {
	t.Helper()
	conn, err := dbus.Connect(address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	if _, err := conn.RequestName(name, dbus.NameFlagDoNotQueue); err != nil {
		t.Fatal(err)
	}
	return conn
}

// Methods makes a connection answer calls. Each is a function that returns what is
// answered and a *dbus.Error.
func Methods(t *testing.T, conn *dbus.Conn, path dbus.ObjectPath, face string, m map[string]any) {
	t.Helper()
	if err := conn.ExportMethodTable(m, path, face); err != nil {
		t.Fatal(err)
	}
}

// Within fails when f takes longer than limit.
func Within(t *testing.T, limit time.Duration, what string, f func()) {
	t.Helper()
	start := time.Now()
	done := make(chan struct{})
	go func() { defer close(done); f() }()
	select {
	case <-done:
	case <-time.After(limit):
		t.Fatalf("%s still takes after %v", what, time.Since(start))
	}
}

// Deadline is the test's context, with an end.
func Deadline(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), Soon)
	t.Cleanup(cancel)
	return ctx
}

// Silent is a socket at which somebody takes calls and never says a word.
func Silent(t *testing.T) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "Silent")
	l, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			if _, err := l.Accept(); err != nil {
				return
			}
		}
	}()
	return path
}
