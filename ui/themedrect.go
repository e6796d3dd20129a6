package ui

import (
	"image"
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
	if t.radius == 0 && t.stroke == "" {
		return newFlatRenderer(t)
	}
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

// flatRenderer draws a plain area as a texture of one point: under software GL a point of
// Fyne's rectangles costs three times as much, and these are most of the window.
type flatRenderer struct {
	t    *themedRect
	fill *canvas.Raster
	dot  *image.RGBA
}

func newFlatRenderer(t *themedRect) *flatRenderer {
	r := &flatRenderer{t: t}
	r.fill = canvas.NewRaster(func(int, int) image.Image { return r.dot })
	r.apply()
	return r
}

func (r *flatRenderer) apply() {
	r.dot = image.NewRGBA(image.Rect(0, 0, 1, 1))
	r.fill.Hidden = r.t.name == ""
	if r.t.name != "" {
		r.dot.Set(0, 0, r.t.Theme().Color(r.t.name, fyne.CurrentApp().Settings().ThemeVariant()))
	}
}

func (r *flatRenderer) Layout(s fyne.Size)           { r.fill.Resize(s) }
func (r *flatRenderer) MinSize() fyne.Size           { return r.t.least }
func (r *flatRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.fill} }
func (r *flatRenderer) Destroy()                     {}
func (r *flatRenderer) Refresh() {
	r.apply()
	r.fill.Refresh()
}
