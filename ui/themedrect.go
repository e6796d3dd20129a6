package ui

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// themedRect is a rectangle whose colours are names, so that it changes with the theme.
type themedRect struct {
	widget.BaseWidget
	name   fyne.ThemeColorName // "": no filling
	stroke fyne.ThemeColorName // "": no border
	radius float32
	least  fyne.Size
}

// CreateRenderer implements fyne.Widget.
func (t *themedRect) CreateRenderer() fyne.WidgetRenderer {
	r := &rectRenderer{t: t, rect: canvas.NewRectangle(nil)}
	r.apply()
	return r
}

func (t *themedRect) set(fill, stroke fyne.ThemeColorName) {
	if t.name != fill || t.stroke != stroke {
		t.name, t.stroke = fill, stroke
		t.Refresh()
	}
}

type rectRenderer struct {
	t    *themedRect
	rect *canvas.Rectangle
}

func (r *rectRenderer) apply() {
	th, v := r.t.Theme(), fyne.CurrentApp().Settings().ThemeVariant()
	r.rect.FillColor, r.rect.StrokeColor, r.rect.StrokeWidth = color.Transparent, nil, 0
	if r.t.name != "" {
		r.rect.FillColor = th.Color(r.t.name, v)
	}
	if r.t.stroke != "" {
		r.rect.StrokeColor, r.rect.StrokeWidth = th.Color(r.t.stroke, v), 1
	}
	r.rect.CornerRadius = r.t.radius
}

func (r *rectRenderer) Layout(s fyne.Size)           { r.rect.Resize(s) }
func (r *rectRenderer) MinSize() fyne.Size           { return r.t.least }
func (r *rectRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.rect} }
func (r *rectRenderer) Destroy()                     {}
func (r *rectRenderer) Refresh() {
	r.apply()
	r.rect.Refresh()
}
