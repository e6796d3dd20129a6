package tray

import (
	"os"
	"testing"

	"github.com/godbus/dbus/v5"

	"lanyard/internal/platform/platformtest"
)

func TestHasHost(t *testing.T) {
	property := func(value any) func(*testing.T) {
		return func(t *testing.T) {
			conn := platformtest.Peer(t, os.Getenv("DBUS_SESSION_BUS_ADDRESS"), "org.kde.StatusNotifierWatcher")
			platformtest.Methods(t, conn, "/StatusNotifierWatcher", "org.freedesktop.DBus.Properties", map[string]any{
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
		{"a bus that hangs", func(t *testing.T) { t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path="+platformtest.Silent(t)) }, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			platformtest.SessionBus(t)
			tt.prepare(t)
			platformtest.Within(t, platformtest.Soon, "asking", func() {
				if got := HasHost(t.Context()); got != tt.want {
					t.Error(got)
				}
			})
		})
	}
}
