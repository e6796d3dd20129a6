package ui

import (
	"fmt"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"lanyard/ui/text"
)

// factList shows facts, each with its button.
type factList struct {
	w    *Window
	box  *fyne.Container
	rows []*factRow
}

type factRow struct {
	boxed
	label *line
	value *tipLine
	copy  *copyButton
	fact  fact
}

// labelWidth is the width of the column of labels.
const labelWidth = 150

func newFactList(w *Window) *factList { return &factList{w: w, box: column(0)} }

func (l *factList) show(facts []fact) {
	showEach(l.box, &l.rows, facts, func() *factRow { return newFactRow(l.w) }, func(r *factRow, f fact) {
		if r.fact != f {
			r.show(l.w.t, f)
		}
	})
	setVisible(l.box, len(facts) > 0)
}

func newFactRow(w *Window) *factRow {
	r := &factRow{
		label: newLine(" ").as(theme.ColorNamePlaceHolder, "", fyne.TextStyle{}),
		value: newTipLine(w),
	}
	r.copy = newCopyButton(w, func() { w.copyPlain(r.fact.label, r.fact.value) })
	least := gapOf(0, r.copy.MinSize().Height) // rows without a button are as high as those with one
	r.box = rowOf(8, 1, labelColumn(r.label), r.value, r.copy.button, least)
	return r
}

func (r *factRow) show(t *text.Texts, f fact) {
	r.fact = f
	r.label.setText(f.label)
	r.value.setText(f.value)
	r.copy.label = fmt.Sprintf(t.CopyWhat, f.label)
	setVisible(r.copy.button, !f.plain)
	relayout(r.box)
}

// copyButton is a button that says for a moment that it has done its work.
type copyButton struct {
	*button
	w    *Window
	back *time.Timer
}

// saidFor is how long a copy button shows that it has copied.
const saidFor = 2 * time.Second

func newCopyButton(w *Window, copy func()) *copyButton {
	c := &copyButton{w: w}
	c.button = w.button(w.t.Copy, theme.ContentCopyIcon(), func() { copy(); c.said() }).quiet()
	c.after = w.focusHome
	return c
}

func (c *copyButton) said() {
	c.setIcon(theme.ConfirmIcon())
	if c.back != nil {
		c.back.Stop()
	}
	c.back = time.AfterFunc(saidFor, func() {
		if c.w.ctx.Err() == nil {
			c.w.do(func() { c.setIcon(theme.ContentCopyIcon()) })
		}
	})
}
