package portal

import (
	"context"
	"errors"
	"os"
	"time"

	"lanyard/internal/platform/bus"
	"lanyard/internal/platform/harden"

	"github.com/godbus/dbus/v5"
)

// The desktop portal (xdg-desktop-portal) gives every program, sandboxed or not, what
// the desktop has: file dialogs, settings, proxies.
const (
	Name = "org.freedesktop.portal.Desktop"
	Path = dbus.ObjectPath("/org/freedesktop/portal/desktop")

	portalSettingsRead = "org.freedesktop.portal.Settings.Read"
	portalOnline       = "org.freedesktop.portal.NetworkMonitor.GetAvailable" // takes no backend
)

// introductionLimit is how long the portal may take to start and answer.
const introductionLimit = 5 * time.Second

// Call asks the portal. Outside a graphical session a portal that does not run
// is not started either: it would wait for a desktop that never comes.
//
// The portal refuses a process that it cannot look at below /proc, and so every process that
// package harden has closed. It remembers the connections that it has let in. So a refused
// call is made again while the process is open for it, and the calls that follow on
// the same connection need that no more.
func Call(ctx context.Context, conn *dbus.Conn, method string, args ...any) *dbus.Call {
	var flags dbus.Flags
	if !graphical() {
		flags = dbus.FlagNoAutoStart
	}
	ask := func() *dbus.Call {
		return conn.Object(Name, Path).CallWithContext(ctx, method, flags, args...)
	}
	call := ask()
	for range 3 { // another call may close the process while ours is on its way
		if !Denied(call.Err) || !harden.Closed() {
			break
		}
		shut := harden.Open()
		call = ask()
		shut()
	}
	return call
}

// graphical reports whether the program runs inside a graphical session, also one that is
// far away.
func graphical() bool { return os.Getenv("DISPLAY") != "" || os.Getenv("WAYLAND_DISPLAY") != "" }

// Denied reports whether the portal refused a process that it could not look at.
func Denied(err error) bool {
	var e dbus.Error
	return errors.As(err, &e) && e.Name == bus.ErrorDenied
}

// Introduce makes the portal remember the message bus connection that toolkits and
// portal libraries share, so that their calls are answered although the process is
// closed to others by package harden. Call it before a toolkit starts. It returns at once;
// the process closes again when done is, some milliseconds later where a portal runs.
// Where the process is not closed it does nothing.
func Introduce(ctx context.Context) (done <-chan struct{}) {
	finished := make(chan struct{})
	if !harden.Closed() || bus.SessionAddress() == "" {
		close(finished)
		return finished
	}
	shut := harden.Open()
	go func() {
		defer close(finished)
		defer shut()
		ctx, cancel := context.WithTimeout(ctx, introductionLimit)
		defer cancel()
		answered := make(chan struct{})
		go func() { // the shared connection is made without a limit
			defer close(answered)
			if conn, err := dbus.SessionBus(); err == nil && ctx.Err() == nil {
				call := Call(ctx, conn, portalSettingsRead, "org.freedesktop.appearance", "color-scheme")
				if call.Err != nil { // perhaps there are no settings, and so nobody looked who asks
					Call(ctx, conn, portalOnline)
				}
			}
		}()
		select {
		case <-answered:
		case <-ctx.Done():
		}
	}()
	return finished
}
