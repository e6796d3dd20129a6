package ui

import (
	"image/color"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
)

// focusRing is the border of the button that has the focus. Fyne tints such a button,
// which nobody sees on one that has the tint's colour.
const focusRing = 2

// focusRenderer draws the ring around a button of Fyne's.
type focusRenderer struct {
	fyne.WidgetRenderer
	b    *button
	ring *canvas.Rectangle
}

// CreateRenderer implements fyne.Widget.
func (b *button) CreateRenderer() fyne.WidgetRenderer {
	r := &focusRenderer{b.Button.CreateRenderer(), b, canvas.NewRectangle(color.Transparent)}
	r.ring.StrokeWidth = focusRing
	r.apply()
	return r
}

func (r *focusRenderer) apply() {
	th := r.b.Theme()
	r.ring.StrokeColor = th.Color(theme.ColorNameForeground, fyne.CurrentApp().Settings().ThemeVariant())
	r.ring.CornerRadius = th.Size(theme.SizeNameInputRadius)
	r.ring.Hidden = !r.b.hasFocus
}

// Layout implements fyne.WidgetRenderer.
func (r *focusRenderer) Layout(s fyne.Size) {
	r.WidgetRenderer.Layout(s)
	r.ring.Resize(s)
}

// Objects implements fyne.WidgetRenderer.
func (r *focusRenderer) Objects() []fyne.CanvasObject {
	return append(slices.Clip(r.WidgetRenderer.Objects()), r.ring)
}

// Refresh implements fyne.WidgetRenderer.
func (r *focusRenderer) Refresh() {
	r.apply()
	r.WidgetRenderer.Refresh()
	r.ring.Refresh()
}
