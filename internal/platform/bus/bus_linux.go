package bus

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
	spawnErrors   = "org.freedesktop.DBus.Error.Spawn." // the service is known but cannot be started
	ErrorDenied   = "org.freedesktop.DBus.Error.AccessDenied"
	PropertiesGet = "org.freedesktop.DBus.Properties.Get"
	Properties    = "org.freedesktop.DBus.Properties"
	NameHasOwner  = "org.freedesktop.DBus.NameHasOwner"
)

// SessionAddress finds the session bus as its specification says, "" without one. A
// bus is never started: it would have none of the desktop's services.
func SessionAddress() string {
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

// Running reports whether a session bus runs.
func Running() bool {
	address := SessionAddress()
	if address == "" {
		return false
	}
	conn, err := dbus.Dial(address)
	return err == nil && conn.Close() == nil
}

// SystemAddress is where the system's bus is.
func SystemAddress() string {
	if address := os.Getenv("DBUS_SYSTEM_BUS_ADDRESS"); address != "" {
		return address
	}
	return "unix:path=/run/dbus/system_bus_socket"
}

// Dial makes a connection of our own, on which only what we asked for arrives, in
// order. ctx bounds the connecting. The connection ends by its Close.
func Dial(ctx context.Context, address string) (*dbus.Conn, error) {
	if address == "" {
		return nil, ErrAbsent
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
			return nil, ErrAbsent // no bus where it should be
		}
		return d.conn, nil
	case <-ctx.Done():
		cancel() // the half-open connection ends, and the dial with it
		return nil, ctx.Err()
	}
}

// Ask asks one question over a connection of its own, within the usual limit and
// without starting anybody, and puts the answer into into.
func Ask(ctx context.Context, address, service string, path dbus.ObjectPath, method string, into any, args ...any) error {
	ctx, cancel := context.WithTimeout(ctx, AskLimit)
	defer cancel()
	conn, err := Dial(ctx, address)
	if err != nil {
		return err
	}
	defer conn.Close()
	return Readable(conn.Object(service, path).CallWithContext(ctx, method, dbus.FlagNoAutoStart, args...).Store(into))
}

// Readable makes errors of a bus fit to be shown, and one of those that mean that nobody is
// there.
func Readable(err error) error {
	var e dbus.Error
	switch {
	case err == nil:
		return nil
	case !errors.As(err, &e):
		return err
	case slices.Contains(absentErrors(), e.Name), strings.HasPrefix(e.Name, spawnErrors):
		return ErrAbsent
	}
	return errors.New(Clean(e.Error()))
}
