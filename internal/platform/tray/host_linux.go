package tray

import (
	"context"

	"lanyard/internal/platform/bus"

	"github.com/godbus/dbus/v5"
)

// HasHost reports whether somebody shows status icons: a watcher is on the session bus
// (org.kde.StatusNotifierWatcher, by which all desktops know it) and a host is with it.
// Without one an icon is shown nowhere, and a window hidden to it would be lost. It
// takes a second at most.
func HasHost(ctx context.Context) bool {
	const watcher = "org.kde.StatusNotifierWatcher"
	var hosted dbus.Variant
	err := bus.Ask(ctx, bus.SessionAddress(), watcher, "/StatusNotifierWatcher", bus.PropertiesGet, &hosted, watcher, "IsStatusNotifierHostRegistered")
	there, ok := hosted.Value().(bool)
	return err == nil && ok && there
}
