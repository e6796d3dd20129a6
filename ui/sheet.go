package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// showSheet puts a box with its own buttons over the window. close is called by
// whatever closes it, and ends with dismiss.
func (w *Window) showSheet(title string, content fyne.CanvasObject, close func()) *sheet {
	if w.sheet != nil {
		w.sheet.close()
	}
	s := &sheet{w: w, title: title, close: close}
	head := newLine(title).as("", theme.SizeNameSubHeadingText, strong)
	s.pop = widget.NewModalPopUp(inset(14, 18, 14, 18, column(12, head, content)), w.win.Canvas())
	w.sheet = s
	s.pop.Show()
	return s
}

// dismiss takes the box away and gives the focus back.
func (s *sheet) dismiss() {
	s.pop.Hide()
	if s.w.sheet == s {
		s.w.sheet = nil
	}
	s.w.focusHome()
}

// showPart scrolls a part of the detail into view, its beginning where it is too tall.
func (w *Window) showPart(o fyne.CanvasObject) {
	d := w.detail
	if !o.Visible() || w.stack.top() != nil {
		return
	}
	relayoutIn(d.scroll)
	revealIn(d.scroll, o)
	if top, ok := topWithin(d.scroll.Content, o); ok && o.Size().Height > d.scroll.Size().Height {
		d.scroll.ScrollToOffset(fyne.NewPos(0, max(0, top-8)))
	}
}
