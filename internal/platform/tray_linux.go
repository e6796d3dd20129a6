package platform

import (
	"context"

	"github.com/godbus/dbus/v5"
)

// TrayHost reports whether somebody shows status icons: a watcher is on the session bus
// (org.kde.StatusNotifierWatcher, by which all desktops know it) and a host is with it.
// Without one an icon is shown nowhere, and a window hidden to it would be lost. It
// takes a second at most.
func TrayHost(ctx context.Context) bool {
	const watcher = "org.kde.StatusNotifierWatcher"
	var hosted dbus.Variant
	err := askBus(ctx, sessionAddress(), watcher, "/StatusNotifierWatcher", propertiesGet, &hosted, watcher, "IsStatusNotifierHostRegistered")
	there, ok := hosted.Value().(bool)
	return err == nil && ok && there
}
