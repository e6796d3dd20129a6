package notify

import (
	"context"
	"errors"
	"testing"
	"time"

	"lanyard/internal/platform/bus"
	"lanyard/internal/platform/platformtest"

	"github.com/godbus/dbus/v5"
)

// fakeNotifications is a notification service.
func fakeNotifications(t *testing.T) (conn *dbus.Conn, shown chan [3]string) {
	t.Helper()
	address, _ := platformtest.StartBus(t)
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", address)
	shown = make(chan [3]string, 1)
	conn = platformtest.Peer(t, address, notifyName)
	platformtest.Methods(t, conn, notifyPath, notifyName, map[string]any{
		"Notify": func(program string, _ uint32, _, title, text string, actions []string, hints map[string]dbus.Variant, _ int32) (uint32, *dbus.Error) {
			if len(actions) != 2 || actions[0] != "default" || hints["desktop-entry"].Value() != "app.test" {
				return 0, dbus.NewError("org.test.Wrong", nil)
			}
			shown <- [3]string{program, title, text}
			return 42, nil
		},
	})
	return conn, shown
}

func TestNotifyIsShownAndClicked(t *testing.T) {
	conn, shown := fakeNotifications(t)
	clicked := make(chan struct{}, 2)
	err := Show(platformtest.Deadline(t), "Lanyard", "app.test", "It ends\x1b[31m\nsoon", "Do something.", func() { clicked <- struct{}{} })
	if err != nil {
		t.Fatal(err)
	}
	if got, want := <-shown, [3]string{"Lanyard", "It ends [31m soon", "Do something."}; got != want {
		t.Errorf("shown is %q, want %q", got, want)
	}
	emit := func(name string, body ...any) {
		if err := conn.Emit(notifyPath, notifyName+"."+name, body...); err != nil {
			t.Fatal(err)
		}
	}
	emit("ActionInvoked", uint32(41), "default") // another program's
	emit("ActionInvoked", "42", "default")       // nonsense
	emit("ActionInvoked", uint32(42), "default")
	emit("ActionInvoked", uint32(42), "default")
	select {
	case <-clicked:
	case <-time.After(platformtest.Soon):
		t.Fatal("the click was not told")
	}
	time.Sleep(20 * time.Millisecond)
	if len(clicked) > 0 {
		t.Error("one notification was clicked twice")
	}
}

func TestNotifyWithoutAService(t *testing.T) {
	platformtest.SessionBus(t)
	if err := Show(platformtest.Deadline(t), "Lanyard", "app.test", "a", "b", nil); !errors.Is(err, bus.ErrAbsent) {
		t.Errorf("got %v", err)
	}
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus")
	if err := Show(platformtest.Deadline(t), "Lanyard", "app.test", "a", "b", nil); !errors.Is(err, bus.ErrAbsent) {
		t.Errorf("got %v", err)
	}
}

func TestNotifyServiceThatHangs(t *testing.T) {
	address, _ := platformtest.StartBus(t)
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", address)
	hold := make(chan struct{})
	t.Cleanup(func() { close(hold) })
	platformtest.Methods(t, platformtest.Peer(t, address, notifyName), notifyPath, notifyName, map[string]any{
		"Notify": func(string, uint32, string, string, string, []string, map[string]dbus.Variant, int32) (uint32, *dbus.Error) {
			<-hold
			return 0, nil
		},
	})
	platformtest.Within(t, platformtest.Soon, "a notification", func() {
		if err := Show(context.Background(), "Lanyard", "app.test", "a", "b", nil); err == nil {
			t.Error("no error from a service that hangs")
		}
	})
}
