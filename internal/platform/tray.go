package platform

import (
	"cmp"
	"os"
	"strings"
)

// Wayland reports whether the session is a Wayland session. The program itself may run
// through XWayland there.
func Wayland() bool {
	return os.Getenv("WAYLAND_DISPLAY") != "" || strings.EqualFold(os.Getenv("XDG_SESSION_TYPE"), "wayland")
}

// CompositorName is the name by which the desktop calls itself, such as "GNOME", "KDE"
// or "sway"; "" when it does not. It is for messages, and for the ways of single
// desktops.
func CompositorName() string {
	name, _, _ := strings.Cut(os.Getenv("XDG_CURRENT_DESKTOP"), ":")
	if strings.EqualFold(name, "ubuntu") || strings.EqualFold(name, "pop") { // a vendor's variant of what follows it
		_, rest, _ := strings.Cut(os.Getenv("XDG_CURRENT_DESKTOP"), ":")
		next, _, _ := strings.Cut(rest, ":")
		name = cmp.Or(next, name)
	}
	return clean(cmp.Or(name, os.Getenv("XDG_SESSION_DESKTOP"), os.Getenv("DESKTOP_SESSION")))
}

// IconItem is a line of a status icon's menu; a separator without text. Do is called from
// a goroutine of its own.
type IconItem struct {
	Text string
	Off  bool // it cannot be chosen
	Do   func()
}
