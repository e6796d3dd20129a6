package session

import (
	"context"
	"os"
	"testing"
	"time"

	"lanyard/internal/platform/platformtest"

	"github.com/godbus/dbus/v5"
	"go.uber.org/goleak"
)

// ending is a WatchEnd under way.
type ending struct {
	t      *testing.T
	over   chan bool
	cancel context.CancelFunc
}

func startEnding(t *testing.T) *ending {
	t.Helper()
	e := &ending{t: t, over: make(chan bool, 1)}
	var ctx context.Context
	ctx, e.cancel = context.WithCancel(t.Context())
	t.Cleanup(e.cancel)
	go func() { e.over <- watchEnd(ctx, 20*time.Millisecond, 500*time.Millisecond) }()
	return e
}

func (e *ending) want(over bool) {
	e.t.Helper()
	select {
	case got := <-e.over:
		if got != over {
			e.t.Errorf("the session is over: %v, want %v", got, over)
		}
	case <-time.After(platformtest.Soon):
		e.t.Fatal("nothing was told")
	}
}

// not lets some time pass, in which nothing may be told, and ends the watch.
func (e *ending) not() {
	e.t.Helper()
	select {
	case got := <-e.over:
		e.t.Fatalf("the session is over: %v", got)
	case <-time.After(200 * time.Millisecond):
	}
	e.cancel()
	e.want(false)
}

func (f *fakeLogind) setState(state string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.state = state
}

func TestTheEndOfASession(t *testing.T) {
	const removed = "org.freedesktop.login1.Manager.SessionRemoved"
	for name, c := range map[string]struct {
		state string
		does  func(t *testing.T, f *fakeLogind)
		over  bool
	}{
		"it is removed": {"active", func(t *testing.T, f *fakeLogind) {
			emit(t, f.Conn, logindPath, removed, "2", ownPath)
		}, true},
		"another one is removed": {"active", func(t *testing.T, f *fakeLogind) {
			emit(t, f.Conn, logindPath, removed, "c7", otherPath)
			emit(t, f.Conn, logindPath, removed)
		}, false},
		"it is closing":            {"active", func(_ *testing.T, f *fakeLogind) { f.setState("closing") }, true},
		"it is in the background":  {"active", func(_ *testing.T, f *fakeLogind) { f.setState("online") }, false},
		"it was closing already":   {"closing", func(*testing.T, *fakeLogind) {}, false},
		"logind itself goes":       {"active", func(_ *testing.T, f *fakeLogind) { _ = f.Close() }, false},
		"somebody else claims so":  {"active", impostorRemoves, false},
		"removed when it was over": {"closing", func(t *testing.T, f *fakeLogind) { emit(t, f.Conn, logindPath, removed, "2", ownPath) }, false},
	} {
		t.Run(name, func(t *testing.T) {
			systemBus(t)
			f := newFakeLogind(t, &fakeLogind{state: c.state})
			e := startEnding(t)
			heard(t, f.looks)
			c.does(t, f)
			if c.over {
				e.want(true)
			} else {
				e.not()
			}
		})
	}
}

func impostorRemoves(t *testing.T, _ *fakeLogind) {
	impostor := platformtest.Peer(t, os.Getenv("DBUS_SYSTEM_BUS_ADDRESS"), "org.example.Impostor")
	emit(t, impostor, logindPath, "org.freedesktop.login1.Manager.SessionRemoved", "2", ownPath)
}

// TestTheEndOfTheBus is a session that is no more than its bus.
func TestTheEndOfTheBus(t *testing.T) {
	t.Run("it goes", func(t *testing.T) {
		stop := platformtest.SessionBus(t)
		e := startEnding(t)
		connected(t)
		stop()
		e.want(true)
	})
	t.Run("it comes back", func(t *testing.T) {
		socket := t.TempDir() + "/bus"
		address, stop := platformtest.StartBusAt(t, socket)
		t.Setenv("DBUS_SESSION_BUS_ADDRESS", address)
		e := startEnding(t)
		connected(t)
		stop()
		_ = os.Remove(socket)
		platformtest.StartBusAt(t, socket)
		e.not()
	})
	t.Run("it never was", func(t *testing.T) { startEnding(t).not() })
}

// connected waits until somebody is on the session's bus beside the one who looks.
func connected(t *testing.T) {
	t.Helper()
	conn, err := dbus.Connect(os.Getenv("DBUS_SESSION_BUS_ADDRESS"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	for end := time.Now().Add(platformtest.Soon); ; time.Sleep(5 * time.Millisecond) {
		var names []string
		if err := conn.BusObject().Call("org.freedesktop.DBus.ListNames", 0).Store(&names); err != nil {
			t.Fatal(err)
		}
		if len(names) > 2 { // the bus itself, and who looks
			return
		}
		if time.Now().After(end) {
			t.Fatal("nobody came to the bus")
		}
	}
}

func TestWatchEndLeavesNothingBehind(t *testing.T) {
	t.Setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path="+platformtest.Silent(t))
	platformtest.SessionBus(t)
	ignore := goleak.IgnoreCurrent()
	e := startEnding(t)
	e.not()
	goleak.VerifyNone(t, ignore)
}
