//go:build cgo

package native

import (
	"bytes"
	"context"
	"errors"
	"image/png"
	"runtime"

	"fyne.io/fyne/v2"
	fynedesktop "fyne.io/fyne/v2/driver/desktop"

	"lanyard/assets"
	"lanyard/internal/platform/tray"
	"lanyard/ui"
)

// trayByToolkit says whether the toolkit shows status icons. On Linux they are shown by
// package tray, which can take them away again and knows when nobody shows them.
const trayByToolkit = runtime.GOOS != "linux"

// showTray gives the window its status icon.
func showTray(a fyne.App, wanted bool) func(ctx context.Context, open, gone func()) (ui.Tray, error) {
	if !trayByToolkit {
		return showIcon
	}
	made, ok := a.(fynedesktop.App)
	if !ok {
		return nil
	}
	t := &toolkitTray{app: made}
	if wanted { // the toolkit makes one only before its loop runs
		t.SetMenu(nil)
	}
	return func(context.Context, func(), func()) (ui.Tray, error) {
		if !wanted {
			return nil, errors.New("the icon appears when the program is started next")
		}
		return t, nil
	}
}

func showIcon(ctx context.Context, open, gone func()) (ui.Tray, error) {
	picture, err := png.Decode(bytes.NewReader(assets.Icon))
	if err != nil {
		return nil, err
	}
	i, err := tray.Show(ctx, tray.Options{Program: "Lanyard", Picture: picture, Open: open, Gone: gone})
	if err != nil {
		return nil, err
	}
	return desktopTray{i}, nil
}

// desktopTray is an icon of package tray.
type desktopTray struct{ *tray.Icon }

// SetMenu implements ui.Tray.
func (t desktopTray) SetMenu(items []ui.TrayItem) {
	var out []tray.Item
	for _, i := range items {
		out = append(out, tray.Item{Text: i.Text, Off: i.Off, Do: i.Do})
	}
	t.Icon.SetMenu(out)
}

// toolkitTray is the toolkit's icon, which stays until the program ends.
type toolkitTray struct{ app fynedesktop.App }

// SetMenu implements ui.Tray.
func (t *toolkitTray) SetMenu(items []ui.TrayItem) {
	m := fyne.NewMenu("Lanyard")
	for _, i := range items {
		item := fyne.NewMenuItemSeparator()
		if i.Text != "" {
			item = fyne.NewMenuItem(i.Text, i.Do)
			item.Disabled = i.Off
		}
		m.Items = append(m.Items, item)
	}
	if n := len(m.Items); n > 0 {
		m.Items[n-1].IsQuit = true // the toolkit would add one of its own
	}
	t.app.SetSystemTrayMenu(m)
}

// Close implements ui.Tray.
func (t *toolkitTray) Close() { t.SetMenu(nil) }
