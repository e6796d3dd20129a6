package ui

import (
	"cmp"
	"fmt"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"lanyard/internal/profile"
	"lanyard/ui/kit"
)

// identityAsk is the question whether a cluster's identity service may get the
// password, and where that is.
type identityAsk struct {
	seen    profile.Bound // of the profile as it was asked about
	address string        // proposed
	then    func()
}

// askIdentity asks for the identity service of the chosen profile's cluster. From
// Cloud Pak for Data 5.1 on that is the cluster's own host.
func (w *Window) askIdentity(then func()) {
	p := w.current()
	if p == nil || !w.free() || p.Kind != profile.CP4D || p.SecretKind == profile.APIKey {
		return
	}
	s := w.session(p.ID)
	w.closeLook(s)
	s.identity = &identityAsk{seen: p.Bound(), address: cmp.Or(p.IdentityURL(), p.ServiceURL()), then: then}
	w.refresh()
	w.detail.identity.begin(s.identity)
	w.showPart(w.detail.identity.box)
}

// sendToIdentity makes the profile sign in by the identity service whose host was on
// the button.
func (w *Window) sendToIdentity(address string) {
	s := w.sessions[w.chosen]
	if s == nil || s.identity == nil {
		return
	}
	at, err := profile.ParseOrigin(address)
	if err != nil || at.NeedsConsent {
		return
	}
	ask := s.identity
	w.closeLook(s)
	w.editAgreed(w.chosen, ask.seen, func(p *profile.Profile) { p.CPDIdentity = at.URL }, ask.then)
}

// identityPart asks, with the host that the password would go to on the button.
type identityPart struct {
	w       *Window
	box     *fyne.Container
	address *kit.Field
	problem *widget.Label
	yes     *kit.Button
	no      *kit.Button
	ask     *identityAsk
}

func newIdentityPart(w *Window) *identityPart {
	t := w.t
	p := &identityPart{w: w, address: kit.NewField(t.IdentityAt, w.host), problem: kit.Paragraph("", widget.DangerImportance)}
	title := kit.Paragraph(t.IdentityTitle, widget.MediumImportance)
	title.TextStyle.Bold = true
	p.address.OnChanged = func(string) { p.typed() }
	p.address.OnSubmit = func() { // sending takes a press of the button that names the host
		if !p.yes.Disabled() {
			w.win.Canvas().Focus(p.yes)
		}
	}
	p.address.OnCancel = w.closeChain
	p.address.OnFocus = func() { w.showPart(p.box) }
	p.yes = w.host.Button("", nil, func() { w.sendToIdentity(p.address.Text) })
	p.no = w.host.Button(t.Cancel, nil, w.closeChain).Prominent()
	p.yes.After = w.focusHome
	for _, b := range []*kit.Button{p.yes, p.no} {
		b.OtherKeys = func(e *fyne.KeyEvent) {
			if e.Name == fyne.KeyEscape {
				w.closeChain()
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
func (p *identityPart) begin(ask *identityAsk) {
	address := ask.address
	if at, err := profile.ParseOrigin(address); err == nil {
		address = at.URL
	}
	p.address.SetText(address)
	p.typed()
	p.w.win.Canvas().Focus(p.address)
}

// typed says whom the password would go to.
func (p *identityPart) typed() {
	at, err := profile.ParseOrigin(p.address.Text)
	switch {
	case err != nil:
		kit.SetLabel(p.problem, kit.Capital(err.Error()))
	case at.NeedsConsent:
		kit.SetLabel(p.problem, p.w.t.WithHTTPS)
	default:
		kit.SetLabel(p.problem, "")
	}
	good := err == nil && !at.NeedsConsent
	p.yes.SetEnabled(good)
	if good {
		p.yes.SetText(fmt.Sprintf(p.w.t.IdentitySend, strings.TrimPrefix(at.URL, "https://")))
	}
	kit.RelayoutIn(p.w.detail.scroll)
}

// show draws the question and reports whether anything needs a new place.
func (p *identityPart) show(ask *identityAsk) bool {
	if p.ask == ask {
		return false
	}
	p.ask = ask
	kit.SetVisible(p.box, ask != nil)
	return true
}
