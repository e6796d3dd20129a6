package session

import (
	"context"
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	"lanyard/internal/platform/platformtest"

	"github.com/godbus/dbus/v5"
	"go.uber.org/goleak"
)

const (
	ownPath   = dbus.ObjectPath("/org/freedesktop/login1/session/_32")
	otherPath = dbus.ObjectPath("/org/freedesktop/login1/session/c7")
)

// fakeLogind is a logind with one session of ours, which is on the screen though this
// process is in none, and one of somebody else's.
type fakeLogind struct {
	*dbus.Conn
	noSessions bool

	mu     sync.Mutex
	locked bool
	state  string     // of our session
	delays []*os.File // our ends: end of file when they are given up
	theirs []*os.File // what they were given, until it is sent
	asked  []string
	heard  chan struct{} // something comes when sleep is asked to wait
	looks  chan struct{} // and when somebody asks for our session's state
}

func newFakeLogind(t *testing.T, f *fakeLogind) *fakeLogind {
	t.Helper()
	address := os.Getenv("DBUS_SYSTEM_BUS_ADDRESS")
	conn, err := dbus.Connect(address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	f.Conn, f.heard, f.looks = conn, make(chan struct{}, 64), make(chan struct{}, 1)
	none := func() *dbus.Error { return dbus.NewError("org.freedesktop.login1.NoSuchSession", nil) }
	platformtest.Methods(t, conn, logindPath, "org.freedesktop.login1.Manager", map[string]any{
		"GetSessionByPID": func(uint32) (dbus.ObjectPath, *dbus.Error) { return "/", none() },
		"GetSession":      func(string) (dbus.ObjectPath, *dbus.Error) { return "/", none() },
		"GetUser": func(uid uint32) (dbus.ObjectPath, *dbus.Error) {
			if uid != uint32(os.Getuid()) || f.noSessions {
				return "/", none()
			}
			return "/org/freedesktop/login1/user/_1000", nil
		},
		"Inhibit": func(what, who, why, mode string) (dbus.UnixFD, *dbus.Error) {
			f.mu.Lock()
			defer f.mu.Unlock()
			f.asked = append(f.asked, what+" "+mode)
			r, w, err := os.Pipe()
			if err != nil {
				return 0, dbus.MakeFailedError(err)
			}
			f.delays, f.theirs = append(f.delays, r), append(f.theirs, w)
			f.heard <- struct{}{}
			return dbus.UnixFD(w.Fd()), nil
		},
	})
	get := func(values map[string]func() any) map[string]any {
		return map[string]any{"Get": func(_, name string) (dbus.Variant, *dbus.Error) {
			f.mu.Lock()
			defer f.mu.Unlock()
			if v, ok := values[name]; ok {
				return dbus.MakeVariant(v()), nil
			}
			return dbus.MakeVariant(0), none()
		}}
	}
	platformtest.Methods(t, conn, "/org/freedesktop/login1/user/_1000", "org.freedesktop.DBus.Properties", get(map[string]func() any{
		"Display": func() any {
			return struct {
				ID   string
				Path dbus.ObjectPath
			}{"2", ownPath}
		},
	}))
	platformtest.Methods(t, conn, ownPath, "org.freedesktop.DBus.Properties", get(map[string]func() any{
		"LockedHint": func() any { return f.locked },
		"State": func() any {
			select {
			case f.looks <- struct{}{}:
			default:
			}
			return f.state
		},
	}))
	if _, err := conn.RequestName("org.freedesktop.login1", dbus.NameFlagDoNotQueue); err != nil {
		t.Fatal(err)
	}
	return f
}

// watching is a Watch under way, and what it told.
type watching struct {
	t      *testing.T
	events chan Event
}

// startWatch watches until the test ends, when nothing of it may be left.
func startWatch(t *testing.T) *watching {
	t.Helper()
	w := &watching{t, make(chan Event, 64)}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		watchBuses(ctx, &locks{tell: func(e Event) { w.events <- e }}, 20*time.Millisecond)
	}()
	t.Cleanup(func() {
		cancel()
		platformtest.Within(t, platformtest.Soon, "ending", func() { <-done })
	})
	return w
}

// want waits for an event that is the next to be told.
func (w *watching) want(want Event) {
	w.t.Helper()
	select {
	case got := <-w.events:
		if got != want {
			w.t.Errorf("%v was told, want %v", got, want)
		}
	case <-time.After(platformtest.Soon):
		w.t.Fatalf("%v was not told", want)
	}
}

// heard waits until a fake was asked the last thing before its signals are heard.
func heard(t *testing.T, asked <-chan struct{}) {
	t.Helper()
	select {
	case <-asked:
	case <-time.After(platformtest.Soon):
		t.Fatal("nobody listens")
	}
}

