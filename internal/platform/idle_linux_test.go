package platform

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"math"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"

	"lanyard/internal/wayland"
)

func mutter(t *testing.T, ms uint64) {
	t.Helper()
	conn := peer(t, os.Getenv("DBUS_SESSION_BUS_ADDRESS"), "org.gnome.Mutter.IdleMonitor")
	methods(t, conn, "/org/gnome/Mutter/IdleMonitor/Core", "org.gnome.Mutter.IdleMonitor", map[string]any{
		"GetIdletime": func() (uint64, *dbus.Error) { return ms, nil },
	})
}

func screenSaver(t *testing.T, n uint32) {
	t.Helper()
	conn := peer(t, os.Getenv("DBUS_SESSION_BUS_ADDRESS"), "org.freedesktop.ScreenSaver")
	methods(t, conn, "/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver", map[string]any{
		"GetSessionIdleTime": func() (uint32, *dbus.Error) { return n, nil },
	})
}

func TestIdle(t *testing.T) {
	withSaver := map[string]byte{"MIT-SCREEN-SAVER": 144}
	for _, tt := range []struct {
		name    string
		prepare func(t *testing.T)
		want    time.Duration
		err     error
	}{
		{"the X server", func(t *testing.T) { (&fakeX{extensions: withSaver, idle: 90500 * time.Millisecond}).serve(t) }, 90500 * time.Millisecond, nil},
		{"XWayland knows but a part", func(t *testing.T) {
			(&fakeX{extensions: withSaver, idle: time.Hour}).serve(t)
			t.Setenv("WAYLAND_DISPLAY", "wayland-0")
			mutter(t, 1500)
		}, 1500 * time.Millisecond, nil},
		{"an X server without it", func(t *testing.T) { (&fakeX{}).serve(t); mutter(t, 2500) }, 2500 * time.Millisecond, nil},
		{"an X server that is gone", func(t *testing.T) { t.Setenv("DISPLAY", ":7777"); mutter(t, 2500) }, 2500 * time.Millisecond, nil},
		{"seconds of a screen saver", func(t *testing.T) { screenSaver(t, 75) }, 75 * time.Second, nil},
		{"milliseconds of KDE's", func(t *testing.T) { t.Setenv("XDG_CURRENT_DESKTOP", "KDE"); screenSaver(t, 75000) }, 75 * time.Second, nil},
		{"more than a time holds", func(t *testing.T) { mutter(t, math.MaxUint64) }, 9223372036854 * time.Millisecond, nil},
		{"nobody knows", func(*testing.T) {}, 0, ErrNoIdle},
		{"no bus", func(t *testing.T) { t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus") }, 0, ErrNoIdle},
	} {
		t.Run(tt.name, func(t *testing.T) {
			sessionBus(t)
			tt.prepare(t)
			got, err := Idle(deadline(t))
			if got != tt.want || !errors.Is(err, tt.err) {
				t.Errorf("%v, %v, want %v", got, err, tt.want)
			}
		})
	}
}

// TestIdleNeverHangs has everybody silent.
func TestIdleNeverHangs(t *testing.T) {
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path="+silent(t))
	(&fakeX{hang: true}).serve(t)
	within(t, soon, "asking", func() {
		if _, err := Idle(t.Context()); !errors.Is(err, ErrNoIdle) {
			t.Error(err)
		}
	})
}

// fakeWayland is a compositor that offers what it is told to, and tells when idle.
type fakeWayland struct {
	offers  []wlOffered
	refuse  bool        // the notification
	request chan wlSeen // the request for a notification
	tell    chan uint16 // opcodes of events to be sent to it
}

type wlOffered struct {
	kind    string
	version uint32
}

type wlSeen struct {
	op      uint16
	timeout uint32
}

func (f *fakeWayland) serve(t *testing.T) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "wayland-9")
	l, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	f.request, f.tell = make(chan wlSeen, 1), make(chan uint16)
	done := make(chan struct{})
	t.Cleanup(func() { _ = l.Close(); <-done })
	t.Setenv("WAYLAND_DISPLAY", path)
	go func() {
		defer close(done)
		c, err := l.Accept()
		if err != nil {
			return
		}
		defer c.Close()
		f.talk(c)
	}()
}

func (f *fakeWayland) talk(c net.Conn) {
	const registry = 2 // the first new object
	send := func(object uint32, op uint16, args []byte) {
		_, _ = c.Write(append(wayland.Words(object, uint32(8+len(args))<<16|uint32(op)), args...))
	}
	var notifier, notification uint32
	for {
		object, op, body, err := waylandMessage(c)
		if err != nil {
			return
		}
		arg := func(i int) uint32 { return binary.NativeEndian.Uint32(body[4*i:]) }
		switch {
		case object == 1 && op == 1:
			for i, o := range f.offers {
				text := append([]byte(o.kind), make([]byte, 4-len(o.kind)%4)...)
				send(registry, 0, append(append(wayland.Words(uint32(i+10), uint32(len(o.kind)+1)), text...), wayland.Words(o.version)...))
			}
		case object == 1 && op == 0:
			send(arg(0), 0, wayland.Words(1))
			if notification != 0 {
				go func() {
					for event := range f.tell {
						send(notification, event, nil)
					}
				}()
			}
		case object == registry:
			kind, rest, _ := wayland.TakeString(body[4:])
			if kind == "ext_idle_notifier_v1" {
				notifier = binary.NativeEndian.Uint32(rest[4:])
			}
		case object == notifier && f.refuse:
			send(1, 0, wayland.Words(notifier, 1, 0))
		case object == notifier:
			notification = arg(0)
			f.request <- wlSeen{op, arg(1)}
		}
	}
}

