package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
)

// across lays objects in a row: each as wide as it must be but the one that stretches,
// all centred upright. Where there is a filler, the one that stretches grows no wider
// than its text, and the filler takes what is left.
type across struct {
	gap     float32
	stretch int // position of the object that takes what is left, -1: none
}

// HBox puts objects in a row; the one at position stretch takes the space left, none
// when it is negative.
func HBox(gap float32, stretch int, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&across{gap: gap, stretch: stretch}, objects...)
}

// filler is empty space that grows, see across.
type filler struct{ *canvas.Rectangle }

// NewFiller makes empty space that takes what a row has left.
func NewFiller() filler { return filler{canvas.NewRectangle(color.Transparent)} }

func (a *across) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var s fyne.Size
	n := 0
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		m := o.MinSize()
		s.Width += m.Width
		s.Height = max(s.Height, m.Height)
		n++
	}
	s.Width += a.gap * float32(max(0, n-1))
	return s
}

func (a *across) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	left := size.Width - a.MinSize(objects).Width
	stretched, filled := a.share(objects, left)
	x := float32(0)
	for i, o := range objects {
		if !o.Visible() {
			continue
		}
		m := o.MinSize()
		if i == a.stretch {
			m.Width = max(0, m.Width+stretched)
		}
		if _, ok := o.(filler); ok {
			m.Width += filled
		}
		o.Resize(m)
		o.Move(fyne.NewPos(x, (size.Height-m.Height)/2))
		x += m.Width + a.gap
	}
}

// share divides what is left between the object that stretches and the filler.
func (a *across) share(objects []fyne.CanvasObject, left float32) (stretched, filled float32) {
	filling := false
	for _, o := range objects {
		if _, ok := o.(filler); ok && o.Visible() {
			filling = true
		}
	}
	if !filling || a.stretch < 0 {
		return left, left
	}
	o := objects[a.stretch]
	if !o.Visible() {
		return 0, left
	}
	stretched = min(left, mostWidth(o)-o.MinSize().Width)
	return stretched, left - stretched
}

// mostWidth is how wide an object grows beside a filler.
func mostWidth(o fyne.CanvasObject) float32 {
	switch o := o.(type) {
	case *Line:
		return o.fullWidth()
	case *TipLine:
		return o.fullWidth()
	case *fyne.Container:
		if l, ok := o.Layout.(growing); ok {
			return l.most
		}
	}
	return o.MinSize().Width
}

// Between gives one object a width of its own, which in a row with a filler may grow.
func Between(least, most float32, o fyne.CanvasObject) *fyne.Container {
	return container.New(growing{least, most}, o)
}

// growing is the layout of between.
type growing struct{ least, most float32 }

func (b growing) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(b.least, objects[0].MinSize().Height)
}

func (b growing) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	Place(objects[0], 0, 0, size.Width, size.Height)
}

// wrapping lays objects in lines as words of a text: what doesn't fit goes to the
// next line. Its height depends on the width it was given last.
type wrapping struct {
	gap   float32
	tight bool // the lines stand close to each other
	width float32
}

// Wrap lays objects in lines, as the words of a text.
func Wrap(objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&wrapping{gap: 8}, objects...)
}

// WrapTight does so with the lines close to each other.
func WrapTight(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&wrapping{gap: gap, tight: true}, objects...)
}

func (w *wrapping) place(objects []fyne.CanvasObject, width float32, at func(o fyne.CanvasObject, x, y float32, s fyne.Size)) fyne.Size {
	var x, y, high, wide float32
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		m := o.MinSize()
		if x > 0 && x+m.Width > width {
			x, y, high = 0, y+high+w.lineGap(), 0
		}
		if at != nil {
			at(o, x, y, m)
		}
		wide = max(wide, m.Width)
		high = max(high, m.Height)
		x += m.Width + w.gap
	}
	return fyne.NewSize(wide, y+high)
}

func (w *wrapping) lineGap() float32 {
	if w.tight {
		return 3
	}
	return w.gap
}

func (w *wrapping) MinSize(objects []fyne.CanvasObject) fyne.Size {
	width := w.width
	if width <= 0 {
		width = 1 << 14
	}
	return w.place(objects, width, nil)
}

func (w *wrapping) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	w.width = size.Width
	w.place(objects, size.Width, func(o fyne.CanvasObject, x, y float32, s fyne.Size) {
		o.Resize(s)
		o.Move(fyne.NewPos(x, y))
	})
}

// widthOf is the layout of wide.
type widthOf float32

func (f widthOf) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(float32(f), objects[0].MinSize().Height)
}

func (f widthOf) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	objects[0].Resize(size)
	objects[0].Move(fyne.NewPos(0, 0))
}

// FixedWidth gives an object a width of its own.
func FixedWidth(width float32, o fyne.CanvasObject) *fyne.Container {
	return container.New(widthOf(width), o)
}

// Scaled is a width that goes with the size of the text.
func Scaled(width float32) float32 {
	return width * theme.TextSize() / textSize(theme.SizeNameText)
}

// widest is the layout of MaxWidth.
type widest float32

func (a widest) MinSize(objects []fyne.CanvasObject) fyne.Size { return objects[0].MinSize() }

func (a widest) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	objects[0].Resize(fyne.NewSize(min(size.Width, float32(a)), size.Height))
	objects[0].Move(fyne.NewPos(0, 0))
}

// FixedSize gives one object a size of its own.
func FixedSize(width, height float32, o fyne.CanvasObject) *fyne.Container {
	return container.New(sized{width, height}, o)
}

// sized is the layout of FixedSize.
type sized struct{ width, height float32 }

// MinSize implements fyne.Layout.
func (s sized) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(s.width, s.height) }

