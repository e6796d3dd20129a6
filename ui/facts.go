package ui

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"lanyard/ui/kit"
	"lanyard/ui/text"
)

// factList shows facts, each with its button.
type factList struct {
	w    *Window
	box  *fyne.Container
	rows []*factRow
}

type factRow struct {
	kit.Boxed
	label *kit.Line
	value *kit.TipLine
	copy  *kit.CopyButton
	fact  fact
}

func newFactList(w *Window) *factList { return &factList{w: w, box: kit.VBox(0)} }

func (l *factList) show(facts []fact) {
	kit.ShowEach(l.box, &l.rows, facts, func() *factRow { return newFactRow(l.w) }, func(r *factRow, f fact) {
		if r.fact != f {
			r.show(l.w.t, f)
		}
	})
	kit.SetVisible(l.box, len(facts) > 0)
}

func newFactRow(w *Window) *factRow {
	r := &factRow{
		label: kit.NewLine(" ").As(theme.ColorNamePlaceHolder, "", fyne.TextStyle{}),
		value: kit.NewTipLine(w.host),
	}
	r.copy = kit.NewCopyButton(w.host, func() { w.CopyPlain(r.fact.label, r.fact.value) })
	least := kit.Gap(0, r.copy.MinSize().Height) // rows without a button are as high as those with one
	r.Box = kit.HBox(8, 1, kit.LabelColumn(r.label), r.value, r.copy.Button, least)
	return r
}

func (r *factRow) show(t *text.Texts, f fact) {
	r.fact = f
	r.label.SetText(f.label)
	r.value.SetText(f.value)
	r.copy.Label = fmt.Sprintf(t.CopyWhat, f.label)
	kit.SetVisible(r.copy.Button, !f.plain)
	kit.Relayout(r.Box)
}
