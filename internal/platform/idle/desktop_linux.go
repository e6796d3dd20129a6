package idle

import (
	"cmp"
	"os"
	"strings"

	"lanyard/internal/platform/bus"
)

// onWayland reports whether the session is a Wayland session. The program itself may run
// through XWayland there.
func onWayland() bool {
	return os.Getenv("WAYLAND_DISPLAY") != "" || strings.EqualFold(os.Getenv("XDG_SESSION_TYPE"), "wayland")
}

// desktopName is the name by which the desktop calls itself, such as "GNOME", "KDE"
// or "sway"; "" when it does not. It is for the ways of single desktops.
func desktopName() string {
	name, _, _ := strings.Cut(os.Getenv("XDG_CURRENT_DESKTOP"), ":")
	if strings.EqualFold(name, "ubuntu") || strings.EqualFold(name, "pop") { // a vendor's variant of what follows it
		_, rest, _ := strings.Cut(os.Getenv("XDG_CURRENT_DESKTOP"), ":")
		next, _, _ := strings.Cut(rest, ":")
		name = cmp.Or(next, name)
	}
	return bus.Clean(cmp.Or(name, os.Getenv("XDG_SESSION_DESKTOP"), os.Getenv("DESKTOP_SESSION")))
}
