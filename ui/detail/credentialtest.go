package detail

import (
	"cmp"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"lanyard/ui/kit"
	"lanyard/ui/parts"
	"lanyard/ui/state"
)

// testPart is the card with the staged test: the button that starts it, each check as
// it ends, the verdict, and what to do next.
type testPart struct {
	w       *Room
	box     *fyne.Container
	start   *kit.Button
	say     *kit.Line // that it only reads; later, when it was
	busy    *fyne.Container
	wheel   *widget.Activity
	doing   *kit.Line
	cancel  *kit.Button
	found   *parts.Checks
	first   *kit.Button
	second  *kit.Button
	report  *kit.Button
	save    *kit.Button
	close   *kit.Button
	buttons *fyne.Container
	fold    *kit.Disclosure
	rows    []*checkRow
	list    *fyne.Container

	view  state.TestView
	drawn int    // how many checks had ended when this was drawn last
	id    string // of the profile
}

func newTestPart(w *Room) *testPart {
	t := w.t
	p := &testPart{
		w: w, say: kit.QuietLine(), doing: kit.QuietLine(), wheel: widget.NewActivity(), found: parts.NewChecks(), list: kit.VBox(10),
	}
	p.start = w.host.Button(t.TestCredential, nil, w.Test)
	p.cancel = w.host.Button(t.Cancel, nil, w.CancelTest)
	p.cancel.ID = "cancel test"
	p.first = w.host.Button("", nil, func() { w.act(p.view.First) }).Prominent()
	p.second = w.host.Button("", nil, func() { w.act(p.view.Second) })
	p.report = w.host.Button(t.CopyReport, theme.ContentCopyIcon(), p.copyReport).Quiet()
	p.save = w.host.Button(t.SaveChain, theme.DocumentSaveIcon(), w.ifFree(w.AskSaveChain)).Quiet()
	p.close = w.host.Button(t.Dismiss, nil, w.DismissTest).Quiet()
	for _, b := range []*kit.Button{p.start, p.cancel, p.report, p.close} {
		b.After = w.host.FocusHome
	}
	p.busy = kit.HBox(8, 1, container.NewGridWrap(fyne.NewSquareSize(22), p.wheel), p.doing, p.cancel)
	p.buttons = kit.Wrap(p.first, p.second, p.report, p.save, p.close)
	p.fold = w.host.Disclosure(t.WhatWasChecked, kit.Padded(2, 0, 4, 8, p.list))
	p.fold.When = func(open bool) {
		if open {
			w.reveal(p.fold.Box)
		}
	}
	p.box = kit.OnSurface(kit.ColorCard, 8, kit.Padded(10, 12, 8, 14, kit.VBox(6,
		kit.HBox(12, 1, p.start, p.say), p.busy, p.found.Chips(), p.found.Words(),
		kit.Padded(2, 0, 0, 0, p.buttons), p.fold.Box)))
	return p
}

// show draws a test and reports whether anything needs a new place for it.
func (p *testPart) show(id string, v state.TestView) bool {
	p.doing.SetText(v.Busy)
	ended := 0
	for _, c := range v.Checks {
		if c.Status != "" {
			ended++
		}
	}
	if p.id == id && p.view.Run == v.Run && p.view.Ended == v.Ended && p.drawn == ended && p.view.When == v.When && p.view.Last == v.Last {
		return false
	}
	if p.view.Run != v.Run {
		p.fold.Set(false)
	}
	p.view, p.drawn, p.id = v, ended, id
	p.showHead(v)
	p.found.Show(v)
	p.showButtons(v)
	kit.ShowEach(p.list, &p.rows, v.Checks, newCheckRow, (*checkRow).show)
	kit.SetVisible(p.fold.Box, v.Run != nil)
	return true
}

func (p *testPart) showHead(v state.TestView) {
	t := p.w.t
	busy := v.Run != nil && !v.Ended
	kit.SetVisible(p.busy, busy)
	kit.SetVisible(p.start, !busy && (v.First.Action != state.TryAgain)) // one button a deed
	kit.SetVisible(p.say, !busy)
	switch {
	case busy:
		p.wheel.Start()
	case v.Run == nil:
		p.say.SetText(cmp.Or(v.Last, t.TestCosts))
		p.start.SetText(t.TestCredential)
	default:
		p.say.SetText(v.When)
		p.start.SetText(t.TestAgain)
	}
	if !busy {
		p.wheel.Stop()
	}
}

func (p *testPart) showButtons(v state.TestView) {
	setRemedy(p.first, v.First)
	setRemedy(p.second, v.Second)
	kit.SetVisible(p.report, v.Ended)
	kit.SetVisible(p.save, v.CanSave && v.Ended)
	kit.SetVisible(p.close, v.Ended)
	kit.SetVisible(p.buttons, v.Ended)
}

func setRemedy(b *kit.Button, r state.Remedy) {
	kit.SetVisible(b, r.Action != state.NoAction)
	if r.Action != state.NoAction {
		b.SetText(r.Text)
	}
}

// copyReport copies the test as text. It has no secret in it.
func (p *testPart) copyReport() {
	if prof := p.w.Current(); prof != nil {
		p.w.CopyPlain(p.w.t.TestReport, p.view.Report(p.w.t, *prof))
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
func (r *checkRow) show(v state.CheckView) {
	kit.SetVisible(r.Box, v.Status != "")
	r.head.SetColor(parts.ToneColor(v.Tone))
	parts.ShowCheck(r.mark, v)
	r.head.SetText(v.Name + ": " + v.Status)
	r.took.SetText(v.Took)
	kit.SetLabel(r.detail, v.Detail)
	kit.SetLabel(r.hint, v.Hint)
	kit.SetLabel(r.codes, v.Codes)
	kit.Relayout(r.Box)
}