func emit(t *testing.T, conn *dbus.Conn, path dbus.ObjectPath, name string, values ...any) {
	t.Helper()
	if err := conn.Emit(path, name, values...); err != nil {
		t.Fatal(err)
	}
}

func systemBus(t *testing.T) (stop func()) {
	t.Helper()
	address, stop := platformtest.StartBus(t)
	t.Setenv("DBUS_SYSTEM_BUS_ADDRESS", address)
	return stop
}

func hint(t *testing.T, f *fakeLogind, path dbus.ObjectPath, locked bool) {
	t.Helper()
	emit(t, f.Conn, path, "org.freedesktop.DBus.Properties.PropertiesChanged", "org.freedesktop.login1.Session",
		map[string]dbus.Variant{"LockedHint": dbus.MakeVariant(locked)}, []string{})
}

func TestLogind(t *testing.T) {
	systemBus(t)
	f := newFakeLogind(t, &fakeLogind{})
	w := startWatch(t)
	const manager, session = "org.freedesktop.login1.Manager.", "org.freedesktop.login1.Session."
	heard(t, f.heard)

	emit(t, f.Conn, otherPath, session+"Lock")
	hint(t, f, otherPath, true)
	emit(t, f.Conn, ownPath, session+"Lock")
	w.want(Locked)
	hint(t, f, ownPath, true)
	w.want(Locked) // asked for and done are two
	hint(t, f, ownPath, true)
	hint(t, f, ownPath, false)
	w.want(Unlocked)
	emit(t, f.Conn, ownPath, session+"Unlock")
	w.want(Unlocked)
	emit(t, f.Conn, logindPath, manager+"PrepareForSleep", true)
	w.want(Sleeping)
	emit(t, f.Conn, logindPath, manager+"PrepareForShutdown", false) // a shutdown that was called off
	emit(t, f.Conn, logindPath, manager+"PrepareForShutdown", true)
	w.want(SessionEnding)
	emit(t, f.Conn, logindPath, manager+"PrepareForSleep") // without the argument: as if it were over
	w.want(Woke)
}

// TestSleepWaits looks that the computer does not sleep before tell has returned, and is
// asked to wait again after it woke.
func TestSleepWaits(t *testing.T) {
	systemBus(t)
	f := newFakeLogind(t, &fakeLogind{})
	forgotten := make(chan struct{})
	told := make(chan Event)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	go watchBuses(ctx, &locks{tell: func(e Event) {
		told <- e
		if e == Sleeping {
			<-forgotten
		}
	}}, time.Second)
	heard(t, f.heard)
	emit(t, f.Conn, logindPath, "org.freedesktop.login1.Manager.PrepareForShutdown", true)
	if e := <-told; e != SessionEnding { // told only after what holds sleep up has arrived
		t.Fatal(e)
	}
	f.mu.Lock()
	first := f.delays[0]
	_ = f.theirs[0].Close()
	f.mu.Unlock()
	emit(t, f.Conn, logindPath, "org.freedesktop.login1.Manager.PrepareForSleep", true)
	if e := <-told; e != Sleeping {
		t.Fatal(e)
	}
	_ = first.SetReadDeadline(time.Now().Add(200 * time.Millisecond))
	if n, err := first.Read(make([]byte, 1)); !os.IsTimeout(err) {
		t.Errorf("sleep did not wait: %d, %v", n, err)
	}
	close(forgotten)
	_ = first.SetReadDeadline(time.Now().Add(platformtest.Soon))
	if n, err := first.Read(make([]byte, 1)); n != 0 || err == nil || os.IsTimeout(err) {
		t.Errorf("sleep still waits: %d, %v", n, err)
	}
	emit(t, f.Conn, logindPath, "org.freedesktop.login1.Manager.PrepareForSleep", false)
	if e := <-told; e != Woke {
		t.Fatal(e)
	}
	heard(t, f.heard)
	f.mu.Lock()
	defer f.mu.Unlock()
	if !slices.Equal(f.asked, []string{"sleep delay", "sleep delay"}) {
		t.Errorf("asked for %q", f.asked)
	}
}

func TestASessionThatIsLockedAlready(t *testing.T) {
	t.Run("by logind", func(t *testing.T) {
		systemBus(t)
		newFakeLogind(t, &fakeLogind{locked: true})
		startWatch(t).want(Locked)
	})
	t.Run("by a screen saver", func(t *testing.T) {
		platformtest.SessionBus(t)
		saver(t, "org.gnome.ScreenSaver", true)
		startWatch(t).want(Locked)
	})
}

