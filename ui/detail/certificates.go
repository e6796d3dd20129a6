package detail

import (
	"fmt"

	"lanyard/ui/kit"
	"lanyard/ui/state"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// chainPart shows a server's certificates and asks whether to trust them.
type chainPart struct {
	w       *Room
	box     *fyne.Container
	busy    *fyne.Container
	wheel   *widget.Activity
	doing   *kit.Line
	title   *widget.Label
	problem *widget.Label
	list    *fyne.Container
	certs   []*certBox
	compare *widget.Label
	ways    [3]*trustWay // authority, pin, system
	no      *kit.Button
	save    *kit.Button
	again   *kit.Button
	view    state.ChainView
	id      string
}

// trustWay is one way to answer, with what it means.
type trustWay struct {
	box  *fyne.Container
	text *widget.Label
	do   *kit.Button
}

func (w *Room) newTrustWay(button string, do func()) *trustWay {
	o := &trustWay{text: kit.Paragraph("", widget.MediumImportance), do: w.host.Button(button, nil, do)}
	o.box = kit.VBox(0, kit.Unpadded(o.text), kit.Padded(0, 0, 4, 0, kit.HBox(0, -1, o.do)))
	return o
}

func (o *trustWay) show(text string) {
	kit.SetLabel(o.text, text)
	kit.SetVisible(o.box, text != "")
}

func newChainPart(w *Room) *chainPart {
	t := w.t
	p := &chainPart{
		w: w, wheel: widget.NewActivity(), doing: kit.QuietLine(), list: kit.VBox(10),
		title: kit.Paragraph("", widget.MediumImportance), problem: kit.Paragraph("", widget.MediumImportance),
		compare: kit.Paragraph(t.CompareSHA, widget.MediumImportance),
	}
	p.title.TextStyle.Bold = true
	p.ways = [3]*trustWay{
		w.newTrustWay(t.TrustAuthority, w.TrustAuthority),
		w.newTrustWay(t.PinCertificate, w.PinCertificate),
		w.newTrustWay(t.TrustSystem, w.TrustSystem),
	}
	p.no = w.host.Button(t.Cancel, nil, w.closeLook).Prominent()
	p.save = w.host.Button(t.SaveChain, theme.DocumentSaveIcon(), w.ifFree(w.AskSaveChain)).Quiet()
	p.again = w.host.Button(t.TryAgain, theme.ViewRefreshIcon(), func() { w.OpenChain(p.view.Look.Again) })
	buttons := []*kit.Button{p.no, p.save, p.again}
	for _, o := range p.ways {
		o.do.After = w.host.FocusHome
		buttons = append(buttons, o.do)
	}
	for _, b := range buttons {
		b.OtherKeys = func(e *fyne.KeyEvent) {
			if e.Name == fyne.KeyEscape {
				w.closeLook()
			}
		}
	}
	p.busy = kit.HBox(8, 1, container.NewGridWrap(fyne.NewSquareSize(22), p.wheel), p.doing)
	p.box = kit.OnSurface(kit.ColorNotice, 8, kit.Padded(10, 12, 10, 14, kit.VBox(8,
		p.busy, kit.Unpadded(kit.VBox(-8, p.title, p.problem)), p.list, kit.Unpadded(p.compare),
		p.ways[0].box, p.ways[1].box, p.ways[2].box, kit.Wrap(p.no, p.again, p.save))))
	p.box.Hide()
	return p
}

// looked shows the certificates that were asked for: the question goes first.
func (p *chainPart) looked() {
	if !p.w.nav.Free() {
		return
	}
	if p.view.There {
		p.w.host.Canvas.Focus(p.no)
	}
	p.w.reveal(p.box)
}

// show draws a look at certificates and reports whether anything needs a new place.
func (p *chainPart) show(id string, v state.ChainView) bool {
	if p.id == id && p.view.Look == v.Look && p.view.There == v.There {
		return false
	}
	p.view, p.id = v, id
	kit.SetVisible(p.box, v.Look != nil)
	kit.SetVisible(p.busy, v.Busy != "")
	p.doing.SetText(v.Busy)
	if v.Busy != "" {
		p.wheel.Start()
	} else {
		p.wheel.Stop()
	}
	kit.SetLabel(p.title, v.Title)
	kit.SetLabel(p.problem, v.Problem)
	if v.Failure != nil {
		kit.SetLabel(p.problem, kit.Join(" ", v.Failure.Why, v.Failure.Next))
	}
	p.showCerts(v.Certs)
	p.ways[0].show(v.Authority)
	p.ways[1].show(v.Pin)
	p.ways[2].show(v.System)
	kit.SetVisible(p.compare, v.Authority+v.Pin != "")
	kit.SetVisible(p.save, len(v.Certs) > 0)
	kit.SetVisible(p.again, v.Failure != nil)
	return true
}

func (p *chainPart) showCerts(certs []state.CertView) {
	kit.ShowEach(p.list, &p.certs, certs, func() *certBox { return newCertBox(p.w) }, (*certBox).show)
	kit.SetVisible(p.list, len(certs) > 0)
}

// certBox is one certificate.
type certBox struct {
	kit.Boxed
	title *kit.Line
	facts [3]struct {
		box          *fyne.Container
		label, value *kit.Line
	}
	sum  *widget.Label
	copy *kit.CopyButton
	view state.CertView
}

func newCertBox(w *Room) *certBox {
	t := w.t
	c := &certBox{title: kit.NewLine(" ").As("", "", kit.Strong), sum: widget.NewLabel("")}
	c.sum.Wrapping = fyne.TextWrapWord
	c.sum.TextStyle.Monospace = true
	c.sum.SizeName = theme.SizeNameCaptionText
	c.copy = kit.NewCopyButton(w.host, func() { w.CopyPlain(t.CertSum, fingerprint(c.view.Sum)) })
	c.copy.Label = fmt.Sprintf(t.CopyWhat, t.CertSum)
	rows := kit.VBox(4, c.title)
	for i := range c.facts {
		f := &c.facts[i]
		f.label, f.value = kit.QuietLine(), kit.NewLine(" ")
		f.box = kit.HBox(8, 1, kit.LabelColumn(f.label), f.value)
		rows.Add(f.box)
	}
	label := kit.QuietLine()
	label.SetText(t.CertSum)
	c.Box = kit.VBox(0, rows, kit.HBox(8, 1, kit.LabelColumn(label), kit.Unpadded(c.sum), c.copy.Button))
	return c
}

func (c *certBox) show(v state.CertView) {
	c.view = v
	c.title.SetText(v.Title)
	for i, f := range c.facts {
		kit.SetVisible(f.box, i < len(v.Facts))
		if i < len(v.Facts) {
			f.label.SetText(v.Facts[i].Label)
			f.value.SetText(v.Facts[i].Value)
		}
	}
	kit.SetLabel(c.sum, fingerprintLines(v.Sum))
	kit.Relayout(c.Box)
}

// closeLook closes what is open for a decision, and leaves everything as it is.
func (w *Room) closeLook() {
	w.CloseLook()
	w.host.FocusHome()
}
