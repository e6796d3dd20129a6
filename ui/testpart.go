package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// testPart is the card with the staged test: the button that starts it, each check as
// it ends, the verdict, and what to do next.
type testPart struct {
	w       *Window
	box     *fyne.Container
	start   *button
	say     *line // that it only reads; later, when it was
	busy    *fyne.Container
	wheel   *widget.Activity
	doing   *line
	cancel  *button
	found   *testFound
	first   *button
	second  *button
	report  *button
	save    *button
	close   *button
	buttons *fyne.Container
	fold    *fold
	rows    []*checkRow
	list    *fyne.Container

	view  testView
	drawn int    // how many checks had ended when this was drawn last
	id    string // of the profile
}

func newTestPart(w *Window) *testPart {
	t := w.t
	p := &testPart{
		w: w, say: quietLine(), doing: quietLine(), wheel: widget.NewActivity(), found: newTestFound(), list: column(10),
	}
	p.start = w.button(t.TestCredential, nil, w.testCredential)
	p.cancel = w.button(t.Cancel, nil, w.cancelTest)
	p.cancel.id = "cancel test"
	p.first = w.button("", nil, func() { p.view.first.do() }).prominent()
	p.second = w.button("", nil, func() { p.view.second.do() })
	p.report = w.button(t.CopyReport, theme.ContentCopyIcon(), p.copyReport).quiet()
	p.save = w.button(t.SaveChain, theme.DocumentSaveIcon(), w.askSaveChain).quiet()
	p.close = w.button(t.Dismiss, nil, w.dismissTest).quiet()
	for _, b := range []*button{p.start, p.cancel, p.report, p.close} {
		b.after = w.focusHome
	}
	p.busy = rowOf(8, 1, container.NewGridWrap(fyne.NewSquareSize(22), p.wheel), p.doing, p.cancel)
	p.buttons = wrapOf(p.first, p.second, p.report, p.save, p.close)
	p.fold = w.fold(t.WhatWasChecked, inset(2, 0, 4, 8, p.list))
	p.fold.when = func(open bool) {
		if open {
			w.showPart(p.fold.box)
		}
	}
	p.box = on(colorCard, 8, inset(10, 12, 8, 14, column(6,
		rowOf(12, 1, p.start, p.say), p.busy, p.found.chips, p.found.words,
		inset(2, 0, 0, 0, p.buttons), p.fold.box)))
	return p
}

func quietLine() *line {
	return newLine(" ").as(theme.ColorNamePlaceHolder, "", fyne.TextStyle{})
}

// show draws a test and reports whether anything needs a new place for it.
func (p *testPart) show(id string, v testView) bool {
	p.doing.setText(v.busy)
	ended := 0
	for _, c := range v.checks {
		if c.status != "" {
			ended++
		}
	}
	if p.id == id && p.view.run == v.run && p.view.ended == v.ended && p.drawn == ended && p.view.when == v.when {
		return false
	}
	if p.view.run != v.run {
		p.fold.set(false)
	}
	p.view, p.drawn, p.id = v, ended, id
	p.showHead(v)
	p.found.show(v)
	p.showButtons(v)
	showEach(p.list, &p.rows, v.checks, newCheckRow, (*checkRow).show)
	setVisible(p.fold.box, v.run != nil)
	return true
}

func (p *testPart) showHead(v testView) {
	t := p.w.t
	busy := v.run != nil && !v.ended
	setVisible(p.busy, busy)
	setVisible(p.start, !busy && (v.first == nil || v.first.text != t.TestAgain)) // one button a deed
	setVisible(p.say, !busy)
	switch {
	case busy:
		p.wheel.Start()
	case v.run == nil:
		p.say.setText(t.TestCosts)
		p.start.setText(t.TestCredential)
	default:
		p.say.setText(v.when)
		p.start.setText(t.TestAgain)
	}
	if !busy {
		p.wheel.Stop()
	}
}

func (p *testPart) showButtons(v testView) {
	setRemedy(p.first, v.first)
	setRemedy(p.second, v.second)
	setVisible(p.report, v.ended)
	setVisible(p.save, v.canSave && v.ended)
	setVisible(p.close, v.ended)
	setVisible(p.buttons, v.ended)
}

func setRemedy(b *button, r *remedy) {
	setVisible(b, r != nil)
	if r != nil {
		b.setText(r.text)
	}
}

// copyReport copies the test as text. It has no secret in it.
func (p *testPart) copyReport() {
	if prof := p.w.current(); prof != nil {
		p.w.copyPlain(p.w.t.TestReport, p.view.report(p.w.t, *prof))
	}
}

// dismissTest takes a test that has ended off the pane.
func (w *Window) dismissTest() {
	if s := w.sessions[w.chosen]; s != nil && !s.testing() {
		s.test = nil
		w.closeLook(s)
		w.refresh()
	}
}

// checkRow is a check with what it found.
type checkRow struct {
	boxed
	mark   *endMark
	head   *line
	took   *line
	detail *widget.Label
	hint   *widget.Label
	codes  *widget.Label
}

func newCheckRow() *checkRow {
	r := &checkRow{
		mark:   newEndMark(),
		head:   newLine(" ").as("", "", strong).unshortened(),
		took:   newLine(" ").as(theme.ColorNamePlaceHolder, theme.SizeNameCaptionText, fyne.TextStyle{}).unshortened(),
		detail: paragraph("", widget.MediumImportance), hint: paragraph("", widget.LowImportance), codes: paragraph("", widget.LowImportance),
	}
	r.codes.SizeName = theme.SizeNameCaptionText
	r.box = column(-2, rowOf(8, -1, rowOf(4, -1, r.mark, r.head), r.took), negative(column(-10, r.detail, r.hint, r.codes)))
	return r
}

// show hides a check that has not ended.
func (r *checkRow) show(v checkView) {
	setVisible(r.box, v.status != "")
	r.head.setColor(v.tone.color())
	r.mark.show(v)
	r.head.setText(v.name + ": " + v.status)
	r.took.setText(v.took)
	setLabel(r.detail, v.detail)
	setLabel(r.hint, v.hint)
	setLabel(r.codes, v.codes)
	relayout(r.box)
}
