package portal

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"lanyard/internal/platform/bus"
	"lanyard/internal/platform/platformtest"

	"github.com/godbus/dbus/v5"
)

// filePortal is a portal with file dialogs.
type filePortal struct {
	t       *testing.T
	conn    *dbus.Conn
	asked   chan map[string]dbus.Variant
	parents chan string
	closed  chan dbus.ObjectPath
	handle  dbus.ObjectPath // of the dialog that is open
}

// fakeFiles starts a bus with such a portal. early, when there is one, is called before the
// call that opens the dialog has been answered.
func fakeFiles(t *testing.T, early func(p *filePortal)) *filePortal {
	t.Helper()
	address, _ := platformtest.StartBus(t)
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", address)
	p := &filePortal{
		t: t, conn: platformtest.Peer(t, address, Name), asked: make(chan map[string]dbus.Variant, 1),
		parents: make(chan string, 1), closed: make(chan dbus.ObjectPath, 1),
	}
	platformtest.Methods(t, p.conn, Path, bus.Properties, map[string]any{
		"Get": func(face, name string) (dbus.Variant, *dbus.Error) {
			if face != portalFiles || name != "version" {
				return dbus.Variant{}, dbus.NewError("org.freedesktop.DBus.Error.InvalidArgs", nil)
			}
			return dbus.MakeVariant(uint32(4)), nil
		},
	})
	platformtest.Methods(t, p.conn, Path, portalFiles, map[string]any{
		"OpenFile": func(sender dbus.Sender, parent, title string, options map[string]dbus.Variant) (dbus.ObjectPath, *dbus.Error) {
			token, _ := options["handle_token"].Value().(string)
			name := strings.ReplaceAll(strings.TrimPrefix(string(sender), ":"), ".", "_")
			p.handle = Path + dbus.ObjectPath("/request/"+name+"/"+token)
			_ = p.conn.ExportMethodTable(map[string]any{"Close": func() *dbus.Error { p.closed <- p.handle; return nil }}, p.handle, portalRequest)
			if early != nil {
				early(p)
			}
			options["title"] = dbus.MakeVariant(title)
			p.asked <- options
			p.parents <- parent
			return p.handle, nil
		},
	})
	return p
}

// respond tells how the dialog ended.
func (p *filePortal) respond(handle dbus.ObjectPath, how uint32, uris ...string) {
	said := map[string]dbus.Variant{"uris": dbus.MakeVariant(uris)}
	if err := p.conn.Emit(handle, portalRequest+".Response", how, said); err != nil {
		p.t.Error(err)
	}
}

func TestChooseFileByThePortal(t *testing.T) {
	for name, c := range map[string]struct {
		how  uint32
		uris []string
		want string
		err  error
	}{
		"a file":             {portalChosen, []string{"file:///home/dana/caf%C3%A9%20%231.env"}, "/home/dana/café #1.env", nil},
		"the user cancelled": {portalCanceled, nil, "", nil},
		"it failed":          {2, nil, "", errDialog},
		"another computer's": {portalChosen, []string{"file://nas/share/x"}, "", errElsewhere},
		"no file at all":     {portalChosen, []string{"https://example.org/x"}, "", errElsewhere},
		"nothing":            {portalChosen, nil, "", errElsewhere},
	} {
		t.Run(name, func(t *testing.T) {
			fakeFiles(t, func(p *filePortal) {
				p.respond(Path+"/request/1_1/another", portalChosen, "file:///etc/passwd")
				p.respond(p.handle, c.how, c.uris...)
			})
			got, err := ChooseFile(platformtest.Deadline(t), FileQuestion{Title: "Import a file"})
			if got != c.want || !errors.Is(err, c.err) {
				t.Errorf("got %q, %v; want %q, %v", got, err, c.want, c.err)
			}
		})
	}
}

