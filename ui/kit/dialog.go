package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Dialog is a box over the window. There is one at a time: another one closes it.
type Dialog struct {
	h      *Host
	Title  string
	Popup  *widget.PopUp
	Scroll *container.Scroll // what the arrows move; may be nil
	Close  func()
	Keys   func(*fyne.KeyEvent) // is called with keys that nothing in it wants; nil: Enter and Escape close
}

// ShowDialog puts a box with its own buttons over the window. close is called by
// whatever closes it, and ends with dismiss.
func (h *Host) ShowDialog(title string, content fyne.CanvasObject, close func()) *Dialog {
	if h.Dialog != nil {
		h.Dialog.Close()
	}
	d := &Dialog{h: h, Title: title, Close: close}
	head := NewLine(title).As("", theme.SizeNameSubHeadingText, Strong)
	d.Popup = widget.NewModalPopUp(Padded(14, 18, 14, 18, VBox(12, head, content)), h.Canvas)
	h.Dialog = d
	d.Popup.Show()
	return d
}

// OpenDialog shows something to read, with a button that closes it and has the focus.
func (h *Host) OpenDialog(title string, content fyne.CanvasObject) *Dialog {
	shut := h.Button(h.Words.Close, nil, nil).Prominent()
	box := VBox(12, container.New(within{h.Canvas}, container.NewVScroll(content)), HBox(0, 0, Gap(0, 0), shut))
	d := h.ShowDialog(title, box, nil)
	d.Close = d.Dismiss
	shut.OnTapped, shut.OtherKeys = d.Close, d.Key
	h.Canvas.Focus(shut)
	return d
}

// Dismiss takes the box away and gives the focus back.
func (d *Dialog) Dismiss() {
	d.Popup.Hide()
	if d.h.Dialog == d {
		d.h.Dialog = nil
	}
	d.h.FocusHome()
}

// Key acts on a key that nothing in the box wants.
func (d *Dialog) Key(e *fyne.KeyEvent) {
	switch {
	case d.Keys != nil:
		d.Keys(e)
	case d.scrolled(e):
	case IsEnter(e), e.Name == fyne.KeyEscape:
		d.Close()
	}
}

// DialogKey gives a key to the box that is open.
func (h *Host) DialogKey(e *fyne.KeyEvent) {
	if h.Dialog != nil {
		h.Dialog.Key(e)
	}
}

// scrolled moves what the box shows by keys, and reports whether it was one of them.
func (d *Dialog) scrolled(e *fyne.KeyEvent) bool {
	if d.Scroll == nil {
		return false
	}
	page := d.Scroll.Size().Height - 24
	by, known := map[fyne.KeyName]float32{
		fyne.KeyDown: 40, fyne.KeyUp: -40, fyne.KeyPageDown: page, fyne.KeyPageUp: -page,
		fyne.KeyHome: -d.Scroll.Content.Size().Height, fyne.KeyEnd: d.Scroll.Content.Size().Height,
	}[e.Name]
	if known {
		most := max(0, d.Scroll.Content.Size().Height-d.Scroll.Size().Height)
		d.Scroll.ScrollToOffset(fyne.NewPos(0, Clamp(d.Scroll.Offset.Y+by, 0, most)))
	}
	return known
}

// What a dialog has around its content, and the least that is left of a window around it.
const (
	dialogAcross  = 60
	dialogUpright = 150
)

// within lets the content of a dialog, a scroll, be as large as it is, but no larger than
// the window lets it be.
type within struct{ canvas fyne.Canvas }

func (l within) MinSize(o []fyne.CanvasObject) fyne.Size {
	room := l.canvas.Size().SubtractWidthHeight(dialogAcross, dialogUpright)
	return o[0].(*container.Scroll).Content.MinSize().Min(room)
}

func (l within) Layout(o []fyne.CanvasObject, size fyne.Size) {
	Place(o[0], 0, 0, size.Width, size.Height)
}

// SideBySide lays two objects out for a dialog: beside each other, each as wide as it must
// be, or below each other where the window is too narrow for that.
func (h *Host) SideBySide(gap float32, a, b fyne.CanvasObject) *fyne.Container {
	return container.New(&sideBySide{gap: gap, canvas: h.Canvas}, a, b)
}

// sideBySide puts two objects beside each other, each as wide as it must be, or below each
// other where the window is too narrow for that.
type sideBySide struct {
	gap    float32
	canvas fyne.Canvas
}

func (l *sideBySide) narrow(a, b fyne.Size) bool {
	return a.Width+l.gap+b.Width > l.canvas.Size().Width-dialogAcross
}

func (l *sideBySide) MinSize(o []fyne.CanvasObject) fyne.Size {
	a, b := o[0].MinSize(), o[1].MinSize()
	if l.narrow(a, b) {
		return fyne.NewSize(max(a.Width, b.Width), a.Height+l.gap+b.Height)
	}
	return fyne.NewSize(a.Width+l.gap+b.Width, max(a.Height, b.Height))
}

func (l *sideBySide) Layout(o []fyne.CanvasObject, size fyne.Size) {
	a, b := o[0].MinSize(), o[1].MinSize()
	if l.narrow(a, b) {
		Place(o[0], 0, 0, size.Width, a.Height)
		Place(o[1], 0, a.Height+l.gap, size.Width, b.Height)
		return
	}
	Place(o[0], 0, 0, a.Width, size.Height)
	Place(o[1], a.Width+l.gap, 0, size.Width-a.Width-l.gap, size.Height)
}

// AtMostDialog gives the content of a dialog a size of its own, as far as the window has room.
func (h *Host) AtMostDialog(width, height float32, o fyne.CanvasObject) *fyne.Container {
	return container.New(roomy{h.Canvas, width, height}, o)
}

// roomy gives the content of a sheet a size of its own, as far as the window has room.
type roomy struct {
	canvas        fyne.Canvas
	width, height float32
}

func (l roomy) MinSize([]fyne.CanvasObject) fyne.Size {
	room := l.canvas.Size()
	return fyne.NewSize(Clamp(room.Width-dialogAcross, 240, l.width), Clamp(room.Height-dialogUpright, 170, l.height))
}

func (l roomy) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	Place(objects[0], 0, 0, size.Width, size.Height)
}
