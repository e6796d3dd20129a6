package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"lanyard/ui/kit"
)

// testPart is the card with the staged test: the button that starts it, each check as
// it ends, the verdict, and what to do next.
type testPart struct {
	w       *Window
	box     *fyne.Container
	start   *kit.Button
	say     *kit.Line // that it only reads; later, when it was
	busy    *fyne.Container
	wheel   *widget.Activity
	doing   *kit.Line
	cancel  *kit.Button
	found   *testFound
	first   *kit.Button
	second  *kit.Button
	report  *kit.Button
	save    *kit.Button
	close   *kit.Button
	buttons *fyne.Container
	fold    *kit.Disclosure
	rows    []*checkRow
	list    *fyne.Container

	view  testView
	drawn int    // how many checks had ended when this was drawn last
	id    string // of the profile
}

func newTestPart(w *Window) *testPart {
	t := w.t
	p := &testPart{
		w: w, say: kit.QuietLine(), doing: kit.QuietLine(), wheel: widget.NewActivity(), found: newTestFound(), list: kit.VBox(10),
	}
	p.start = w.host.Button(t.TestCredential, nil, w.testCredential)
	p.cancel = w.host.Button(t.Cancel, nil, w.CancelTest)
	p.cancel.ID = "cancel test"
	p.first = w.host.Button("", nil, func() { w.act(p.view.first) }).Prominent()
	p.second = w.host.Button("", nil, func() { w.act(p.view.second) })
	p.report = w.host.Button(t.CopyReport, theme.ContentCopyIcon(), p.copyReport).Quiet()
	p.save = w.host.Button(t.SaveChain, theme.DocumentSaveIcon(), w.ifFree(w.AskSaveChain)).Quiet()
	p.close = w.host.Button(t.Dismiss, nil, w.DismissTest).Quiet()
	for _, b := range []*kit.Button{p.start, p.cancel, p.report, p.close} {
		b.After = w.focusHome
	}
	p.busy = kit.HBox(8, 1, container.NewGridWrap(fyne.NewSquareSize(22), p.wheel), p.doing, p.cancel)
	p.buttons = kit.Wrap(p.first, p.second, p.report, p.save, p.close)
	p.fold = w.host.Disclosure(t.WhatWasChecked, kit.Padded(2, 0, 4, 8, p.list))
	p.fold.When = func(open bool) {
		if open {
			w.showPart(p.fold.Box)
		}
	}
	p.box = kit.OnSurface(kit.ColorCard, 8, kit.Padded(10, 12, 8, 14, kit.VBox(6,
		kit.HBox(12, 1, p.start, p.say), p.busy, p.found.chips, p.found.words,
		kit.Padded(2, 0, 0, 0, p.buttons), p.fold.Box)))
	return p
}

// show draws a test and reports whether anything needs a new place for it.
func (p *testPart) show(id string, v testView) bool {
	p.doing.SetText(v.busy)
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
		p.fold.Set(false)
	}
	p.view, p.drawn, p.id = v, ended, id
	p.showHead(v)
	p.found.show(v)
	p.showButtons(v)
	kit.ShowEach(p.list, &p.rows, v.checks, newCheckRow, (*checkRow).show)
	kit.SetVisible(p.fold.Box, v.run != nil)
	return true
}

func (p *testPart) showHead(v testView) {
	t := p.w.t
	busy := v.run != nil && !v.ended
	kit.SetVisible(p.busy, busy)
	kit.SetVisible(p.start, !busy && (v.first.Action != TryAgain)) // one button a deed
	kit.SetVisible(p.say, !busy)
	switch {
	case busy:
		p.wheel.Start()
	case v.run == nil:
		p.say.SetText(t.TestCosts)
		p.start.SetText(t.TestCredential)
	default:
		p.say.SetText(v.when)
		p.start.SetText(t.TestAgain)
	}
	if !busy {
		p.wheel.Stop()
	}
}

func (p *testPart) showButtons(v testView) {
	setRemedy(p.first, v.first)
	setRemedy(p.second, v.second)
	kit.SetVisible(p.report, v.ended)
	kit.SetVisible(p.save, v.canSave && v.ended)
	kit.SetVisible(p.close, v.ended)
	kit.SetVisible(p.buttons, v.ended)
}

func setRemedy(b *kit.Button, r Remedy) {
	kit.SetVisible(b, r.Action != NoAction)
	if r.Action != NoAction {
		b.SetText(r.Text)
	}
}

// copyReport copies the test as text. It has no secret in it.
func (p *testPart) copyReport() {
	if prof := p.w.Current(); prof != nil {
		p.w.CopyPlain(p.w.t.TestReport, p.view.report(p.w.t, *prof))
	}
}

// checkRow is a check with what it found.
type checkRow struct {
	kit.Boxed
	mark   *kit.CheckIcon
	head   *kit.Line
	took   *kit.Line
	detail *widget.Label
	hint   *widget.Label
	codes  *widget.Label
}

func newCheckRow() *checkRow {
	r := &checkRow{
		mark:   kit.NewCheckIcon(),
		head:   kit.NewLine(" ").As("", "", kit.Strong).Unshortened(),
		took:   kit.NewLine(" ").As(theme.ColorNamePlaceHolder, theme.SizeNameCaptionText, fyne.TextStyle{}).Unshortened(),
		detail: kit.Paragraph("", widget.MediumImportance), hint: kit.Paragraph("", widget.LowImportance), codes: kit.Paragraph("", widget.LowImportance),
	}
	r.codes.SizeName = theme.SizeNameCaptionText
	r.Box = kit.VBox(-2, kit.HBox(8, -1, kit.HBox(4, -1, r.mark, r.head), r.took), kit.Unpadded(kit.VBox(-10, r.detail, r.hint, r.codes)))
	return r
}

// show hides a check that has not ended.
func (r *checkRow) show(v checkView) {
	kit.SetVisible(r.Box, v.status != "")
	r.head.SetColor(toneColor(v.tone))
	showCheck(r.mark, v)
	r.head.SetText(v.name + ": " + v.status)
	r.took.SetText(v.took)
	kit.SetLabel(r.detail, v.detail)
	kit.SetLabel(r.hint, v.hint)
	kit.SetLabel(r.codes, v.codes)
	kit.Relayout(r.Box)
}
