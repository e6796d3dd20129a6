package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"lanyard/ui/kit"
)

// testFound is what a test has found: each check in two words, as it ends, and then
// what it amounts to.
type testFound struct {
	chips   *fyne.Container
	chip    []*checkChip
	line    *fyne.Container // of chips
	words   *fyne.Container
	verdict *widget.Label
	why     *widget.Label
	next    *widget.Label
	hints   *widget.Label
}

func newTestFound() *testFound {
	f := &testFound{
		line:    kit.WrapTight(16),
		verdict: kit.Paragraph("", widget.MediumImportance), why: kit.Paragraph("", widget.MediumImportance),
		next: kit.Paragraph("", widget.MediumImportance), hints: kit.Paragraph("", widget.LowImportance),
	}
	f.verdict.TextStyle.Bold = true
	f.chips = kit.Padded(2, 0, 0, 0, f.line)
	f.words = kit.Padded(3, 0, 0, 0, kit.Unpadded(kit.VBox(-8, f.verdict, f.why, f.next, f.hints)))
	return f
}

func (f *testFound) show(v testView) {
	f.showChips(v.checks)
	setToned(f.verdict, v.verdict, v.tone)
	kit.SetLabel(f.why, v.why)
	kit.SetLabel(f.next, v.next)
	kit.SetLabel(f.hints, v.hints)
}

func (f *testFound) showChips(checks []checkView) {
	kit.ShowEach(f.line, &f.chip, checks, newCheckChip, (*checkChip).show)
	kit.SetVisible(f.line, len(checks) > 0)
}

// checkChip is a check in two words: how it ended and which, with its time.
type checkChip struct {
	kit.Boxed
	mark *kit.CheckIcon
	name *kit.Line
	took *kit.Line
}

func newCheckChip() *checkChip {
	c := &checkChip{
		mark: kit.NewCheckIcon(),
		name: kit.NewLine(" ").Unshortened(),
		took: kit.NewLine(" ").As(theme.ColorNamePlaceHolder, theme.SizeNameCaptionText, fyne.TextStyle{}).Unshortened(),
	}
	c.Box = kit.HBox(5, -1, kit.HBox(3, -1, c.mark, c.name), c.took)
	return c
}

func (c *checkChip) show(v checkView) {
	showCheck(c.mark, v)
	text := v.name
	if v.status == statusFailed {
		text += " " + v.status
	}
	c.name.Style.Bold = v.status == statusFailed
	c.name.SetColor(toneColor(v.tone))
	c.name.SetText(text)
	c.took.SetText(v.took)
	kit.SetVisible(c.took, v.took != "")
	kit.Relayout(c.Box)
}

// setToned sets a label's text in the colour of its meaning; the words say the same.
func setToned(l *widget.Label, text string, t tone) {
	importance := widget.MediumImportance
	switch t {
	case toneGood:
		importance = widget.SuccessImportance
	case toneLimited:
		importance = widget.WarningImportance
	case toneBad:
		importance = widget.DangerImportance
	}
	if l.Importance != importance {
		l.Importance = importance
		l.Refresh()
	}
	kit.SetLabel(l, text)
}
