//go:build linux && realkeyring

package store

import (
	"bufio"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"

	"lanyard/internal/secret"
)

// These tests need dbus-daemon, gnome-keyring, gcr, Xvfb, openbox and xdotool, and fail
// without them. Everything runs in a home of its own.

const realPassword = "pass word 7"

// realBus has GNOME Keyring on a bus of its own.
type realBus struct {
	t       *testing.T
	env     []string
	address string
	keyring *exec.Cmd
}

func start(t *testing.T, env []string, stdin string, args ...string) (*exec.Cmd, *bufio.Reader) {
	t.Helper()
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Env = env
	cmd.Stdin = strings.NewReader(stdin)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	return cmd, bufio.NewReader(out)
}

func line(t *testing.T, r *bufio.Reader) string {
	t.Helper()
	s, err := r.ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	go func() { _, _ = io.Copy(io.Discard, r) }()
	return strings.TrimSpace(s)
}

// newRealBus starts a bus that can start gcr's prompter, and an X server for it.
func newRealBus(t *testing.T, withDisplay bool) *realBus {
	t.Helper()
	home := t.TempDir()
	b := &realBus{t: t, env: []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + home, "XDG_RUNTIME_DIR=" + home, "XDG_DATA_HOME=" + home + "/data",
		"GSETTINGS_BACKEND=memory", "NO_AT_BRIDGE=1", "LANG=C.UTF-8",
	}}
	t.Setenv("DISPLAY", "")
	t.Setenv("WAYLAND_DISPLAY", "")
	if withDisplay {
		_, out := start(t, b.env, "", "Xvfb", "-displayfd", "1", "-screen", "0", "800x600x24", "-nolisten", "tcp")
		display := ":" + line(t, out)
		t.Setenv("DISPLAY", display)
		b.env = append(b.env, "DISPLAY="+display)
		start(t, b.env, "", "openbox")
	}
	services := filepath.Join(home, "services")
	for _, name := range []string{"SystemPrompter", "PrivatePrompter"} {
		writeFile(t, filepath.Join(services, name+".service"), "[D-BUS Service]\nName=org.gnome.keyring."+name+"\nExec=/usr/libexec/gcr-prompter\n")
	}
	config := filepath.Join(home, "bus.conf")
	writeFile(t, config, `<busconfig><type>session</type><listen>unix:path=`+filepath.Join(home, "bus")+`</listen><servicedir>`+services+`</servicedir>
		<policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy></busconfig>`)
	cmd, out := start(t, b.env, "", "dbus-daemon", "--config-file="+config, "--nofork", "--print-address=1")
	b.address = line(t, out)
	b.env = append(b.env, "DBUS_SESSION_BUS_ADDRESS="+b.address)
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", b.address)
	t.Cleanup(func() {
		shared, err := dbus.SessionBus()
		_ = cmd.Process.Kill()
		if err == nil {
			<-shared.Context().Done()
		}
	})
	return b
}

// daemon starts GNOME Keyring and waits until it is on the bus.
func (b *realBus) daemon(unlocked bool) {
	b.t.Helper()
	args, stdin := []string{"gnome-keyring-daemon", "--foreground", "--components=secrets"}, ""
	if unlocked {
		args, stdin = append(args, "--unlock"), realPassword
	}
	b.keyring, _ = start(b.t, b.env, stdin, args...)
	var owned bool
	for deadline := time.Now().Add(patience); !owned; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			b.t.Fatal("gnome-keyring-daemon does not start")
		}
		_ = b.conn().BusObject().Call("org.freedesktop.DBus.NameHasOwner", 0, busName).Store(&owned)
	}
}

func (b *realBus) conn() *dbus.Conn {
	conn, err := dbus.Connect(b.address)
	if err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() { _ = conn.Close() })
	return conn
}

func (b *realBus) lock() {
	b.t.Helper()
	if err := b.conn().Object(busName, busPath).Call(serviceFace+".Lock", 0, []dbus.ObjectPath{loginPath}).Err; err != nil {
		b.t.Fatal(err)
	}
}

func (b *realBus) signal(s syscall.Signal) {
	b.t.Helper()
	if err := b.keyring.Process.Signal(s); err != nil {
		b.t.Fatal(err)
	}
}

