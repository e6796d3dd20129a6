package platform

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/godbus/dbus/v5"
)

// Errors of a message bus that mean that nobody is there to answer.
func absentErrors() []string {
	return []string{
		"org.freedesktop.DBus.Error.ServiceUnknown",
		"org.freedesktop.DBus.Error.NameHasNoOwner",
		"org.freedesktop.DBus.Error.UnknownMethod",
		"org.freedesktop.DBus.Error.UnknownInterface",
		"org.freedesktop.DBus.Error.UnknownObject",
		"org.freedesktop.DBus.Error.Disconnected",
		"org.freedesktop.DBus.Error.NoServer",
		"org.freedesktop.DBus.Error.FileNotFound",
	}
}

const (
	spawnErrors    = "org.freedesktop.DBus.Error.Spawn." // the service is known but cannot be started
	errorDenied    = "org.freedesktop.DBus.Error.AccessDenied"
	propertiesGet  = "org.freedesktop.DBus.Properties.Get"
	propertiesFace = "org.freedesktop.DBus.Properties"
	nameHasOwner   = "org.freedesktop.DBus.NameHasOwner"
)

// sessionAddress finds the session bus as its specification says, "" without one. A
// bus is never started: it would have none of the desktop's services.
func sessionAddress() string {
	address := os.Getenv("DBUS_SESSION_BUS_ADDRESS")
	if address != "" && !strings.HasPrefix(address, "autolaunch:") {
		return address
	}
	for _, dir := range []string{os.Getenv("XDG_RUNTIME_DIR"), "/run/user/" + strconv.Itoa(os.Getuid())} {
		socket := filepath.Join(dir, "bus")
		if info, err := os.Stat(socket); dir != "" && err == nil && info.Mode().Type() == os.ModeSocket {
			return "unix:path=" + dbus.EscapeBusAddressValue(socket)
		}
	}
	return ""
}

// HasBus reports whether a session bus runs.
func HasBus() bool {
	address := sessionAddress()
	if address == "" {
		return false
	}
	conn, err := dbus.Dial(address)
	return err == nil && conn.Close() == nil
}

// systemAddress is where the system's bus is.
func systemAddress() string {
	if address := os.Getenv("DBUS_SYSTEM_BUS_ADDRESS"); address != "" {
		return address
	}
	return "unix:path=/run/dbus/system_bus_socket"
}

// dialBus makes a connection of our own, on which only what we asked for arrives, in
// order. ctx bounds the connecting. The connection ends by its Close.
func dialBus(ctx context.Context, address string) (*dbus.Conn, error) {
	if address == "" {
		return nil, errAbsent
	}
	type dialed struct {
		conn *dbus.Conn
		err  error
	}
	live, cancel := context.WithCancel(context.Background())
	done := make(chan dialed, 1)
	go func() {
		conn, err := dbus.Connect(address, dbus.WithContext(live), dbus.WithSignalHandler(dbus.NewSequentialSignalHandler()))
		if err != nil {
			cancel()
		}
		done <- dialed{conn, err}
	}()
	select {
	case d := <-done:
		if d.err != nil {
			return nil, errAbsent // no bus where it should be
		}
		return d.conn, nil
	case <-ctx.Done():
		cancel() // the half-open connection ends, and the dial with it
		return nil, ctx.Err()
	}
}

// askBus asks one question over a connection of its own, within the usual limit and
// without starting anybody, and puts the answer into into.
func askBus(ctx context.Context, address, service string, path dbus.ObjectPath, method string, into any, args ...any) error {
	ctx, cancel := context.WithTimeout(ctx, askLimit)
	defer cancel()
	conn, err := dialBus(ctx, address)
	if err != nil {
		return err
	}
	defer conn.Close()
	return told(conn.Object(service, path).CallWithContext(ctx, method, dbus.FlagNoAutoStart, args...).Store(into))
}

// told makes errors of a bus fit to be shown, and one of those that mean that nobody is
// there.
func told(err error) error {
	var e dbus.Error
	switch {
	case err == nil:
		return nil
	case !errors.As(err, &e):
		return err
	case slices.Contains(absentErrors(), e.Name), strings.HasPrefix(e.Name, spawnErrors):
		return errAbsent
	}
	return errors.New(clean(e.Error()))
}
