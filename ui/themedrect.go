package ui

import (
	"image"
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
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

// newCard is a large area with round corners, put together from plain areas and four discs: under
// software GL a point of Fyne's own round rectangles costs five times as much.
func newCard(name fyne.ThemeColorName, radius float32) fyne.CanvasObject {
	l := &cardLayout{radius: radius}
	var parts []fyne.CanvasObject
	for range 3 {
		parts = append(parts, surface(name, 0))
	}
	for range 4 {
		d := &light{name: name, whole: true}
		d.ExtendBaseWidget(d)
		parts = append(parts, d)
	}
	return container.New(l, parts...)
}

// cardLayout gives the parts of a card their places: above, between and below the centres of
// its corners, and in them.
type cardLayout struct{ radius float32 }

func (l *cardLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.Size{} }

func (l *cardLayout) Layout(o []fyne.CanvasObject, s fyne.Size) {
	r := min(l.radius, s.Width/2, s.Height/2)
	right, bottom := s.Width-2*r, s.Height-2*r
	place(o[0], r, 0, right, r)
	place(o[1], 0, r, s.Width, bottom)
	place(o[2], r, s.Height-r, right, r)
	for i, at := range []fyne.Position{{}, {X: right}, {Y: bottom}, {X: right, Y: bottom}} {
		place(o[3+i], at.X, at.Y, 2*r, 2*r)
	}
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
