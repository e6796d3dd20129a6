package ui

import (
	"lanyard/ui/kit"
	"lanyard/ui/parts"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// toolbar is the row at the top: search, add, where keys are kept, lock.
type toolbar struct {
	w     *Window
	box   fyne.CanvasObject
	add   *kit.Button
	imp   *kit.Button
	keys  *kit.Button
	light *kit.StatusDot
	lock  *kit.Button
}

func newToolbar(w *Window) *toolbar {
	b := &toolbar{w: w}
	b.add = w.host.Button(w.t.AddProfile, theme.ContentAddIcon(), w.editor.Add)
	b.imp = w.host.Button(w.t.Import, nil, w.importer.Open)
	b.keys = w.host.Button(w.t.KeyringLooking, nil, func() { w.banner.toggle() }).Quiet()
	b.keys.ID = "keyring"
	b.light = kit.NewStatusDot()
	b.lock = w.host.Button(w.t.Lock, theme.NewThemedResource(kit.IconLock()), w.lock.Toggle)
	b.add.After, b.imp.After, b.keys.After = w.host.FocusHome, w.host.FocusHome, w.host.FocusHome
	search := kit.Between(120, 300, w.list.Search)
	row := kit.HBox(8, 0, search, b.add, b.imp, kit.NewFiller(), kit.HBox(0, -1, b.light, b.keys), b.lock)
	b.box = kit.VBox(0, kit.OnSurface(kit.ColorSidebar, 0, kit.Padded(8, 10, 8, 8, row)), kit.Hairline())
	return b
}

func (b *toolbar) refresh() {
	w := b.w
	badge := w.KeyringBadge()
	b.keys.SetText(badge.Text)
	b.light.Set(parts.ToneColor(badge.Tone))
	for _, x := range []*kit.Button{b.add, b.imp, b.keys} {
		x.SetEnabled(!w.Locked())
	}
	if w.Locked() {
		w.list.Search.Disable()
		b.lock.SetText(w.t.Unlock)
	} else {
		w.list.Search.Enable()
		b.lock.SetText(w.t.Lock)
	}
}