func TestChooseFileSaysWhatIsWanted(t *testing.T) {
	p := fakeFiles(t, func(p *filePortal) { p.respond(p.handle, portalCanceled) })
	_, err := ChooseFile(platformtest.Deadline(t), FileQuestion{Title: "Folder to look through", Accept: "Choose this_folder", From: "/home/dana", Folder: true, Window: 0x3a00007})
	if err != nil {
		t.Fatal(err)
	}
	got := <-p.asked
	for name, want := range map[string]any{
		"title": "Folder to look through", "accept_label": "Choose this__folder", "directory": true, "modal": true,
	} {
		if got[name].Value() != want {
			t.Errorf("%s is %v, want %v", name, got[name], want)
		}
	}
	if from, _ := got["current_folder"].Value().([]byte); string(from) != "/home/dana\x00" {
		t.Errorf("it begins in %q", from)
	}
	if parent := <-p.parents; parent != "x11:3a00007" {
		t.Errorf("it belongs to %q", parent)
	}
}

// Who stops asking has the dialog closed.
func TestChooseFileIsCalledOff(t *testing.T) {
	p := fakeFiles(t, nil)
	ctx, cancel := context.WithCancel(platformtest.Deadline(t))
	go func() { <-p.asked; cancel() }()
	if _, err := ChooseFile(ctx, FileQuestion{Title: "x"}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	select {
	case got := <-p.closed:
		if got != p.handle {
			t.Errorf("%s was closed, not %s", got, p.handle)
		}
	case <-time.After(platformtest.Soon):
		t.Error("the dialog stays open")
	}
}

// A portal that ends takes its dialogs along.
func TestChooseFileOutlivesThePortal(t *testing.T) {
	p := fakeFiles(t, nil)
	go func() { <-p.asked; _ = p.conn.Close() }()
	if _, err := ChooseFile(platformtest.Deadline(t), FileQuestion{Title: "x"}); !errors.Is(err, errDialog) {
		t.Errorf("got %v", err)
	}
}

// Where there is no such dialog, that is known platformtest.Soon.
func TestChooseFileWithoutAPortal(t *testing.T) {
	fails := func(t *testing.T, limit time.Duration) {
		t.Helper()
		start := time.Now()
		if got, err := ChooseFile(context.Background(), FileQuestion{Title: "x"}); err == nil {
			t.Errorf("no error, but %q", got)
		}
		if took := time.Since(start); took > limit {
			t.Errorf("that took %v", took)
		}
	}
	t.Run("no bus", func(t *testing.T) { fails(t, bus.AskLimit) })
	t.Run("no portal", func(t *testing.T) { platformtest.SessionBus(t); fails(t, bus.AskLimit) })
	t.Run("a bus that hangs", func(t *testing.T) {
		t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path="+platformtest.Silent(t))
		fails(t, bus.AskLimit+platformtest.Soon/2)
	})
	t.Run("a portal without dialogs", func(t *testing.T) {
		address, _ := platformtest.StartBus(t)
		t.Setenv("DBUS_SESSION_BUS_ADDRESS", address)
		platformtest.Methods(t, platformtest.Peer(t, address, Name), Path, bus.Properties, map[string]any{
			"Get": func(string, string) (dbus.Variant, *dbus.Error) {
				return dbus.Variant{}, dbus.NewError("org.freedesktop.DBus.Error.InvalidArgs", []any{"no such interface"})
			},
		})
		fails(t, bus.AskLimit)
	})
	t.Run("a portal that hangs", func(t *testing.T) {
		address, _ := platformtest.StartBus(t)
		t.Setenv("DBUS_SESSION_BUS_ADDRESS", address)
		hold := make(chan struct{})
		t.Cleanup(func() { close(hold) })
		platformtest.Methods(t, platformtest.Peer(t, address, Name), Path, bus.Properties, map[string]any{
			"Get": func(string, string) (dbus.Variant, *dbus.Error) { <-hold; return dbus.MakeVariant(uint32(4)), nil },
		})
		fails(t, bus.AskLimit+platformtest.Soon/2)
	})
}
