package ui

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// chainPart shows a server's certificates and asks whether to trust them.
type chainPart struct {
	w       *Window
	box     *fyne.Container
	busy    *fyne.Container
	wheel   *widget.Activity
	doing   *line
	title   *widget.Label
	problem *widget.Label
	list    *fyne.Container
	certs   []*certBox
	compare *widget.Label
	ways    [3]*trustWay // authority, pin, system
	no      *button
	save    *button
	again   *button
	view    chainView
	id      string
}

// trustWay is one way to answer, with what it means.
type trustWay struct {
	box  *fyne.Container
	text *widget.Label
	do   *button
}

func (w *Window) newTrustWay(button string, do func()) *trustWay {
	o := &trustWay{text: paragraph("", widget.MediumImportance), do: w.button(button, nil, do)}
	o.box = column(0, negative(o.text), inset(0, 0, 4, 0, rowOf(0, -1, o.do)))
	return o
}

func (o *trustWay) show(text string) {
	setLabel(o.text, text)
	setVisible(o.box, text != "")
}

func newChainPart(w *Window) *chainPart {
	t := w.t
	p := &chainPart{
		w: w, wheel: widget.NewActivity(), doing: quietLine(), list: column(10),
		title: paragraph("", widget.MediumImportance), problem: paragraph("", widget.MediumImportance),
		compare: paragraph(t.CompareSHA, widget.MediumImportance),
	}
	p.title.TextStyle.Bold = true
	p.ways = [3]*trustWay{
		w.newTrustWay(t.TrustAuthority, w.trustAuthority),
		w.newTrustWay(t.PinCertificate, w.pinCertificate),
		w.newTrustWay(t.TrustSystem, w.trustSystem),
	}
	p.no = w.button(t.Cancel, nil, w.closeChain).prominent()
	p.save = w.button(t.SaveChain, theme.DocumentSaveIcon(), w.askSaveChain).quiet()
	p.again = w.button(t.TryAgain, theme.ViewRefreshIcon(), func() { w.openChain(p.view.look.then) })
	buttons := []*button{p.no, p.save, p.again}
	for _, o := range p.ways {
		o.do.after = w.focusHome
		buttons = append(buttons, o.do)
	}
	for _, b := range buttons {
		b.otherKeys = func(e *fyne.KeyEvent) {
			if e.Name == fyne.KeyEscape {
				w.closeChain()
			}
		}
	}
	p.busy = rowOf(8, 1, container.NewGridWrap(fyne.NewSquareSize(22), p.wheel), p.doing)
	p.box = on(colorNotice, 8, inset(10, 12, 10, 14, column(8,
		p.busy, negative(column(-8, p.title, p.problem)), p.list, negative(p.compare),
		p.ways[0].box, p.ways[1].box, p.ways[2].box, wrapOf(p.no, p.again, p.save))))
	p.box.Hide()
	return p
}

// show draws a look at certificates and reports whether anything needs a new place.
func (p *chainPart) show(id string, v chainView) bool {
	if p.id == id && p.view.look == v.look && p.view.there == v.there {
		return false
	}
	p.view, p.id = v, id
	setVisible(p.box, v.look != nil)
	setVisible(p.busy, v.busy != "")
	p.doing.setText(v.busy)
	if v.busy != "" {
		p.wheel.Start()
	} else {
		p.wheel.Stop()
	}
	setLabel(p.title, v.title)
	setLabel(p.problem, v.problem)
	if v.failure != nil {
		setLabel(p.problem, joined(" ", v.failure.Why, v.failure.Next))
	}
	p.showCerts(v.certs)
	p.ways[0].show(v.authority)
	p.ways[1].show(v.pin)
	p.ways[2].show(v.system)
	setVisible(p.compare, v.authority+v.pin != "")
	setVisible(p.save, len(v.certs) > 0)
	setVisible(p.again, v.failure != nil)
	return true
}

func (p *chainPart) showCerts(certs []certView) {
	showEach(p.list, &p.certs, certs, func() *certBox { return newCertBox(p.w) }, (*certBox).show)
	setVisible(p.list, len(certs) > 0)
}

// certBox is one certificate.
type certBox struct {
	boxed
	title *line
	facts [3]struct {
		box          *fyne.Container
		label, value *line
	}
	sum  *widget.Label
	copy *copyButton
	view certView
}

func newCertBox(w *Window) *certBox {
	t := w.t
	c := &certBox{title: newLine(" ").as("", "", strong), sum: widget.NewLabel("")}
	c.sum.Wrapping = fyne.TextWrapWord
	c.sum.TextStyle.Monospace = true
	c.sum.SizeName = theme.SizeNameCaptionText
	c.copy = newCopyButton(w, func() { w.copyPlain(t.CertSum, fingerprint(c.view.sum)) })
	c.copy.label = fmt.Sprintf(t.CopyWhat, t.CertSum)
	rows := column(4, c.title)
	for i := range c.facts {
		f := &c.facts[i]
		f.label, f.value = quietLine(), newLine(" ")
		f.box = rowOf(8, 1, labelColumn(f.label), f.value)
		rows.Add(f.box)
	}
	label := quietLine()
	label.setText(t.CertSum)
	c.box = column(0, rows, rowOf(8, 1, labelColumn(label), negative(c.sum), c.copy.button))
	return c
}

func (c *certBox) show(v certView) {
	c.view = v
	c.title.setText(v.title)
	for i, f := range c.facts {
		setVisible(f.box, i < len(v.facts))
		if i < len(v.facts) {
			f.label.setText(v.facts[i].label)
			f.value.setText(v.facts[i].value)
		}
	}
	setLabel(c.sum, fingerprintLines(v.sum))
	relayout(c.box)
}
