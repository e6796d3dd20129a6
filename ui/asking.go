package ui

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"lanyard/internal/agent"

	"lanyard/ui/kit"
	"lanyard/ui/state"
)

// askBar asks below the toolbar whether a command may have a token. To say no is what
// Enter does, since whoever types in a terminal does not look here.
type askBar struct {
	w             *Window
	box           *fyne.Container
	what          *widget.Label
	no, once, yes *kit.Button
}

func newAskBar(w *Window) *askBar {
	b := &askBar{w: w, what: kit.Paragraph("", widget.MediumImportance)}
	b.no = w.host.Button(w.t.Deny, nil, func() { w.Answer(state.Denied) }).Prominent()
	b.once = w.host.Button(w.t.AllowOnce, nil, func() { w.Answer(state.AllowedOnce) })
	b.yes = w.host.Button(w.t.AllowFor, nil, func() { w.Answer(state.AllowedAWhile) })
	for _, x := range b.buttons() {
		x.OtherKeys = func(e *fyne.KeyEvent) {
			if e.Name == fyne.KeyEscape {
				w.Answer(state.Denied)
			}
		}
	}
	b.box = kit.VBox(0, kit.OnSurface(kit.ColorNotice, 0, kit.Padded(4, 12, 10, 8, kit.VBox(2,
		b.what, kit.Padded(0, 0, 0, 7, kit.HBox(8, -1, b.no, b.once, b.yes))))), kit.Hairline())
	b.box.Hide()
	return b
}

func (b *askBar) buttons() []*kit.Button { return []*kit.Button{b.no, b.once, b.yes} }

// focused gives the button of the question that keys go to, nil for none.
func (b *askBar) focused() *kit.Button {
	on, _ := b.w.win.Canvas().Focused().(*kit.Button)
	if slices.Contains(b.buttons(), on) {
		return on
	}
	return nil
}

// show shows the question, if there is one.
func (b *askBar) show() {
	w := b.w
	v := w.ApprovalAsked()
	asks := v.Text != ""
	kit.SetVisible(b.box, asks)
	kit.SetVisible(b.yes, v.While)
	b.tick()
	w.arrangeTop()
	switch on := b.focused(); {
	case !asks && on != nil:
		w.focusBack()
	case asks && !w.front.Load():
		b.takeFocus()
	case on != nil && on != b.no: // it allowed the one before
		w.win.Canvas().Focus(b.no)
	}
}

// takeFocus makes Enter deny. It is for a window that nobody types in.
func (b *askBar) takeFocus() {
	if b.w.host.Dialog != nil {
		b.w.host.Dialog.Close()
	}
	b.w.win.Canvas().Focus(b.no)
}

// tick says how long there is time to answer.
func (b *askBar) tick() {
	if words := b.w.ApprovalAsked().Text; words != "" {
		kit.SetLabel(b.what, words)
	}
}

// serve lets commands and second starts reach this window.
func (w *Window) serve() {
	if w.set.Serve == nil {
		return
	}
	kit.Background(w.Context(), w.host, func(context.Context) (struct{}, error) {
		return struct{}{}, w.set.Serve(agent.Host{
			Gate: w.Model, Raise: w.raise, Locked: w.set.Wallet.Locked,
			Lock: func() { w.LockNow(w.t.LockedCommand) },
		})
	}, func(_ struct{}, err error) {
		if err != nil {
			w.Say(w.t.NotServing)
		}
	})
}
