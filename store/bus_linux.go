package store

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/godbus/dbus/v5"
)

// bus is our own connection to the session bus, made at first use and again when it
// broke. It is private: on the shared one that go-keyring and toolkits use everybody
// gets everybody's signals.
type bus struct {
	getenv func(string) string
	setenv func(string, string) error

	mu      sync.Mutex
	conn    *dbus.Conn
	dialing *dialing
}

// dialing is a connection being made, for all who wait for it.
type dialing struct {
	done chan struct{} // closed when conn and err are set
	conn *dbus.Conn
	err  error
}

// address finds the session bus as its specification says, but never starts one: a bus
// launched by us would have an empty keyring of its own, and stay behind.
func (b *bus) address() (string, error) {
	address := b.getenv("DBUS_SESSION_BUS_ADDRESS")
	if address != "" && !strings.HasPrefix(address, "autolaunch:") {
		return address, nil
	}
	if found := busIn(b.getenv("XDG_RUNTIME_DIR"), "/run/user/"+strconv.Itoa(os.Getuid())); found != "" {
		return found, nil
	}
	return "", fmt.Errorf("%w: there is no session bus (DBUS_SESSION_BUS_ADDRESS is not set)", ErrAbsent)
}

// busIn gives the address of the bus in the first runtime folder that has one, "" where
// none has. A folder without one says nothing of the next.
func busIn(dirs ...string) string {
	for _, dir := range dirs {
		socket := filepath.Join(dir, "bus")
		if info, err := os.Stat(socket); dir != "" && err == nil && info.Mode().Type() == os.ModeSocket {
			return "unix:path=" + dbus.EscapeBusAddressValue(socket)
		}
	}
	return ""
}

// connect gives the connection, made within ctx.
func (b *bus) connect(ctx context.Context) (*dbus.Conn, error) {
	b.mu.Lock()
	if b.conn != nil && b.conn.Connected() {
		defer b.mu.Unlock()
		return b.conn, nil
	}
	if b.dialing == nil {
		address, err := b.address()
		if err != nil {
			b.mu.Unlock()
			return nil, err
		}
		b.dialing = b.dial(address)
	}
	d := b.dialing
	b.mu.Unlock()

	select {
	case <-d.done:
		return d.conn, d.err
	case <-ctx.Done():
		return nil, ctx.Err() // others may still wait for it
	}
}

// dial connects in the background, within the time that a bus has to answer. The mutex
// is held.
func (b *bus) dial(address string) *dialing {
	live, cancel := context.WithCancel(context.Background()) // as long as the connection
	d := &dialing{done: make(chan struct{})}
	limit := time.AfterFunc(answerTime, cancel) // closes the half-open connection
	go func() {
		conn, err := dbus.Connect(address, dbus.WithContext(live))
		late := !limit.Stop()
		b.mu.Lock()
		defer b.mu.Unlock()
		switch {
		case late:
			cancel()
			d.err = fmt.Errorf("%w: the session bus gave no answer in %v", ErrStuck, answerTime)
		case err != nil:
			cancel()
			d.err = fmt.Errorf("%w: no connection to the session bus: %s", ErrAbsent, cleanText(err.Error()))
		default:
			d.conn, b.conn = conn, conn
			b.tellLibrary(address)
		}
		b.dialing = nil
		close(d.done)
	}()
	return d
}

// drop forgets a connection that turned out to be broken.
func (b *bus) drop(conn *dbus.Conn) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.conn == conn {
		b.conn = nil
	}
	_ = conn.Close()
}

// tellLibrary makes go-keyring use the same bus. It knows the environment only, would
// not look into XDG_RUNTIME_DIR and would launch a bus of its own without an address.
// godbus sets the variable too when it finds or launches a bus.
func (b *bus) tellLibrary(address string) {
	if b.getenv("DBUS_SESSION_BUS_ADDRESS") != address {
		_ = b.setenv("DBUS_SESSION_BUS_ADDRESS", address)
	}
}
