//go:build linux

package rig

import (
	"context"
	"strings"

	"github.com/godbus/dbus/v5"
)

// Setenv sets a variable for what is started from now on; "" takes it away.
func (d *Desktop) Setenv(name, value string) {
	env := make([]string, 0, len(d.env)+1)
	for _, e := range d.env {
		if !strings.HasPrefix(e, name+"=") {
			env = append(env, e)
		}
	}
	if value != "" {
		env = append(env, name+"="+value)
	}
	d.env = env
}

// EndBus ends the session's bus, as the end of a session does.
func (d *Desktop) EndBus() error { return d.bus.kill() }

// LockScreen says on the session's bus that the screen is locked, or no more, as a screen
// saver does.
func (d *Desktop) LockScreen(ctx context.Context, locked bool) error {
	conn, err := dbus.Connect("unix:path="+d.busPath(), dbus.WithContext(ctx))
	if err != nil {
		return err
	}
	defer conn.Close()
	if err := conn.Emit("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver.ActiveChanged", locked); err != nil {
		return err
	}
	return conn.BusObject().CallWithContext(ctx, "org.freedesktop.DBus.GetId", 0).Err // the bus has dealt with it
}
