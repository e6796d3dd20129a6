package parts

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"lanyard/ui/kit"
	"lanyard/ui/state"
)

// Checks is what a test has found: each check in two words, as it ends, and then
// what it amounts to.
type Checks struct {
	chips   *fyne.Container
	chip    []*checkChip
	line    *fyne.Container // of chips
	words   *fyne.Container
	verdict *widget.Label
	why     *widget.Label
	next    *widget.Label
	hints   *widget.Label
}

// NewChecks makes what shows the checks of a test.
func NewChecks() *Checks {
	f := &Checks{
		line:    kit.WrapTight(16),
		verdict: kit.Paragraph("", widget.MediumImportance), why: kit.Paragraph("", widget.MediumImportance),
		next: kit.Paragraph("", widget.MediumImportance), hints: kit.Paragraph("", widget.LowImportance),
	}
	f.verdict.TextStyle.Bold = true
	f.chips = kit.Padded(2, 0, 0, 0, f.line)
	f.words = kit.Padded(3, 0, 0, 0, kit.Unpadded(kit.VBox(-8, f.verdict, f.why, f.next, f.hints)))
	return f
}

// Show draws a test.
func (f *Checks) Show(v state.TestView) {
	f.showChips(v.Checks)
	setToned(f.verdict, v.Verdict, v.Tone)
	kit.SetLabel(f.why, v.Why)
	kit.SetLabel(f.next, v.Next)
	kit.SetLabel(f.hints, v.Hints)
}

func (f *Checks) showChips(checks []state.CheckView) {
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

func (c *checkChip) show(v state.CheckView) {
	ShowCheck(c.mark, v)
	text := v.Name
	if v.Status == state.StatusFailed {
		text += " " + v.Status
	}
	c.name.Style.Bold = v.Status == state.StatusFailed
	c.name.SetColor(ToneColor(v.Tone))
	c.name.SetText(text)
	c.took.SetText(v.Took)
	kit.SetVisible(c.took, v.Took != "")
	kit.Relayout(c.Box)
}

// setToned sets a label's text in the colour of its meaning; the words say the same.
func setToned(l *widget.Label, text string, t state.Tone) {
	importance := widget.MediumImportance
	switch t {
	case state.Good:
		importance = widget.SuccessImportance
	case state.Limited:
		importance = widget.WarningImportance
	case state.Bad:
		importance = widget.DangerImportance
	}
	if l.Importance != importance {
		l.Importance = importance
		l.Refresh()
	}
	kit.SetLabel(l, text)
}

// Chips are the checks, in two words each.
func (f *Checks) Chips() fyne.CanvasObject { return f.chips }

// Words say what the checks amount to.
func (f *Checks) Words() fyne.CanvasObject { return f.words }
