package idle

import "testing"

func TestDesktopName(t *testing.T) {
	for _, tt := range []struct{ current, session, old, want string }{
		{"GNOME", "", "", "GNOME"},
		{"ubuntu:GNOME", "ubuntu", "", "GNOME"},
		{"KDE", "plasma", "", "KDE"},
		{"X-Cinnamon", "", "", "X-Cinnamon"},
		{"ubuntu", "", "", "ubuntu"},
		{"", "openbox", "", "openbox"},
		{"", "", "i3", "i3"},
		{"sw\x1b[31may\n", "", "", "sw [31may"},
		{"", "", "", ""},
	} {
		t.Setenv("XDG_CURRENT_DESKTOP", tt.current)
		t.Setenv("XDG_SESSION_DESKTOP", tt.session)
		t.Setenv("DESKTOP_SESSION", tt.old)
		if got := desktopName(); got != tt.want {
			t.Errorf("%+v: %q", tt, got)
		}
	}
}

func TestWayland(t *testing.T) {
	for _, tt := range []struct {
		display, kind string
		want          bool
	}{
		{"wayland-0", "", true},
		{"", "wayland", true},
		{"", "x11", false},
		{"", "", false},
	} {
		t.Setenv("WAYLAND_DISPLAY", tt.display)
		t.Setenv("XDG_SESSION_TYPE", tt.kind)
		if got := onWayland(); got != tt.want {
			t.Errorf("%+v: %v", tt, got)
		}
	}
}
