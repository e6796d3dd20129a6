package notify

import (
	"context"
	"time"

	"lanyard/internal/platform/bus"

	"github.com/godbus/dbus/v5"
)

const (
	notifyName = "org.freedesktop.Notifications"
	notifyPath = "/org/freedesktop/Notifications"
	notifyWait = 10 * time.Minute // after which a click is not waited for any more
)

// Show shows a notification of the program whose desktop entry is named, and calls
// clicked, once and from a goroutine of its own, if the user clicks it while ctx lives.
// text may be read as markup and is not to have anybody's words in it. Without a
// notification service nothing is shown, and that is the error.
func Show(ctx context.Context, program, entry, title, text string, clicked func()) error {
	conn, err := dialNotifications(ctx)
	if err != nil {
		return err
	}
	signals := make(chan *dbus.Signal, 16)
	conn.Signal(signals)
	hints := map[string]dbus.Variant{"desktop-entry": dbus.MakeVariant(entry)}
	var id uint32
	ask, cancel := context.WithTimeout(ctx, bus.AskLimit)
	defer cancel()
	err = conn.Object(notifyName, notifyPath).CallWithContext(ask, notifyName+".Notify", 0,
		program, uint32(0), "", bus.Clean(title), bus.Clean(text), []string{"default", program}, hints, int32(-1)).Store(&id)
	if err != nil {
		_ = conn.Close()
		return bus.Readable(err)
	}
	go awaitClick(ctx, conn, signals, id, clicked)
	return nil
}

// dialNotifications makes a connection on which the service's signals arrive.
func dialNotifications(ctx context.Context) (*dbus.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, bus.AskLimit)
	defer cancel()
	conn, err := bus.Dial(ctx, bus.SessionAddress())
	if err != nil {
		return nil, err
	}
	if err := conn.AddMatchSignalContext(ctx, dbus.WithMatchInterface(notifyName), dbus.WithMatchObjectPath(notifyPath)); err != nil {
		_ = conn.Close()
		return nil, bus.Readable(err)
	}
	return conn, nil
}

// awaitClick waits until the notification is clicked or closed. Who closes the connection
// earlier withdraws the notification on some desktops.
func awaitClick(ctx context.Context, conn *dbus.Conn, signals <-chan *dbus.Signal, id uint32, clicked func()) {
	defer func() { _ = conn.Close() }()
	limit := time.NewTimer(notifyWait)
	defer limit.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-limit.C:
			return
		case s, ok := <-signals:
			if !ok {
				return
			}
			var of uint32
			if len(s.Body) > 0 {
				of, _ = s.Body[0].(uint32)
			}
			switch {
			case of != id:
			case s.Name == notifyName+".ActionInvoked":
				clicked()
				return
			case s.Name == notifyName+".NotificationClosed":
				return
			}
		}
	}
}
