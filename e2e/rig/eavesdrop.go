//go:build linux

package rig

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"sync"

	"github.com/godbus/dbus/v5"
)

// Eavesdropper has everything that went over the session bus since it began, but what
// went to and from the keyring, where secrets belong.
type Eavesdropper struct {
	mu      sync.Mutex
	said    []string
	notices int
}

// Said is every message so far, as it went over the wire.
func (e *Eavesdropper) Said() []string {
	e.mu.Lock()
	defer e.mu.Unlock()
	return append([]string(nil), e.said...)
}

// Notices is how many notifications were shown.
func (e *Eavesdropper) Notices() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.notices
}

// Eavesdrop puts a desktop on the bus that shows notifications and status icons, to
// nobody, and listens to all that is said.
func (d *Desktop) Eavesdrop(ctx context.Context) (*Eavesdropper, error) {
	e := &Eavesdropper{}
	shell, err := d.dial(ctx)
	if err != nil {
		return nil, err
	}
	for path, face := range map[dbus.ObjectPath]struct {
		name    string
		methods map[string]any
	}{
		"/org/freedesktop/Notifications": {"org.freedesktop.Notifications", map[string]any{
			"Notify":               e.notify,
			"CloseNotification":    func(uint32) *dbus.Error { return nil },
			"GetCapabilities":      func() ([]string, *dbus.Error) { return []string{"actions", "body"}, nil },
			"GetServerInformation": func() (a, b, c, spec string, err *dbus.Error) { return "rig", "rig", "1", "1.2", nil },
		}},
		"/StatusNotifierWatcher": {"org.kde.StatusNotifierWatcher", map[string]any{
			"RegisterStatusNotifierItem": func(string) *dbus.Error { return nil },
		}},
	} {
		if err := shell.ExportMethodTable(face.methods, path, face.name); err != nil {
			return nil, err
		}
		if _, err := shell.RequestName(face.name, dbus.NameFlagDoNotQueue); err != nil {
			return nil, err
		}
	}
	err = shell.ExportMethodTable(map[string]any{
		"Get": func(string, string) (dbus.Variant, *dbus.Error) { return dbus.MakeVariant(true), nil },
	}, "/StatusNotifierWatcher", "org.freedesktop.DBus.Properties")
	if err != nil {
		return nil, err
	}
	return e, e.listen(ctx, d)
}

func (e *Eavesdropper) notify(string, uint32, string, string, string, []string, map[string]dbus.Variant, int32) (uint32, *dbus.Error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.notices++
	return uint32(e.notices), nil
}

// listen makes a connection one that hears everything and says nothing.
func (e *Eavesdropper) listen(ctx context.Context, d *Desktop) error {
	conn, err := d.dial(ctx)
	if err != nil {
		return err
	}
	keyring := map[string]bool{secretsName: true}
	var owner string
	if err := conn.BusObject().CallWithContext(ctx, "org.freedesktop.DBus.GetNameOwner", 0, secretsName).Store(&owner); err != nil {
		return fmt.Errorf("find the keyring: %w", err)
	}
	keyring[owner] = true
	if err := conn.BusObject().CallWithContext(ctx, "org.freedesktop.DBus.Monitoring.BecomeMonitor", 0, []string{}, uint32(0)).Err; err != nil {
		return err
	}
	messages := make(chan *dbus.Message, 10_000)
	conn.Eavesdrop(messages)
	go func() {
		for m := range messages {
			to, _ := m.Headers[dbus.FieldDestination].Value().(string)
			from, _ := m.Headers[dbus.FieldSender].Value().(string)
			if keyring[to] || keyring[from] {
				continue
			}
			var wire bytes.Buffer
			text := fmt.Sprint(m)
			if m.EncodeTo(&wire, binary.LittleEndian) == nil {
				text += wire.String()
			}
			e.mu.Lock()
			e.said = append(e.said, text)
			e.mu.Unlock()
		}
	}()
	return nil
}
