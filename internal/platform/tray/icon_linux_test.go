package tray

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"testing"
	"time"

	"lanyard/internal/platform/bus"
	"lanyard/internal/platform/platformtest"

	"github.com/godbus/dbus/v5"
	"github.com/godbus/dbus/v5/prop"
	"github.com/google/go-cmp/cmp"
)

// fakePanel is a desktop's panel that shows status icons.
type fakePanel struct {
	conn  *dbus.Conn
	icons chan string // the names of icons that were registered
}

func startPanel(t *testing.T, address string) *fakePanel {
	t.Helper()
	p := &fakePanel{icons: make(chan string, 9)}
	conn, err := dbus.Connect(address)
	if err != nil {
		t.Fatal(err)
	}
	p.conn = conn
	t.Cleanup(func() { _ = conn.Close() })
	platformtest.Methods(t, conn, trayWatcherPath, trayWatcher, map[string]any{
		"RegisterStatusNotifierItem": func(name string) *dbus.Error { p.icons <- name; return nil },
	})
	if _, err := prop.Export(conn, trayWatcherPath, prop.Map{trayWatcher: {
		"IsStatusNotifierHostRegistered": {Value: true, Emit: prop.EmitFalse},
	}}); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.RequestName(trayWatcher, dbus.NameFlagDoNotQueue); err != nil {
		t.Fatal(err)
	}
	return p
}

func (p *fakePanel) icon(t *testing.T) string {
	t.Helper()
	select {
	case name := <-p.icons:
		return name
	case <-time.After(platformtest.Soon):
		t.Fatal("no icon was registered")
		return ""
	}
}

func happens(t *testing.T, what string, c <-chan string) string {
	t.Helper()
	select {
	case s := <-c:
		return s
	case <-time.After(platformtest.Soon):
		t.Fatalf("%s does not happen", what)
		return ""
	}
}

// square is a picture of one colour.
func square(size int, c color.Color) image.Image {
	img := image.NewNRGBA(image.Rect(0, 0, size, size))
	draw.Draw(img, img.Bounds(), image.NewUniform(c), image.Point{}, draw.Src)
	return img
}

func TestIconWithMenu(t *testing.T) {
	address, _ := platformtest.StartBus(t)
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", address)
	p := startPanel(t, address)
	done := make(chan string, 9)
	i, err := Show(platformtest.Deadline(t), Options{
		Program: "Lanyard", Picture: square(128, color.NRGBA{R: 10, G: 20, B: 30, A: 255}),
		Open: func() { done <- "open" }, Gone: func() { done <- "gone" },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(i.Close)
	name := p.icon(t)
	item := p.conn.Object(name, trayItemPath)

	var title, pixmaps dbus.Variant
	if err := item.Call(bus.PropertiesGet, 0, trayItem, "Title").Store(&title); err != nil || title.Value() != "Lanyard" {
		t.Errorf("the title is %v, %v", title, err)
	}
	var pictures []pixmap
	if err := item.Call(bus.PropertiesGet, 0, trayItem, "IconPixmap").Store(&pixmaps); err != nil || pixmaps.Store(&pictures) != nil {
		t.Fatal(err)
	}
	if len(pictures) != 1 || pictures[0].Width != 64 || !bytes.Equal(pictures[0].ARGB[:4], []byte{255, 10, 20, 30}) {
		t.Errorf("the picture is %d wide and begins with %v", pictures[0].Width, pictures[0].ARGB[:4])
	}
	if err := item.Call(trayItem+".Activate", 0, int32(1), int32(2)).Err; err != nil || happens(t, "opening", done) != "open" {
		t.Errorf("a click on the icon: %v", err)
	}

	i.SetMenu([]Item{
		{Text: "a_b\x1b[31m", Do: func() { done <- "first" }},
		{},
		{Text: "off", Off: true, Do: func() { done <- "off" }},
	})
	menu := p.conn.Object(name, iconMenuPath)
	type shown struct {
		Label    any
		Enabled  any
		KindOf   any
		Children int
	}
	read := func() ([]shown, []int32) {
		t.Helper()
		var revision uint32
		var l layout
		if err := menu.Call(dbusMenu+".GetLayout", 0, int32(0), int32(-1), []string{}).Store(&revision, &l); err != nil {
			t.Fatal(err)
		}
		var out []shown
		var ids []int32
		for _, v := range l.Children {
			var c layout
			if err := v.Store(&c); err != nil {
				t.Fatal(err)
			}
			out = append(out, shown{c.Properties["label"].Value(), c.Properties["enabled"].Value(), c.Properties["type"].Value(), len(c.Children)})
			ids = append(ids, c.ID)
		}
		return out, ids
	}
	got, ids := read()
	if diff := cmp.Diff([]shown{{"a__b [31m", true, nil, 0}, {nil, nil, "separator", 0}, {"off", false, nil, 0}}, got); diff != "" {
		t.Errorf("the menu (-want +got):\n%s", diff)
	}
	click := func(id int32) {
		if err := menu.Call(dbusMenu+".Event", 0, id, "clicked", dbus.MakeVariant(""), uint32(0)).Err; err != nil {
			t.Error(err)
		}
	}
	click(ids[2])
	click(99)
	click(0)
	click(ids[0])
	if got := happens(t, "the item's action", done); got != "first" {
		t.Errorf("%s was done", got)
	}

	// A click on the menu as it was does not hit what stands there now.
	i.SetMenu([]Item{{Text: "second", Do: func() { done <- "second" }}})
	_, now := read()
	click(ids[0])
	click(now[0])
	if got := happens(t, "the new item's action", done); got != "second" {
		t.Errorf("%s was done", got)
	}
	var props []itemProperties
	if err := menu.Call(dbusMenu+".GetGroupProperties", 0, []int32{}, []string{"label"}).Store(&props); err != nil || len(props) != 1 || props[0].Properties["label"].Value() != "second" {
		t.Errorf("the items' properties: %v, %v", props, err)
	}
}

// A panel that is restarted shows the icon again; one that ends for good is told of, so
// that no window stays hidden behind an icon that nobody shows.
func TestIconOfAPanelThatEnds(t *testing.T) {
	address, _ := platformtest.StartBus(t)
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", address)
	p := startPanel(t, address)
	done := make(chan string, 9)
	i, err := Show(platformtest.Deadline(t), Options{Program: "Lanyard", Open: func() {}, Gone: func() { done <- "gone" }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(i.Close)
	name := p.icon(t)
	_ = p.conn.Close()
	happens(t, "that the icon is gone", done)
	p = startPanel(t, address)
	if again := p.icon(t); again != name {
		t.Errorf("%q was registered after the panel's restart, before %q", again, name)
	}
	i.Close()
	var owned bool
	for end := time.Now().Add(platformtest.Soon); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		if err := p.conn.BusObject().Call(bus.NameHasOwner, 0, name).Store(&owned); err == nil && !owned {
			return
		}
	}
	t.Error("the icon stays after Close")
}

func TestNoIconWithoutAPanel(t *testing.T) {
	platformtest.SessionBus(t)
	if _, err := Show(platformtest.Deadline(t), Options{Program: "Lanyard"}); err == nil {
		t.Error("an icon that nobody shows")
	}
}

func TestPixmapKeepsColoursApartFromAlpha(t *testing.T) {
	clear := pixmapsOf(square(4, color.NRGBA{R: 200, A: 128}))
	if len(clear) != 1 || !bytes.Equal(clear[0].ARGB[:4], []byte{128, 200, 0, 0}) {
		t.Errorf("half transparent red is %v", clear)
	}
}
