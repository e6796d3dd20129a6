package keylife

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"lanyard/ui/keystate"
	"lanyard/ui/kit"
)

// Banner tells below the toolbar of a rotation that was interrupted.
type Banner struct {
	Box  *fyne.Container
	text *widget.Label
	x    *Room
	now  keystate.Banner
}

// NewBanner makes the banner.
func (x *Room) NewBanner() *Banner {
	b := &Banner{x: x, text: kit.Paragraph("", widget.MediumImportance)}
	on := x.h.Button(x.t.GoOnRotation, nil, func() { x.goOn(b.now.ID) }).Prominent()
	back := x.h.Button(x.t.GoBackRotation, nil, func() { x.goBack(b.now.ID) })
	b.Box = kit.VBox(0, container.NewStack(kit.NewSurface(kit.ColorNotice, 0), kit.Padded(4, 12, 8, 8, kit.VBox(2,
		b.text, kit.Padded(0, 0, 0, 6, kit.Wrap(on, back))))), kit.Hairline())
	b.Box.Hide()
	return b
}

// Refresh shows what there is to tell.
func (b *Banner) Refresh() {
	if b.x.k == nil {
		return
	}
	now := b.x.k.Interrupted()
	if now == b.now {
		return
	}
	b.now = now
	kit.SetLabel(b.text, now.Text)
	kit.SetVisible(b.Box, now.Text != "")
	b.x.nav.ArrangeTop()
}

// Text is what is told, "" when nothing is.
func (b *Banner) Text() string { return b.now.Text }
