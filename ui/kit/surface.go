package kit

import (
	"image"
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Surface is a rectangle whose colours are names, so that it changes with the theme.
type Surface struct {
	widget.BaseWidget
	name   fyne.ThemeColorName // "": no filling
	Stroke fyne.ThemeColorName // "": no border
	radius float32
	Least  fyne.Size
}

// CreateRenderer implements fyne.Widget.
func (t *Surface) CreateRenderer() fyne.WidgetRenderer {
	if t.radius == 0 && t.Stroke == "" {
		return newFlatRenderer(t)
	}
	r := &rectRenderer{t: t, rect: canvas.NewRectangle(nil)}
	r.apply()
	return r
}

// Set changes the colours; "" is none.
func (t *Surface) Set(fill, stroke fyne.ThemeColorName) {
	if t.name != fill || t.Stroke != stroke {
		t.name, t.Stroke = fill, stroke
		t.Refresh()
	}
}

type rectRenderer struct {
	t    *Surface
	rect *canvas.Rectangle
}

func (r *rectRenderer) apply() {
	th, v := r.t.Theme(), fyne.CurrentApp().Settings().ThemeVariant()
	r.rect.FillColor, r.rect.StrokeColor, r.rect.StrokeWidth = color.Transparent, nil, 0
	if r.t.name != "" {
		r.rect.FillColor = th.Color(r.t.name, v)
	}
	if r.t.Stroke != "" {
		r.rect.StrokeColor, r.rect.StrokeWidth = th.Color(r.t.Stroke, v), 1
	}
	r.rect.CornerRadius = r.t.radius
}

func (r *rectRenderer) Layout(s fyne.Size)           { r.rect.Resize(s) }
func (r *rectRenderer) MinSize() fyne.Size           { return r.t.Least }
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
		parts = append(parts, NewSurface(name, 0))
	}
	for range 4 {
		d := &StatusDot{name: name, whole: true}
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
	Place(o[0], r, 0, right, r)
	Place(o[1], 0, r, s.Width, bottom)
	Place(o[2], r, s.Height-r, right, r)
	for i, at := range []fyne.Position{{}, {X: right}, {Y: bottom}, {X: right, Y: bottom}} {
		Place(o[3+i], at.X, at.Y, 2*r, 2*r)
	}
}

// flatRenderer draws a plain area as a texture of one point: under software GL a point of
// Fyne's rectangles costs three times as much, and these are most of the window.
type flatRenderer struct {
	t    *Surface
	fill *canvas.Raster
	dot  *image.RGBA
}

func newFlatRenderer(t *Surface) *flatRenderer {
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
func (r *flatRenderer) MinSize() fyne.Size           { return r.t.Least }
func (r *flatRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.fill} }
func (r *flatRenderer) Destroy()                     {}
func (r *flatRenderer) Refresh() {
	r.apply()
	r.fill.Refresh()
}

// NewSurface is a rectangle in a colour of the theme, which follows the theme.
func NewSurface(name fyne.ThemeColorName, radius float32) *Surface {
	s := &Surface{name: name, radius: radius}
	s.ExtendBaseWidget(s)
	return s
}

// OnSurface puts an object on a surface, whose colour hides what is below it.
func OnSurface(name fyne.ThemeColorName, radius float32, o fyne.CanvasObject) *fyne.Container {
	if radius > 0 {
		return container.NewStack(newCard(name, radius), o)
	}
	return container.NewStack(NewSurface(name, radius), o)
}

// Hairline is a thin line between two parts.
func Hairline() fyne.CanvasObject {
	s := NewSurface(theme.ColorNameSeparator, 0)
	s.Least = fyne.NewSize(1, 1)
	return s
}

// Gap is empty space of at least this size.
func Gap(width, height float32) fyne.CanvasObject {
	r := canvas.NewRectangle(color.Transparent)
	r.SetMinSize(fyne.NewSize(width, height))
	return r
}
