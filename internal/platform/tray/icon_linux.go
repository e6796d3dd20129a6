package tray

import (
	"context"
	"fmt"
	"image"
	"os"
	"sync"

	"lanyard/internal/platform/bus"

	"github.com/godbus/dbus/v5"
	"github.com/godbus/dbus/v5/prop"
)

// The names of the status icons' protocol (StatusNotifierItem), by which all desktops
// know it.
const (
	trayWatcher     = "org.kde.StatusNotifierWatcher"
	trayWatcherPath = "/StatusNotifierWatcher"
	trayItem        = "org.kde.StatusNotifierItem"
	trayItemPath    = "/StatusNotifierItem"
)

// Icon is a status icon with a menu.
type Icon struct {
	conn *dbus.Conn
	name string // by which the desktop knows it
	menu *iconMenu
	once sync.Once
}

// Options say what a status icon is.
type Options struct {
	Program string      // its name, as users read it
	Picture image.Image // square; nil for none
	Open    func()      // the icon itself was clicked
	Gone    func()      // nobody shows the icon any more; it may come back by itself
}

// Show shows a status icon until its Close. The functions are called from other
// goroutines. Where nobody shows icons that is an error.
func Show(ctx context.Context, o Options) (*Icon, error) {
	if !HasHost(ctx) {
		return nil, bus.ErrAbsent
	}
	ctx, cancel := context.WithTimeout(ctx, bus.AskLimit)
	defer cancel()
	conn, err := bus.Dial(ctx, bus.SessionAddress())
	if err != nil {
		return nil, err
	}
	i := &Icon{conn: conn, name: fmt.Sprintf("%s-%d-1", trayItem, os.Getpid()), menu: &iconMenu{conn: conn}}
	signals := make(chan *dbus.Signal, 16)
	conn.Signal(signals)
	if err := i.offer(ctx, o); err != nil {
		_ = conn.Close()
		return nil, bus.Readable(err)
	}
	go i.stay(signals, o.Gone)
	return i, nil
}

// Close takes the icon away.
func (i *Icon) Close() { i.once.Do(func() { _ = i.conn.Close() }) }

// SetMenu gives the icon another menu.
func (i *Icon) SetMenu(items []Item) { i.menu.set(items) }

// offer puts the icon on the bus and tells the desktop of it.
func (i *Icon) offer(ctx context.Context, o Options) error {
	open := func(int32, int32) *dbus.Error {
		go o.Open()
		return nil
	}
	nothing := func(int32, int32) *dbus.Error { return nil }
	methods := map[string]any{
		"Activate": open, "SecondaryActivate": nothing, "ContextMenu": nothing,
		"Scroll": func(int32, string) *dbus.Error { return nil },
	}
	if err := i.conn.ExportMethodTable(methods, trayItemPath, trayItem); err != nil {
		return err
	}
	if _, err := prop.Export(i.conn, trayItemPath, prop.Map{trayItem: iconProperties(o)}); err != nil {
		return err
	}
	if err := i.menu.export(); err != nil {
		return err
	}
	for _, match := range [][]dbus.MatchOption{
		{dbus.WithMatchInterface("org.freedesktop.DBus"), dbus.WithMatchMember("NameOwnerChanged"), dbus.WithMatchArg(0, trayWatcher)},
		{dbus.WithMatchInterface(trayWatcher), dbus.WithMatchObjectPath(trayWatcherPath)},
	} {
		if err := i.conn.AddMatchSignalContext(ctx, match...); err != nil {
			return err
		}
	}
	if _, err := i.conn.RequestName(i.name, dbus.NameFlagDoNotQueue); err != nil {
		return err
	}
	return i.register(ctx)
}

func (i *Icon) register(ctx context.Context) error {
	return i.conn.Object(trayWatcher, trayWatcherPath).
		CallWithContext(ctx, trayWatcher+".RegisterStatusNotifierItem", dbus.FlagNoAutoStart, i.name).Err
}

// stay registers the icon anew whenever the desktop's panel was restarted, and tells when
// nobody shows it.
func (i *Icon) stay(signals <-chan *dbus.Signal, gone func()) {
	for s := range signals { // until the connection is closed
		switch s.Name {
		case "org.freedesktop.DBus.NameOwnerChanged":
			var owner string
			if len(s.Body) == 3 {
				owner, _ = s.Body[2].(string)
			}
			if owner == "" {
				gone()
				continue
			}
			ctx, cancel := context.WithTimeout(i.conn.Context(), bus.AskLimit)
			_ = i.register(ctx)
			cancel()
		case trayWatcher + ".StatusNotifierHostUnregistered":
			if !HasHost(i.conn.Context()) {
				gone()
			}
		}
	}
}

// iconProperties are what the desktop reads of the icon.
func iconProperties(o Options) map[string]*prop.Prop {
	fixed := func(v any) *prop.Prop { return &prop.Prop{Value: v, Emit: prop.EmitFalse} }
	type tip struct {
		Icon    string
		Pixmaps []pixmap
		Title   string
		Text    string
	}
	return map[string]*prop.Prop{
		"Category": fixed("ApplicationStatus"), "Id": fixed(o.Program), "Title": fixed(o.Program), "Status": fixed("Active"),
		"IconName": fixed(""), "IconPixmap": fixed(pixmapsOf(o.Picture)), "IconThemePath": fixed(""),
		"ToolTip": fixed(tip{Title: o.Program, Pixmaps: []pixmap{}}), "ItemIsMenu": fixed(false), "Menu": fixed(dbus.ObjectPath(iconMenuPath)),
		"WindowId": fixed(int32(0)), "OverlayIconName": fixed(""), "AttentionIconName": fixed(""),
	}
}

// pixmap is a picture as the protocol has it: four bytes a dot, alpha first.
type pixmap struct {
	Width, Height int32
	ARGB          []byte
}

// pixmapSize is how large the picture is at most; panels make it smaller.
const pixmapSize = 64

// pixmapsOf makes a picture smaller by a whole number, averaging dots.
func pixmapsOf(img image.Image) []pixmap {
	if img == nil {
		return []pixmap{}
	}
	b := img.Bounds()
	step := max(1, (max(b.Dx(), b.Dy())+pixmapSize-1)/pixmapSize)
	p := pixmap{Width: int32(b.Dx() / step), Height: int32(b.Dy() / step)}
	for y := range int(p.Height) {
		for x := range int(p.Width) {
			p.ARGB = append(p.ARGB, average(img, b.Min.X+x*step, b.Min.Y+y*step, step)...)
		}
	}
	return []pixmap{p}
}

// average is the mean of a square of dots, as alpha, red, green and blue, where the
// colours are not yet multiplied by alpha.
func average(img image.Image, x0, y0, step int) []byte {
	var r, g, b, a uint64
	for y := y0; y < y0+step; y++ {
		for x := x0; x < x0+step; x++ {
			dr, dg, db, da := img.At(x, y).RGBA()
			r, g, b, a = r+uint64(dr), g+uint64(dg), b+uint64(db), a+uint64(da)
		}
	}
	if a == 0 {
		return []byte{0, 0, 0, 0}
	}
	n := uint64(step * step)
	return []byte{byte(a / n >> 8), byte((r*255 + a/2) / a), byte((g*255 + a/2) / a), byte((b*255 + a/2) / a)}
}
