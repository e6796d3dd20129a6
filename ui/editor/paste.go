package editor

import (
	"cmp"
	"fmt"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"lanyard/internal/credimport"
	"lanyard/internal/profile"
	"lanyard/ui/kit"
	"lanyard/ui/state"
)

// wholeLeast is how long a pasted text is at least before it is looked at as a whole
// credential, in bytes.
const wholeLeast = 30

// isWhole reports whether a find is more than the one value that a field asks for.
func isWhole(x credimport.Found) bool {
	switch x.Format {
	case "bare-key", "url", "bearer-token", "header":
		return false
	}
	return x.Sensitive() || x.Profile.URL != ""
}

// formPaste offers to fill the form from a whole credential that was pasted into one of
// its fields.
type formPaste struct {
	f       *Form
	Box     *fyne.Container
	text    *widget.Label
	fill    *kit.Button
	other   *kit.Button // the second of two keys
	literal *kit.Button
	said    *widget.Label
	found   []credimport.Found
	insert  func()
}

func newFormPaste(f *Form) *formPaste {
	t := f.w.t
	p := &formPaste{f: f, text: kit.Paragraph("", widget.MediumImportance), said: kit.Paragraph("", widget.LowImportance)}
	p.fill = f.w.host.Button("", nil, func() { p.take(0) }).Prominent()
	p.other = f.w.host.Button("", nil, func() { p.take(1) })
	p.literal = f.w.host.Button(t.PasteLiteral, nil, func() { insert := p.insert; p.hide(); insert() })
	for _, b := range []*kit.Button{p.fill, p.other, p.literal} {
		b.OtherKeys = f.Key
	}
	p.Box = kit.OnSurface(kit.ColorCard, 6, kit.Padded(6, 8, 8, 4, kit.VBox(2, p.text, kit.Padded(0, 0, 0, 8, kit.Wrap(p.fill, p.other, p.literal)), p.said)))
	p.Box.Hide()
	return p
}

// offer takes a text that was pasted into a field and reports whether it takes care of
// it: it goes into the field after all when it is no whole credential.
func (p *formPaste) offer(e *kit.Field, text string) bool {
	if len(text) < wholeLeast || !strings.ContainsAny(text, "\n{= ") {
		return false
	}
	p.f.w.FindIn(text, isWhole, func(found []credimport.Found) {
		p.show(found, func() { e.Insert(text) })
	}, func() { e.Insert(text) })
	return true
}

func (p *formPaste) show(found []credimport.Found, insert func()) {
	f, t := p.f, p.f.w.t
	if f.w.host.Panes.Top() != f {
		return
	}
	p.found, p.insert = found, insert
	what := fmt.Sprintf(t.PastedWhole, t.FormTitle(found[0].Format))
	fill, other := t.FillForm, ""
	switch {
	case len(found) > 1:
		what, fill = fmt.Sprintf(t.PastedSome, len(found)), t.ImportThem
	case len(found[0].Alternatives) > 1:
		titles := []string{}
		for _, a := range found[0].Alternatives {
			titles = append(titles, fmt.Sprintf(t.FillFormWith, state.KeyWord(t, profile.Profile{Kind: profile.CP4D, SecretKind: a.SecretKind})))
		}
		what += " " + t.PastedBoth
		fill, other = titles[0], titles[1]
	}
	kit.SetLabel(p.text, what)
	kit.SetLabel(p.said, "")
	p.fill.SetText(fill)
	p.other.SetText(other)
	p.fill.Show()
	p.literal.Show()
	kit.SetVisible(p.other, other != "")
	p.Box.Show()
	kit.RelayoutIn(f.scroll)
	f.scroll.ScrollToTop()
	f.w.host.Canvas.Focus(p.fill)
}

// take fills the form, with one of two keys where there are two.
func (p *formPaste) take(which int) {
	f, w := p.f, p.f.w
	found := p.found
	p.found, p.insert = nil, nil
	if len(found) > 1 {
		p.hide()
		w.host.Panes.Leave(func() { w.nav.ShowFound(found) })
		return
	}
	x := found[0]
	if which < len(x.Alternatives) {
		x.Choose(x.Alternatives[which].SecretKind)
	}
	f.fillFrom(x)
	p.fill.Hide()
	p.other.Hide()
	p.literal.Hide()
	kit.SetLabel(p.text, w.t.FormFilled)
	kit.SetLabel(p.said, kit.Join(" ", append([]string{x.Why}, append(x.Cleaned, x.Notes...)...)...))
	kit.RelayoutIn(f.scroll)
	f.scroll.ScrollToTop()
}

func (p *formPaste) hide() {
	p.found, p.insert = nil, nil
	p.Box.Hide()
	kit.RelayoutIn(p.f.scroll)
}

// fillFrom puts what was found into the form. A name, tags and the marks of production
// and renewal that are there already stay.
func (f *Form) fillFrom(x credimport.Found) {
	have := f.Read()
	if x.Profile.Kind == "" {
		x.Profile.Kind = have.Kind
	}
	d := draftOf(x.Profile)
	d.text[FName] = cmp.Or(have.text[FName], credimport.FreeName(f.w.Profiles(), x.Profile.Name))
	d.text[FTags], d.production, d.renew = have.text[FTags], have.production, have.renew
	f.draft = d
	f.fill()
	f.Entry(FKey).Clear()
	if !x.Secret.Empty() {
		f.Entry(FKey).SetText(x.Secret.Reveal())
	}
	f.draft = f.Read()
	f.arrange()
	next := FName
	if x.Secret.Empty() {
		next = FKey
	}
	f.Focus(next)
}
