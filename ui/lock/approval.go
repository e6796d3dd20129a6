package lock

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"lanyard/ui/kit"
	"lanyard/ui/state"
)

// ApprovalBar asks below the toolbar whether a command may have a token. To say no is what
// Enter does, since whoever types in a terminal does not look here.
type ApprovalBar struct {
	w             *Room
	Box           *fyne.Container
	What          *widget.Label
	No, once, Yes *kit.Button
}

// newApprovalBar makes the bar, hidden until a command asks.
func newApprovalBar(w *Room) *ApprovalBar {
	b := &ApprovalBar{w: w, What: kit.Paragraph("", widget.MediumImportance)}
	b.No = w.host.Button(w.t.Deny, nil, func() { w.Answer(state.Denied) }).Prominent()
	b.once = w.host.Button(w.t.AllowOnce, nil, func() { w.Answer(state.AllowedOnce) })
	b.Yes = w.host.Button(w.t.AllowFor, nil, func() { w.Answer(state.AllowedAWhile) })
	for _, x := range b.buttons() {
		x.OtherKeys = func(e *fyne.KeyEvent) {
			if e.Name == fyne.KeyEscape {
				w.Answer(state.Denied)
			}
		}
	}
	b.Box = kit.VBox(0, kit.OnSurface(kit.ColorNotice, 0, kit.Padded(4, 12, 10, 8, kit.VBox(2,
		b.What, kit.Padded(0, 0, 0, 7, kit.HBox(8, -1, b.No, b.once, b.Yes))))), kit.Hairline())
	b.Box.Hide()
	return b
}

func (b *ApprovalBar) buttons() []*kit.Button { return []*kit.Button{b.No, b.once, b.Yes} }

// focused gives the button of the question that keys go to, nil for none.
func (b *ApprovalBar) focused() *kit.Button {
	on, _ := b.w.host.Canvas.Focused().(*kit.Button)
	if slices.Contains(b.buttons(), on) {
		return on
	}
	return nil
}

// Show shows the question, if there is one.
func (b *ApprovalBar) Show() {
	w := b.w
	v := w.ApprovalAsked()
	asks := v.Text != ""
	kit.SetVisible(b.Box, asks)
	kit.SetVisible(b.Yes, v.While)
	b.Tick()
	w.nav.ArrangeTop()
	switch on := b.focused(); {
	case !asks && on != nil:
		w.nav.FocusBack()
	case asks && !w.nav.InFront():
		b.TakeFocus()
	case on != nil && on != b.No: // it allowed the one before
		w.host.Canvas.Focus(b.No)
	}
}

// TakeFocus makes Enter deny. It is for a window that nobody types in.
func (b *ApprovalBar) TakeFocus() {
	if b.w.host.Dialog != nil {
		b.w.host.Dialog.Close()
	}
	b.w.host.Canvas.Focus(b.No)
}

// Tick says how long there is time to answer.
func (b *ApprovalBar) Tick() {
	if words := b.w.ApprovalAsked().Text; words != "" {
		kit.SetLabel(b.What, words)
	}
}
