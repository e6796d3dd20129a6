package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// Relayout gives everything in a container its place anew, after something in it has
// appeared, gone or changed its size. Unlike Refresh it draws no widget again whose
// place stays the same.
func Relayout(o fyne.CanvasObject) {
	c, ok := o.(*fyne.Container)
	if !ok {
		return
	}
	if c.Layout != nil {
		c.Layout.Layout(c.Objects, c.Size())
	}
	for _, child := range c.Objects {
		if child.Visible() {
			Relayout(child)
		}
	}
}

// RelayoutIn does so for the content of a scroll, whose height may change with it. A
// text that wraps knows its height only once it has its width, hence twice.
func RelayoutIn(s *container.Scroll) {
	for range 2 {
		least := s.Content.MinSize()
		s.Content.Resize(fyne.NewSize(max(s.Size().Width, least.Width), max(s.Size().Height, least.Height)))
		Relayout(s.Content)
	}
	if most := max(0, s.Content.Size().Height-s.Size().Height); s.Offset.Y > most {
		s.ScrollToOffset(fyne.NewPos(s.Offset.X, most)) // it has become shorter
	}
}

// RevealIn scrolls so that an object, if it is in the scroll's content, can be seen whole.
func RevealIn(s *container.Scroll, o fyne.CanvasObject) {
	top, ok := TopWithin(s.Content, o)
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

// TopWithin is how far below the top of root an object stands. Fyne's own answer knows
// only what has been painted, which excludes what one is about to scroll to.
func TopWithin(root, o fyne.CanvasObject) (float32, bool) {
	if root == o {
		return 0, true
	}
	c, ok := root.(*fyne.Container)
	if !ok {
		return 0, false
	}
	for _, child := range c.Objects {
		if y, ok := TopWithin(child, o); ok {
			return child.Position().Y + y, true
		}
	}
	return 0, false
}
