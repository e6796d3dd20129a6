package detail

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"lanyard/ui/kit"
	"lanyard/ui/state"
)

// identityPart asks, with the host that the password would go to on the button.
type identityPart struct {
	w       *Room
	box     *fyne.Container
	address *kit.Field
	problem *widget.Label
	yes     *kit.Button
	no      *kit.Button
	ask     *state.IdentityQuestion
}

func newIdentityPart(w *Room) *identityPart {
	t := w.t
	p := &identityPart{w: w, address: kit.NewField(t.IdentityAt, w.host), problem: kit.Paragraph("", widget.DangerImportance)}
	title := kit.Paragraph(t.IdentityTitle, widget.MediumImportance)
	title.TextStyle.Bold = true
	p.address.OnChanged = func(string) { p.typed() }
	p.address.OnSubmit = func() { // sending takes a press of the button that names the host
		if !p.yes.Disabled() {
			w.host.Canvas.Focus(p.yes)
		}
	}
	p.address.OnCancel = w.closeLook
	p.address.OnFocus = func() { w.reveal(p.box) }
	p.yes = w.host.Button("", nil, func() { w.SendToIdentity(p.address.Text) })
	p.no = w.host.Button(t.Cancel, nil, w.closeLook).Prominent()
	p.yes.After = w.host.FocusHome
	for _, b := range []*kit.Button{p.yes, p.no} {
		b.OtherKeys = func(e *fyne.KeyEvent) {
			if e.Name == fyne.KeyEscape {
				w.closeLook()
			}
		}
	}
	p.box = kit.OnSurface(kit.ColorNotice, 8, kit.Padded(10, 12, 10, 14, kit.VBox(6,
		kit.Unpadded(kit.VBox(-8, title, kit.Paragraph(t.IdentityWhat, widget.MediumImportance))),
		p.address, kit.Unpadded(p.problem), kit.Unpadded(kit.Paragraph(t.IdentityOlder, widget.LowImportance)), kit.Wrap(p.no, p.yes))))
	p.box.Hide()
	return p
}

// begin puts the proposal into the field.
func (p *identityPart) begin() {
	if p.ask == nil {
		return
	}
	p.address.SetText(p.ask.Address)
	p.typed()
	p.w.host.Canvas.Focus(p.address)
	p.w.reveal(p.box)
}

// typed says whom the password would go to.
func (p *identityPart) typed() {
	host, problem := p.w.IdentityHost(p.address.Text)
	kit.SetLabel(p.problem, problem)
	p.yes.SetEnabled(host != "")
	if host != "" {
		p.yes.SetText(fmt.Sprintf(p.w.t.IdentitySend, host))
	}
	kit.RelayoutIn(p.w.View.Scroll)
}

// show draws the question and reports whether anything needs a new place.
func (p *identityPart) show(ask *state.IdentityQuestion) bool {
	if p.ask == ask {
		return false
	}
	p.ask = ask
	kit.SetVisible(p.box, ask != nil)
	return true
}
