package ui

import (
	"fmt"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"lanyard/internal/profile"
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
	s.identity = &identityAsk{seen: p.Bound(), address: firstOf(p.IdentityURL(), p.ServiceURL()), then: then}
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
	address *field
	problem *widget.Label
	yes     *button
	no      *button
	ask     *identityAsk
}

func newIdentityPart(w *Window) *identityPart {
	t := w.t
	p := &identityPart{w: w, address: newField(t.IdentityAt, w), problem: paragraph("", widget.DangerImportance)}
	title := paragraph(t.IdentityTitle, widget.MediumImportance)
	title.TextStyle.Bold = true
	p.address.OnChanged = func(string) { p.typed() }
	p.address.onSubmit = func() { // sending takes a press of the button that names the host
		if !p.yes.Disabled() {
			w.win.Canvas().Focus(p.yes)
		}
	}
	p.address.onCancel = w.closeChain
	p.address.onFocus = func() { w.showPart(p.box) }
	p.yes = w.button("", nil, func() { w.sendToIdentity(p.address.Text) })
	p.no = w.button(t.Cancel, nil, w.closeChain).prominent()
	p.yes.after = w.focusHome
	for _, b := range []*button{p.yes, p.no} {
		b.otherKeys = func(e *fyne.KeyEvent) {
			if e.Name == fyne.KeyEscape {
				w.closeChain()
			}
		}
	}
	p.box = on(colorNotice, 8, inset(10, 12, 10, 14, column(6,
		negative(column(-8, title, paragraph(t.IdentityWhat, widget.MediumImportance))),
		p.address, negative(p.problem), negative(paragraph(t.IdentityOlder, widget.LowImportance)), wrapOf(p.no, p.yes))))
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
		setLabel(p.problem, capital(err.Error()))
	case at.NeedsConsent:
		setLabel(p.problem, p.w.t.WithHTTPS)
	default:
		setLabel(p.problem, "")
	}
	good := err == nil && !at.NeedsConsent
	p.yes.setEnabled(good)
	if good {
		p.yes.setText(fmt.Sprintf(p.w.t.IdentitySend, strings.TrimPrefix(at.URL, "https://")))
	}
	relayoutIn(p.w.detail.scroll)
}

// show draws the question and reports whether anything needs a new place.
func (p *identityPart) show(ask *identityAsk) bool {
	if p.ask == ask {
		return false
	}
	p.ask = ask
	setVisible(p.box, ask != nil)
	return true
}
