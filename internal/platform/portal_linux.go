package platform

import (
	"context"
	"errors"
	"time"

	"github.com/godbus/dbus/v5"
)

// The desktop portal (xdg-desktop-portal) gives every program, sandboxed or not, what
// the desktop has: file dialogs, settings, proxies.
const (
	portalName = "org.freedesktop.portal.Desktop"
	portalPath = dbus.ObjectPath("/org/freedesktop/portal/desktop")

	portalLookup       = "org.freedesktop.portal.ProxyResolver.Lookup"
	portalSettingsRead = "org.freedesktop.portal.Settings.Read"
	portalOnline       = "org.freedesktop.portal.NetworkMonitor.GetAvailable" // takes no backend
)

// introductionLimit is how long the portal may take to start and answer.
const introductionLimit = 5 * time.Second

// callPortal asks the portal. Outside a graphical session a portal that does not run
// is not started either: it would wait for a desktop that never comes.
//
// The portal refuses whoever it cannot look at below /proc, and so every process that
// [Harden] has closed. It remembers the connections that it has let in. So a refused
// call is made again while the process is open for it, and the calls that follow on
// the same connection need that no more.
func callPortal(ctx context.Context, conn *dbus.Conn, method string, args ...any) *dbus.Call {
	var flags dbus.Flags
	if !graphical() {
		flags = dbus.FlagNoAutoStart
	}
	ask := func() *dbus.Call {
		return conn.Object(portalName, portalPath).CallWithContext(ctx, method, flags, args...)
	}
	call := ask()
	for range 3 { // another call may close the process while ours is on its way
		if !denied(call.Err) || !closed() {
			break
		}
		shut := open()
		call = ask()
		shut()
	}
	return call
}

func denied(err error) bool {
	var e dbus.Error
	return errors.As(err, &e) && e.Name == errorDenied
}

// Introduce makes the portal remember the message bus connection that toolkits and
// portal libraries share, so that their calls are answered although the process is
// closed to others by [Harden]. Call it before a toolkit starts. It returns at once;
// the process closes again when done is, some milliseconds later where a portal runs.
// Where the process is not closed it does nothing.
func Introduce(ctx context.Context) (done <-chan struct{}) {
	finished := make(chan struct{})
	if !closed() || sessionAddress() == "" {
		close(finished)
		return finished
	}
	shut := open()
	go func() {
		defer close(finished)
		defer shut()
		ctx, cancel := context.WithTimeout(ctx, introductionLimit)
		defer cancel()
		answered := make(chan struct{})
		go func() { // the shared connection is made without a limit
			defer close(answered)
			if conn, err := dbus.SessionBus(); err == nil && ctx.Err() == nil {
				call := callPortal(ctx, conn, portalSettingsRead, "org.freedesktop.appearance", "color-scheme")
				if call.Err != nil { // perhaps there are no settings, and so nobody looked who asks
					callPortal(ctx, conn, portalOnline)
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