// Layout implements fyne.Layout.
func (s sized) Layout(o []fyne.CanvasObject, size fyne.Size) {
	Place(o[0], 0, 0, size.Width, size.Height)
}

// Place moves and resizes an object.
func Place(o fyne.CanvasObject, x, y, width, height float32) {
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(width, height))
}

// Clamp brings v between least and most.
func Clamp(v, least, most float32) float32 { return max(least, min(v, most)) }

// SetVisible shows or hides an object.
func SetVisible(o fyne.CanvasObject, visible bool) {
	if visible == o.Visible() {
		return
	}
	if visible {
		o.Show()
	} else {
		o.Hide()
	}
}

// Boxed is a part of the window with a container of its own.
type Boxed struct{ Box *fyne.Container }

func (b Boxed) container() *fyne.Container { return b.Box }

// ShowEach shows values one after the other in a list, each in a part of its own. More parts
// are made when there are too few; those with nothing to show are hidden and kept.
func ShowEach[V any, P interface{ container() *fyne.Container }](list *fyne.Container, parts *[]P, values []V, fresh func() P, show func(P, V)) {
	for len(*parts) < len(values) {
		p := fresh()
		*parts = append(*parts, p)
		list.Add(p.container())
	}
	for i, p := range *parts {
		SetVisible(p.container(), i < len(values))
		if i < len(values) {
			show(p, values[i])
		}
	}
}

// MaxWidth keeps an object from growing wider than is readable.
func MaxWidth(width float32, o fyne.CanvasObject) *fyne.Container {
	return container.New(widest(width), o)
}

// paneMost is the widest that the content of a pane gets: longer lines are hard to read.
const paneMost = 760

// PaneScroll lets the content of a pane scroll.
func PaneScroll(content fyne.CanvasObject) *container.Scroll {
	return container.NewVScroll(Padded(16, 20, 20, 22, MaxWidth(paneMost, content)))
}

// PaneFoot is what stays at the foot of a pane below its scroll: questions and buttons.
func PaneFoot(o fyne.CanvasObject) *fyne.Container {
	return VBox(0, Hairline(), Padded(10, 20, 12, 22, MaxWidth(paneMost, o)))
}

// stacked lays objects below each other over the whole width. What has no height, such
// as a container whose content is hidden, takes no gap either.
type stacked struct{ gap float32 }

// VBox stacks objects over the whole width.
func VBox(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&stacked{gap: gap}, objects...)
}

func (l *stacked) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var s fyne.Size
	n := 0
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		m := o.MinSize()
		s.Width = max(s.Width, m.Width)
		if m.Height > 0 {
			s.Height += m.Height
			n++
		}
	}
	s.Height += l.gap * float32(max(0, n-1))
	return s
}

func (l *stacked) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	y := float32(0)
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		if o.Size().Width != size.Width { // a text that wraps knows its height by its width
			o.Resize(fyne.NewSize(size.Width, o.Size().Height))
		}
		h := o.MinSize().Height
		Place(o, 0, y, size.Width, h)
		if h > 0 {
			y += h + l.gap
		}
	}
}

// padded puts space around one object, less than none where it is negative, and none
// around one that is hidden or has no height.
type padded struct{ top, right, bottom, left float32 }

// Padded puts space around an object.
func Padded(top, right, bottom, left float32, o fyne.CanvasObject) *fyne.Container {
	return container.New(&padded{top, right, bottom, left}, o)
}

func (l *padded) MinSize(objects []fyne.CanvasObject) fyne.Size {
	if !objects[0].Visible() {
		return fyne.Size{}
	}
	m := objects[0].MinSize()
	if m.Height <= 0 {
		return fyne.NewSize(m.Width, 0)
	}
	return m.AddWidthHeight(l.left+l.right, l.top+l.bottom)
}

func (l *padded) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	if !objects[0].Visible() {
		return // it is laid out when it is shown, and its font read then
	}
	Place(objects[0], l.left, l.top, size.Width-l.left-l.right, size.Height-l.top-l.bottom)
}

// layered lays objects over each other and leaves out those that are hidden: most of the
// window's views are, and giving them a place means reading their icons, and fonts that
// nothing else needs. Who shows one of them calls restack.
type layered struct{}

// Layers lays objects over each other; the last one is on top.
func Layers(objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(layered{}, objects...)
}

func (layered) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var s fyne.Size
	for _, o := range objects {
		if o.Visible() {
			s = s.Max(o.MinSize())
		}
	}
	return s
}

func (layered) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		if o.Visible() {
			Place(o, 0, 0, size.Width, size.Height)
		}
	}
}

// Restack gives what is shown in a container its place.
func Restack(c *fyne.Container) { c.Layout.Layout(c.Objects, c.Size()) }

// framed puts one object at the top, one at the bottom, and one between them. Tab goes
// through them from top to bottom.
type framed struct{}

func (framed) MinSize(o []fyne.CanvasObject) fyne.Size {
	top, middle, bottom := o[0].MinSize(), o[1].MinSize(), o[2].MinSize()
	return fyne.NewSize(max(top.Width, bottom.Width, middle.Width), top.Height+bottom.Height+middle.Height)
}

func (framed) Layout(o []fyne.CanvasObject, size fyne.Size) {
	top, bottom := o[0].MinSize().Height, o[2].MinSize().Height
	Place(o[0], 0, 0, size.Width, top)
	Place(o[1], 0, top, size.Width, size.Height-top-bottom)
	Place(o[2], 0, size.Height-bottom, size.Width, bottom)
}

// Framed puts an object between one above and one below, and gives it the height left.
func Framed(top, bottom, middle fyne.CanvasObject) *fyne.Container {
	return container.New(framed{}, top, middle, bottom)
}