func (b *realBus) xdotool(args ...string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.t.Context(), patience)
	defer cancel()
	for { // a search dies when a window goes while it looks
		cmd := exec.CommandContext(ctx, "xdotool", args...)
		cmd.Env = b.env
		out, err := cmd.CombinedOutput()
		switch {
		case err == nil:
			return
		case args[0] != "search" || ctx.Err() != nil:
			b.t.Errorf("xdotool %v: %v: %s", args, err, out)
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// promptShown waits for gcr's prompt on the screen.
func (b *realBus) promptShown() {
	b.t.Helper()
	b.xdotool("search", "--sync", "--onlyvisible", "--class", "gcr-prompter")
	time.Sleep(2 * hastyTime) // a person takes longer; so does the prompt's taking the keyboard
}

func TestRealKeyring(t *testing.T) {
	b := newRealBus(t, false)
	b.daemon(true)
	behaves(t, OpenKeyring())
}

func TestRealKeyringLockedWithoutDisplay(t *testing.T) {
	b := newRealBus(t, false)
	b.daemon(true)
	k := OpenKeyring()
	if err := k.Put(t.Context(), "a", Entry{Secret: secret.New("s3")}); err != nil {
		t.Fatal(err)
	}
	b.lock()
	mustState(t, k, StateLocked)
	within(t, stateLimit, "a locked keyring", func() {
		if _, err := k.Get(t.Context(), "a"); !errors.Is(err, ErrLocked) {
			t.Errorf("got %v", err)
		}
	})
	t.Setenv("DISPLAY", ":77") // ours, but not the prompter's
	within(t, stateLimit, "a prompter without a screen", func() {
		if _, err := k.Get(t.Context(), "a"); !errors.Is(err, ErrLocked) {
			t.Errorf("got %v", err)
		}
	})
}

func TestRealKeyringPrompt(t *testing.T) {
	b := newRealBus(t, true)
	b.daemon(true)
	k := OpenKeyring()
	if err := k.Put(t.Context(), "a", Entry{Secret: secret.New("s3")}); err != nil {
		t.Fatal(err)
	}
	get := func(ctx context.Context) chan error {
		done := make(chan error, 1)
		go func() { _, err := k.Get(ctx, "a"); done <- err }()
		b.promptShown()
		return done
	}
	b.lock()
	done := get(t.Context())
	b.xdotool("key", "Escape")
	if err := <-done; !errors.Is(err, ErrDismissed) {
		t.Errorf("dismissed: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done = get(ctx)
	mustState(t, k, StateLocked)
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	done = get(t.Context()) // the same prompt, still there
	b.xdotool("type", "--delay", "20", realPassword)
	b.xdotool("key", "Return")
	if err := <-done; err != nil {
		t.Errorf("with the password: %v", err)
	}
	if err := b.keyring.Process.Signal(syscall.Signal(0)); err != nil {
		t.Errorf("the daemon did not survive: %v", err)
	}
	mustState(t, k, StateReady)
	mustSecret(t, k, "a", "s3")
}

func TestRealKeyringStoppedAndKilled(t *testing.T) {
	b := newRealBus(t, false)
	b.daemon(true)
	k := OpenKeyring()
	if err := k.Put(t.Context(), "a", Entry{Secret: secret.New("s3")}); err != nil {
		t.Fatal(err)
	}
	b.signal(syscall.SIGSTOP)
	mustState(t, k, StateStuck)
	within(t, stateLimit, "a stopped service", func() {
		if _, err := k.Get(t.Context(), "a"); !errors.Is(err, ErrStuck) {
			t.Errorf("got %v", err)
		}
	})
	b.signal(syscall.SIGCONT)
	mustState(t, k, StateReady)
	mustSecret(t, k, "a", "s3")

	b.signal(syscall.SIGKILL)
	_ = b.keyring.Wait()
	mustState(t, k, StateAbsent)
	if err := k.Put(t.Context(), "b", Entry{Secret: secret.New("x")}); !errors.Is(err, ErrAbsent) {
		t.Errorf("got %v", err)
	}
	b.daemon(true)
	mustSecret(t, k, "a", "s3")
}

func TestRealKeyringWithoutCollection(t *testing.T) {
	b := newRealBus(t, false)
	b.daemon(false)
	k := OpenKeyring()
	mustState(t, k, StateNoCollection)
	if _, err := k.Get(t.Context(), "a"); !errors.Is(err, ErrNoCollection) {
		t.Errorf("got %v", err)
	}
}
