package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
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
		line:    container.New(&wrapping{gap: 16, tight: true}),
		verdict: paragraph("", widget.MediumImportance), why: paragraph("", widget.MediumImportance),
		next: paragraph("", widget.MediumImportance), hints: paragraph("", widget.LowImportance),
	}
	f.verdict.TextStyle.Bold = true
	f.chips = inset(2, 0, 0, 0, f.line)
	f.words = inset(3, 0, 0, 0, negative(column(-8, f.verdict, f.why, f.next, f.hints)))
	return f
}

func (f *testFound) show(v testView) {
	f.showChips(v.checks)
	setToned(f.verdict, v.verdict, v.tone)
	setLabel(f.why, v.why)
	setLabel(f.next, v.next)
	setLabel(f.hints, v.hints)
}

func (f *testFound) showChips(checks []checkView) {
	showEach(f.line, &f.chip, checks, newCheckChip, (*checkChip).show)
	setVisible(f.line, len(checks) > 0)
}

// checkChip is a check in two words: how it ended and which, with its time.
type checkChip struct {
	boxed
	mark *endMark
	name *line
	took *line
}

func newCheckChip() *checkChip {
	c := &checkChip{
		mark: newEndMark(),
		name: newLine(" ").unshortened(),
		took: newLine(" ").as(theme.ColorNamePlaceHolder, theme.SizeNameCaptionText, fyne.TextStyle{}).unshortened(),
	}
	c.box = rowOf(5, -1, rowOf(3, -1, c.mark, c.name), c.took)
	return c
}

func (c *checkChip) show(v checkView) {
	c.mark.show(v)
	text := v.name
	if v.status == statusFailed {
		text += " " + v.status
	}
	c.name.style.Bold = v.status == statusFailed
	c.name.setColor(v.tone.color())
	c.name.setText(text)
	c.took.setText(v.took)
	setVisible(c.took, v.took != "")
	relayout(c.box)
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
	setLabel(l, text)
}