// TestAnySessionCountsWhereOursIsUnknown prefers one lock too many.
func TestAnySessionCountsWhereOursIsUnknown(t *testing.T) {
	systemBus(t)
	f := newFakeLogind(t, &fakeLogind{noSessions: true})
	w := startWatch(t)
	heard(t, f.heard)
	emit(t, f.Conn, otherPath, "org.freedesktop.login1.Session.Lock")
	w.want(Locked)
}

// TestOnlyLogindSpeaksForItself has another program on the system's bus say the same.
func TestOnlyLogindSpeaksForItself(t *testing.T) {
	systemBus(t)
	f := newFakeLogind(t, &fakeLogind{})
	w := startWatch(t)
	sleep := "org.freedesktop.login1.Manager.PrepareForSleep"
	heard(t, f.heard)
	impostor := platformtest.Peer(t, os.Getenv("DBUS_SYSTEM_BUS_ADDRESS"), "org.example.Impostor")
	emit(t, impostor, logindPath, sleep, true)
	emit(t, impostor, ownPath, "org.freedesktop.login1.Session.Lock")
	if err := impostor.BusObject().Call("org.freedesktop.DBus.GetId", 0).Err; err != nil { // the bus has dealt with it
		t.Fatal(err)
	}
	emit(t, f.Conn, logindPath, sleep, false)
	w.want(Woke)
}

// fakeSaver is a screen saver on the session's bus.
type fakeSaver struct {
	*dbus.Conn
	heard chan struct{} // something comes when it is asked for its state
}

func saver(t *testing.T, name string, active bool) fakeSaver {
	t.Helper()
	conn, err := dbus.Connect(os.Getenv("DBUS_SESSION_BUS_ADDRESS"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	f := fakeSaver{conn, make(chan struct{}, 64)}
	path := map[string]dbus.ObjectPath{
		"org.gnome.ScreenSaver": "/org/gnome/ScreenSaver", "org.freedesktop.ScreenSaver": "/org/freedesktop/ScreenSaver",
	}[name]
	platformtest.Methods(t, conn, path, name, map[string]any{"GetActive": func() (bool, *dbus.Error) {
		f.heard <- struct{}{}
		return active, nil
	}})
	if _, err := conn.RequestName(name, dbus.NameFlagDoNotQueue); err != nil {
		t.Fatal(err)
	}
	return f
}

func TestScreenSavers(t *testing.T) {
	platformtest.SessionBus(t)
	gnome := saver(t, "org.gnome.ScreenSaver", false)
	kde := saver(t, "org.freedesktop.ScreenSaver", false)
	w := startWatch(t)
	heard(t, gnome.heard)
	heard(t, kde.heard)
	emit(t, gnome.Conn, "/org/gnome/SessionManager", "org.gnome.SessionManager.SessionOver")
	w.want(SessionEnding)
	emit(t, gnome.Conn, "/org/gnome/ScreenSaver", "org.gnome.ScreenSaver.ActiveChanged", true)
	w.want(Locked)
	emit(t, kde.Conn, "/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver.ActiveChanged", true)
	emit(t, kde.Conn, "/ScreenSaver", "org.freedesktop.ScreenSaver.ActiveChanged", true)
	emit(t, gnome.Conn, "/org/gnome/ScreenSaver", "org.gnome.ScreenSaver.ActiveChanged", "nonsense")
	emit(t, gnome.Conn, "/org/gnome/ScreenSaver", "org.gnome.ScreenSaver.ActiveChanged")
	emit(t, gnome.Conn, "/org/gnome/ScreenSaver", "org.gnome.ScreenSaver.ActiveChanged", false)
	_ = kde.Close() // a screen saver that crashes locks nothing any more
	w.want(Unlocked)
}

// TestABusThatComesBack is a desktop that restarts its bus.
func TestABusThatComesBack(t *testing.T) {
	socket := t.TempDir() + "/bus"
	address, stop := platformtest.StartBusAt(t, socket)
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", address)
	first := saver(t, "org.gnome.ScreenSaver", false)
	w := startWatch(t)
	heard(t, first.heard)
	emit(t, first.Conn, "/org/gnome/ScreenSaver", "org.gnome.ScreenSaver.ActiveChanged", true)
	w.want(Locked)
	stop()
	_ = os.Remove(socket)
	platformtest.StartBusAt(t, socket)
	saver(t, "org.gnome.ScreenSaver", true)
	w.want(Locked) // nobody heard of an unlocking meanwhile, and it is locked
}

func TestWatchLeavesNothingBehind(t *testing.T) {
	t.Setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path="+platformtest.Silent(t))
	platformtest.SessionBus(t)
	ignore := goleak.IgnoreCurrent()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { Watch(ctx, func(Event) {}); close(done) }()
	time.Sleep(300 * time.Millisecond)
	cancel()
	platformtest.Within(t, platformtest.Soon, "ending", func() { <-done })
	goleak.VerifyNone(t, ignore)
}
