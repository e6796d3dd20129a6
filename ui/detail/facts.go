package detail

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"lanyard/ui/kit"
	"lanyard/ui/state"
	"lanyard/ui/text"
)

// factList shows facts, each with its button.
type factList struct {
	w    *Room
	box  *fyne.Container
	rows []*factRow
}

type factRow struct {
	kit.Boxed
	label *kit.Line
	value *kit.TipLine
	copy  *kit.CopyButton
	fact  state.Fact
}

func newFactList(w *Room) *factList { return &factList{w: w, box: kit.VBox(0)} }

func (l *factList) show(facts []state.Fact) {
	kit.ShowEach(l.box, &l.rows, facts, func() *factRow { return newFactRow(l.w) }, func(r *factRow, f state.Fact) {
		if r.fact != f {
			r.show(l.w.t, f)
		}
	})
	kit.SetVisible(l.box, len(facts) > 0)
}

func newFactRow(w *Room) *factRow {
	r := &factRow{
		label: kit.NewLine(" ").As(theme.ColorNamePlaceHolder, "", fyne.TextStyle{}),
		value: kit.NewTipLine(w.host),
	}
	r.copy = kit.NewCopyButton(w.host, func() { w.CopyPlain(r.fact.Label, r.fact.Value) })
	least := kit.Gap(0, r.copy.MinSize().Height) // rows without a button are as high as those with one
	r.Box = kit.HBox(8, 1, kit.LabelColumn(r.label), r.value, r.copy.Button, least)
	return r
}

func (r *factRow) show(t *text.Texts, f state.Fact) {
	r.fact = f
	r.label.SetText(f.Label)
	r.value.SetText(f.Value)
	r.copy.Label = fmt.Sprintf(t.CopyWhat, f.Label)
	kit.SetVisible(r.copy.Button, !f.Plain)
	kit.Relayout(r.Box)
}