// waylandMessage reads what a client says next.
func waylandMessage(c net.Conn) (object uint32, op uint16, body []byte, err error) {
	var head [8]byte
	if _, err = io.ReadFull(c, head[:]); err != nil {
		return 0, 0, nil, err
	}
	word := wayland.Word(head[4:])
	body = make([]byte, word>>16-8)
	_, err = io.ReadFull(c, body)
	return wayland.Word(head[:]), uint16(word), body, err
}

func TestWaylandTellsWhenIdle(t *testing.T) {
	seat := wlOffered{"wl_seat", 9}
	for name, tt := range map[string]struct {
		offers []wlOffered
		want   wlSeen
	}{
		"newer":      {[]wlOffered{seat, {"ext_idle_notifier_v1", 2}}, wlSeen{2, 300000}},
		"far newer":  {[]wlOffered{{"ext_idle_notifier_v1", 7}, seat}, wlSeen{2, 300000}},
		"as it was":  {[]wlOffered{seat, {"wl_output", 4}, {"ext_idle_notifier_v1", 1}}, wlSeen{1, 300000}},
		"two seats":  {[]wlOffered{seat, seat, {"ext_idle_notifier_v1", 1}}, wlSeen{1, 300000}},
		"odd length": {[]wlOffered{{"a", 1}, {"abcd", 1}, seat, {"ext_idle_notifier_v1", 1}}, wlSeen{1, 300000}},
	} {
		t.Run(name, func(t *testing.T) {
			f := &fakeWayland{offers: tt.offers}
			f.serve(t)
			ctx, cancel := context.WithCancel(t.Context())
			told := make(chan struct{}, 8)
			ended := make(chan error)
			go func() { ended <- IdleWatch(ctx, 5*time.Minute, func() { told <- struct{}{} }) }()
			if got := <-f.request; got != tt.want {
				t.Errorf("request %+v", got)
			}
			for _, op := range []uint16{0, 1, 0} { // away, back, away
				f.tell <- op
			}
			<-told
			<-told
			cancel()
			within(t, soon, "ending", func() {
				if err := <-ended; !errors.Is(err, context.Canceled) {
					t.Error(err)
				}
			})
			if len(told) != 0 {
				t.Error("coming back was told too")
			}
			close(f.tell)
		})
	}
}

func TestWaylandThatTellsNothing(t *testing.T) {
	seat, notifier := wlOffered{"wl_seat", 1}, wlOffered{"ext_idle_notifier_v1", 1}
	for name, f := range map[string]*fakeWayland{
		"offers nothing": {offers: []wlOffered{seat}},
		"has no seat":    {offers: []wlOffered{notifier}},
		"refuses":        {offers: []wlOffered{seat, notifier}, refuse: true},
	} {
		t.Run(name, func(t *testing.T) {
			f.serve(t)
			within(t, soon, "watching", func() {
				if err := IdleWatch(t.Context(), time.Minute, func() { t.Error("told") }); !errors.Is(err, ErrNoIdle) {
					t.Error(err)
				}
			})
		})
	}
	t.Run("says nothing", func(t *testing.T) {
		t.Setenv("WAYLAND_DISPLAY", silent(t))
		within(t, soon, "watching", func() {
			if err := IdleWatch(t.Context(), time.Minute, func() { t.Error("told") }); !errors.Is(err, ErrNoIdle) {
				t.Error(err)
			}
		})
	})
}

func TestTrayHost(t *testing.T) {
	property := func(value any) func(*testing.T) {
		return func(t *testing.T) {
			conn := peer(t, os.Getenv("DBUS_SESSION_BUS_ADDRESS"), "org.kde.StatusNotifierWatcher")
			methods(t, conn, "/StatusNotifierWatcher", "org.freedesktop.DBus.Properties", map[string]any{
				"Get": func(face, name string) (dbus.Variant, *dbus.Error) {
					if face != "org.kde.StatusNotifierWatcher" || name != "IsStatusNotifierHostRegistered" {
						return dbus.MakeVariant(0), dbus.NewError("org.freedesktop.DBus.Error.InvalidArgs", nil)
					}
					return dbus.MakeVariant(value), nil
				},
			})
		}
	}
	for _, tt := range []struct {
		name    string
		prepare func(*testing.T)
		want    bool
	}{
		{"a host", property(true), true},
		{"a watcher without a host", property(false), false},
		{"a watcher that talks nonsense", property("true"), false},
		{"no watcher", func(*testing.T) {}, false},
		{"a bus that hangs", func(t *testing.T) { t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path="+silent(t)) }, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			sessionBus(t)
			tt.prepare(t)
			within(t, soon, "asking", func() {
				if got := TrayHost(t.Context()); got != tt.want {
					t.Error(got)
				}
			})
		})
	}
}
