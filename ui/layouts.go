package ui

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

// rowOf puts objects in a row; the one at position stretch takes the space left, none
// when it is negative.
func rowOf(gap float32, stretch int, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&across{gap: gap, stretch: stretch}, objects...)
}

// filler is empty space that grows, see across.
type filler struct{ *canvas.Rectangle }

func newFiller() filler { return filler{canvas.NewRectangle(color.Transparent)} }

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
	case *line:
		return o.fullWidth()
	case *tipLine:
		return o.fullWidth()
	case *fyne.Container:
		if l, ok := o.Layout.(between); ok {
			return l.most
		}
	}
	return o.MinSize().Width
}

// between gives one object a width of its own, which in a row with a filler may grow.
type between struct{ least, most float32 }

func (b between) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(b.least, objects[0].MinSize().Height)
}

func (b between) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	place(objects[0], 0, 0, size.Width, size.Height)
}

// wrapping lays objects in lines as words of a text: what doesn't fit goes to the
// next line. Its height depends on the width it was given last.
type wrapping struct {
	gap   float32
	tight bool // the lines stand close to each other
	width float32
}

func wrapOf(objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&wrapping{gap: 8}, objects...)
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

// stacked lays objects below each other over the whole width. What has no height, such
// as a container whose content is hidden, takes no gap either.
type stacked struct{ gap float32 }

// column stacks objects over the whole width.
func column(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
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
		place(o, 0, y, size.Width, h)
		if h > 0 {
			y += h + l.gap
		}
	}
}

// padded puts space around one object, less than none where it is negative, and none
// around one that is hidden or has no height.
type padded struct{ top, right, bottom, left float32 }

// inset puts space around an object.
func inset(top, right, bottom, left float32, o fyne.CanvasObject) *fyne.Container {
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
	place(objects[0], l.left, l.top, size.Width-l.left-l.right, size.Height-l.top-l.bottom)
}

// layered lays objects over each other and leaves out those that are hidden: most of the
// window's views are, and giving them a place means reading their icons, and fonts that
// nothing else needs. Who shows one of them calls restack.
type layered struct{}

func layers(objects ...fyne.CanvasObject) *fyne.Container {
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
			place(o, 0, 0, size.Width, size.Height)
		}
	}
}

// restack gives what is shown in a container its place.
func restack(c *fyne.Container) { c.Layout.Layout(c.Objects, c.Size()) }

// framed puts one object at the top, one at the bottom, and one between them. Tab goes
// through them from top to bottom.
type framed struct{}

func (framed) MinSize(o []fyne.CanvasObject) fyne.Size {
	top, middle, bottom := o[0].MinSize(), o[1].MinSize(), o[2].MinSize()
	return fyne.NewSize(max(top.Width, bottom.Width, middle.Width), top.Height+bottom.Height+middle.Height)
}

func (framed) Layout(o []fyne.CanvasObject, size fyne.Size) {
	top, bottom := o[0].MinSize().Height, o[2].MinSize().Height
	place(o[0], 0, 0, size.Width, top)
	place(o[1], 0, top, size.Width, size.Height-top-bottom)
	place(o[2], 0, size.Height-bottom, size.Width, bottom)
}

func frame(top, bottom, middle fyne.CanvasObject) *fyne.Container {
	return container.New(framed{}, top, middle, bottom)
}

// surface is a rectangle in a colour of the theme, which follows the theme.
func surface(name fyne.ThemeColorName, radius float32) *themedRect {
	s := &themedRect{name: name, radius: radius}
	s.ExtendBaseWidget(s)
	return s
}

// on puts an object on a surface, whose colour hides what is below it.
func on(name fyne.ThemeColorName, radius float32, o fyne.CanvasObject) *fyne.Container {
	if radius > 0 {
		return container.NewStack(newCard(name, radius), o)
	}
	return container.NewStack(surface(name, radius), o)
}

