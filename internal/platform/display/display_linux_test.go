package display

import (
	"context"
	"errors"
	"net"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"lanyard/internal/platform/platformtest"
)

func TestCheckDisplay(t *testing.T) {
	withGLX := map[string]byte{"GLX": 150, "RANDR": 140}
	for _, tt := range []struct {
		name    string
		prepare func(t *testing.T)
		want    string // what the error says, "" for none
	}{
		{"all is well", func(t *testing.T) { (&platformtest.FakeX{Extensions: withGLX}).Serve(t) }, ""},
		{"no GLX", func(t *testing.T) { (&platformtest.FakeX{Extensions: map[string]byte{"RANDR": 140}}).Serve(t) }, "has no OpenGL (the GLX extension is missing)"},
		{"nothing set", func(*testing.T) {}, "there is no display"},
		{"nobody there", func(t *testing.T) { t.Setenv("DISPLAY", ":7777") }, `no X server runs at display ":7777", which DISPLAY names`},
		{"nobody there far away", func(t *testing.T) { t.Setenv("DISPLAY", "127.0.0.1:"+freeDisplay(t)) }, `no X server runs at display "127.0.0.1:`},
		{"no display's name", func(t *testing.T) { t.Setenv("DISPLAY", "junk\x1b[2J") }, `display "junk [2J"`},
		{"not let in", func(t *testing.T) { (&platformtest.FakeX{Refuse: "No protocol\x07 specified\n"}).Serve(t) }, "lets nobody in: server refused connection: No protocol specified"},
		{"silent", func(t *testing.T) { (&platformtest.FakeX{Hang: true}).Serve(t) }, "does not answer"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.prepare(t)
			platformtest.Within(t, platformtest.Soon, "looking", func() { platformtest.Said(t, displayChecked(t.Context()), tt.want) })
		})
	}
}

// displayChecked is what [Check] finds wrong.
func displayChecked(ctx context.Context) error {
	release, err := Check(ctx)
	if err == nil {
		release()
	}
	return err
}

// freeDisplay is the number of a display at which nobody listens.
func freeDisplay(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return platformtest.DisplayNumber(l)
}

func TestCheckDisplayOnWayland(t *testing.T) {
	if onlyX {
		t.Setenv("WAYLAND_DISPLAY", "wayland-9")
		platformtest.Said(t, displayChecked(t.Context()), "this Wayland session has no XWayland")
		return
	}
	compositor := func(t *testing.T) { (&platformtest.FakeWayland{}).Serve(t) }
	nobody := func(t *testing.T) { t.Setenv("WAYLAND_DISPLAY", filepath.Join(t.TempDir(), "wayland-9")) }
	x := func(t *testing.T) { (&platformtest.FakeX{Extensions: map[string]byte{"GLX": 150}}).Serve(t) }
	bareX := func(t *testing.T) { (&platformtest.FakeX{}).Serve(t) }
	platform := func(name string) func(*testing.T) {
		return func(t *testing.T) { t.Setenv("FYNE_PLATFORM", name) }
	}
	for _, tt := range []struct {
		name    string
		prepare []func(*testing.T)
		want    string
	}{
		{"a compositor", []func(*testing.T){compositor}, ""},
		{"a compositor, and an X server without GLX", []func(*testing.T){compositor, bareX}, ""},
		{"X is wanted", []func(*testing.T){compositor, bareX, platform("x11")}, "has no OpenGL"},
		{"only X runs", []func(*testing.T){nobody, x}, ""},
		{"Wayland is wanted, only X runs", []func(*testing.T){nobody, x, platform("wayland")}, "no Wayland compositor runs at display"},
		{"nobody", []func(*testing.T){nobody}, "no Wayland compositor runs at display"},
		{"a silent compositor", []func(*testing.T){func(t *testing.T) { t.Setenv("WAYLAND_DISPLAY", platformtest.Silent(t)) }}, "does not answer"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, p := range tt.prepare {
				p(t)
			}
			platformtest.Within(t, platformtest.Soon, "looking", func() { platformtest.Said(t, displayChecked(t.Context()), tt.want) })
		})
	}
}

func TestCheckDisplayEndsWithItsContext(t *testing.T) {
	(&platformtest.FakeX{Hang: true}).Serve(t)
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(50*time.Millisecond, cancel)
	platformtest.Within(t, 2*time.Second, "looking", func() {
		if err := displayChecked(ctx); !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	})
}

func TestWatchdog(t *testing.T) {
	idle := func() time.Duration { return 0 }
	synctest.Test(t, func(t *testing.T) {
		fired := 0
		stop := watchdog(9*time.Second, idle, func() { fired++ })
		time.Sleep(8 * time.Second)
		stop()
		stop()
		time.Sleep(time.Minute)
		if fired != 0 {
			t.Error("it fired although it was stopped")
		}
		start := time.Now()
		done := make(chan time.Duration)
		defer watchdog(9*time.Second, idle, func() { done <- time.Since(start) })()
		if after := <-done; after != 9*time.Second {
			t.Errorf("it fired after %v", after)
		}
	})
}

// A process that goes on computing is not taken for one that hangs, for a while.
func TestWatchdogOnABusyComputer(t *testing.T) {
	for until, want := range map[time.Duration]time.Duration{20 * time.Second: 21 * time.Second, time.Hour: 68 * time.Second} {
		synctest.Test(t, func(t *testing.T) {
			start := time.Now()
			used := func() time.Duration { return min(time.Since(start), until) / 20 }
			done := make(chan time.Duration, 1)
			defer watchdog(9*time.Second, used, func() { done <- time.Since(start) })()
			if got := <-done; got != want {
				t.Errorf("computing for %v: ended after %v, want %v", until, got, want)
			}
		})
	}
	if before := cpuTime(); before == 0 {
		t.Error("this test has taken no time")
	}
}
