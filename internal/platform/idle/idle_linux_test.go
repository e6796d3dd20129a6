package idle

import (
	"context"
	"errors"
	"math"
	"os"
	"testing"
	"time"

	"lanyard/internal/platform/platformtest"

	"github.com/godbus/dbus/v5"
)

func mutter(t *testing.T, ms uint64) {
	t.Helper()
	conn := platformtest.Peer(t, os.Getenv("DBUS_SESSION_BUS_ADDRESS"), "org.gnome.Mutter.IdleMonitor")
	platformtest.Methods(t, conn, "/org/gnome/Mutter/IdleMonitor/Core", "org.gnome.Mutter.IdleMonitor", map[string]any{
		"GetIdletime": func() (uint64, *dbus.Error) { return ms, nil },
	})
}

func screenSaver(t *testing.T, n uint32) {
	t.Helper()
	conn := platformtest.Peer(t, os.Getenv("DBUS_SESSION_BUS_ADDRESS"), "org.freedesktop.ScreenSaver")
	platformtest.Methods(t, conn, "/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver", map[string]any{
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
		{"the X server", func(t *testing.T) {
			(&platformtest.FakeX{Extensions: withSaver, Idle: 90500 * time.Millisecond}).Serve(t)
		}, 90500 * time.Millisecond, nil},
		{"XWayland knows but a part", func(t *testing.T) {
			(&platformtest.FakeX{Extensions: withSaver, Idle: time.Hour}).Serve(t)
			t.Setenv("WAYLAND_DISPLAY", "wayland-0")
			mutter(t, 1500)
		}, 1500 * time.Millisecond, nil},
		{"an X server without it", func(t *testing.T) { (&platformtest.FakeX{}).Serve(t); mutter(t, 2500) }, 2500 * time.Millisecond, nil},
		{"an X server that is gone", func(t *testing.T) { t.Setenv("DISPLAY", ":7777"); mutter(t, 2500) }, 2500 * time.Millisecond, nil},
		{"seconds of a screen saver", func(t *testing.T) { screenSaver(t, 75) }, 75 * time.Second, nil},
		{"milliseconds of KDE's", func(t *testing.T) { t.Setenv("XDG_CURRENT_DESKTOP", "KDE"); screenSaver(t, 75000) }, 75 * time.Second, nil},
		{"more than a time holds", func(t *testing.T) { mutter(t, math.MaxUint64) }, 9223372036854 * time.Millisecond, nil},
		{"nobody knows", func(*testing.T) {}, 0, ErrUnknown},
		{"no bus", func(t *testing.T) { t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus") }, 0, ErrUnknown},
	} {
		t.Run(tt.name, func(t *testing.T) {
			platformtest.SessionBus(t)
			tt.prepare(t)
			got, err := Since(platformtest.Deadline(t))
			if got != tt.want || !errors.Is(err, tt.err) {
				t.Errorf("%v, %v, want %v", got, err, tt.want)
			}
		})
	}
}

// TestIdleNeverHangs has every service silent.
func TestIdleNeverHangs(t *testing.T) {
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path="+platformtest.Silent(t))
	(&platformtest.FakeX{Hang: true}).Serve(t)
	platformtest.Within(t, platformtest.Soon, "asking", func() {
		if _, err := Since(t.Context()); !errors.Is(err, ErrUnknown) {
			t.Error(err)
		}
	})
}

func TestWaylandTellsWhenIdle(t *testing.T) {
	seat := platformtest.Offer{Kind: "wl_seat", Version: 9}
	for name, tt := range map[string]struct {
		offers []platformtest.Offer
		want   platformtest.Request
	}{
		"newer":      {[]platformtest.Offer{seat, {Kind: "ext_idle_notifier_v1", Version: 2}}, platformtest.Request{Op: 2, Timeout: 300000}},
		"far newer":  {[]platformtest.Offer{{Kind: "ext_idle_notifier_v1", Version: 7}, seat}, platformtest.Request{Op: 2, Timeout: 300000}},
		"as it was":  {[]platformtest.Offer{seat, {Kind: "wl_output", Version: 4}, {Kind: "ext_idle_notifier_v1", Version: 1}}, platformtest.Request{Op: 1, Timeout: 300000}},
		"two seats":  {[]platformtest.Offer{seat, seat, {Kind: "ext_idle_notifier_v1", Version: 1}}, platformtest.Request{Op: 1, Timeout: 300000}},
		"odd length": {[]platformtest.Offer{{Kind: "a", Version: 1}, {Kind: "abcd", Version: 1}, seat, {Kind: "ext_idle_notifier_v1", Version: 1}}, platformtest.Request{Op: 1, Timeout: 300000}},
	} {
		t.Run(name, func(t *testing.T) {
			f := &platformtest.FakeWayland{Offers: tt.offers}
			f.Serve(t)
			ctx, cancel := context.WithCancel(t.Context())
			told := make(chan struct{}, 8)
			ended := make(chan error)
			go func() { ended <- Watch(ctx, 5*time.Minute, func() { told <- struct{}{} }) }()
			if got := <-f.Requests; got != tt.want {
				t.Errorf("request %+v", got)
			}
			for _, op := range []uint16{0, 1, 0} { // away, back, away
				f.Tell <- op
			}
			<-told
			<-told
			cancel()
			platformtest.Within(t, platformtest.Soon, "ending", func() {
				if err := <-ended; !errors.Is(err, context.Canceled) {
					t.Error(err)
				}
			})
			if len(told) != 0 {
				t.Error("coming back was told too")
			}
			close(f.Tell)
		})
	}
}

func TestWaylandThatTellsNothing(t *testing.T) {
	seat, notifier := platformtest.Offer{Kind: "wl_seat", Version: 1}, platformtest.Offer{Kind: "ext_idle_notifier_v1", Version: 1}
	for name, f := range map[string]*platformtest.FakeWayland{
		"offers nothing": {Offers: []platformtest.Offer{seat}},
		"has no seat":    {Offers: []platformtest.Offer{notifier}},
		"refuses":        {Offers: []platformtest.Offer{seat, notifier}, Refuse: true},
	} {
		t.Run(name, func(t *testing.T) {
			f.Serve(t)
			platformtest.Within(t, platformtest.Soon, "watching", func() {
				if err := Watch(t.Context(), time.Minute, func() { t.Error("told") }); !errors.Is(err, ErrUnknown) {
					t.Error(err)
				}
			})
		})
	}
	t.Run("says nothing", func(t *testing.T) {
		t.Setenv("WAYLAND_DISPLAY", platformtest.Silent(t))
		platformtest.Within(t, platformtest.Soon, "watching", func() {
			if err := Watch(t.Context(), time.Minute, func() { t.Error("told") }); !errors.Is(err, ErrUnknown) {
				t.Error(err)
			}
		})
	})
}