// fixedWidth gives an object a width of its own.
type fixedWidth float32

func (f fixedWidth) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(float32(f), objects[0].MinSize().Height)
}

func (f fixedWidth) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	objects[0].Resize(size)
	objects[0].Move(fyne.NewPos(0, 0))
}

func wide(width float32, o fyne.CanvasObject) *fyne.Container {
	return container.New(fixedWidth(width), o)
}

// labelColumnLayout gives a label the width of the column of labels, which grows with the text.
type labelColumnLayout struct{}

func (labelColumnLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(scaled(labelWidth), objects[0].MinSize().Height)
}

func (labelColumnLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	place(objects[0], 0, 0, size.Width, size.Height)
}

func labelColumn(o fyne.CanvasObject) *fyne.Container { return container.New(labelColumnLayout{}, o) }

// scaled is a width that goes with the size of the text.
func scaled(width float32) float32 {
	return width * theme.TextSize() / textSize(theme.SizeNameText)
}

// atMost centres its content once there is more width than it needs to be readable.
type atMost float32

func (a atMost) MinSize(objects []fyne.CanvasObject) fyne.Size { return objects[0].MinSize() }

func (a atMost) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	objects[0].Resize(fyne.NewSize(min(size.Width, float32(a)), size.Height))
	objects[0].Move(fyne.NewPos(0, 0))
}

func hairline() fyne.CanvasObject {
	s := surface(theme.ColorNameSeparator, 0)
	s.least = fyne.NewSize(1, 1)
	return s
}

func gapOf(width, height float32) fyne.CanvasObject {
	r := canvas.NewRectangle(color.Transparent)
	r.SetMinSize(fyne.NewSize(width, height))
	return r
}

// relayout gives everything in a container its place anew, after something in it has
// appeared, gone or changed its size. Unlike Refresh it draws no widget again whose
// place stays the same.
func relayout(o fyne.CanvasObject) {
	c, ok := o.(*fyne.Container)
	if !ok {
		return
	}
	if c.Layout != nil {
		c.Layout.Layout(c.Objects, c.Size())
	}
	for _, child := range c.Objects {
		if child.Visible() {
			relayout(child)
		}
	}
}

// relayoutIn does so for the content of a scroll, whose height may change with it. A
// text that wraps knows its height only once it has its width, hence twice.
func relayoutIn(s *container.Scroll) {
	for range 2 {
		least := s.Content.MinSize()
		s.Content.Resize(fyne.NewSize(max(s.Size().Width, least.Width), max(s.Size().Height, least.Height)))
		relayout(s.Content)
	}
	if most := max(0, s.Content.Size().Height-s.Size().Height); s.Offset.Y > most {
		s.ScrollToOffset(fyne.NewPos(s.Offset.X, most)) // it has become shorter
	}
}

// revealIn scrolls so that an object, if it is in the scroll's content, can be seen whole.
func revealIn(s *container.Scroll, o fyne.CanvasObject) {
	top, ok := topWithin(s.Content, o)
	if !ok || s.Size().Height <= 0 {
		return
	}
	bottom := top + o.Size().Height
	const air = 16
	switch seen := s.Offset.Y; {
	case top-air < seen:
		s.ScrollToOffset(fyne.NewPos(0, max(0, top-air)))
	case bottom+air > seen+s.Size().Height:
		s.ScrollToOffset(fyne.NewPos(0, bottom+air-s.Size().Height))
	}
}

// topWithin is how far below the top of root an object stands. Fyne's own answer knows
// only what has been painted, which excludes what one is about to scroll to.
func topWithin(root, o fyne.CanvasObject) (float32, bool) {
	if root == o {
		return 0, true
	}
	c, ok := root.(*fyne.Container)
	if !ok {
		return 0, false
	}
	for _, child := range c.Objects {
		if y, ok := topWithin(child, o); ok {
			return child.Position().Y + y, true
		}
	}
	return 0, false
}
