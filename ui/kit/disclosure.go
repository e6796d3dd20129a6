package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Disclosure is a heading that shows and hides what is below it.
type Disclosure struct {
	Head *Button
	body fyne.CanvasObject
	Box  *fyne.Container
	Open bool
	When func(open bool)
}

// Disclosure makes one that is closed.
func (h *Host) Disclosure(title string, body fyne.CanvasObject) *Disclosure {
	f := &Disclosure{body: body}
	f.Head = h.Button(title, theme.MenuExpandIcon(), func() { f.Set(!f.Open) }).Quiet()
	f.Head.Alignment = widget.ButtonAlignLeading
	body.Hide()
	f.Box = VBox(2, Padded(0, 0, 0, -theme.InnerPadding(), HBox(0, -1, f.Head)), body)
	return f
}

// Set opens or closes it.
func (f *Disclosure) Set(open bool) {
	if f.Open == open {
		return
	}
	f.Open = open
	if open {
		f.Head.setIcon(theme.MenuDropDownIcon())
	} else {
		f.Head.setIcon(theme.MenuExpandIcon())
	}
	SetVisible(f.body, open)
	Relayout(f.Box)
	if f.When != nil {
		f.When(open)
	}
}
