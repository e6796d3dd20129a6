package ui

import "fyne.io/fyne/v2"

// discard asks, at the foot of what stands in place of the detail, before something that
// was typed or found there is lost.
type discard struct {
	box  *fyne.Container
	w    *Window
	yes  *button
	no   *button
	then func()         // what to do once it may be lost
	was  fyne.Focusable // where the focus was before it asked
}

// newDiscard makes the question, which is hidden. stay goes on with what was in hand; keys
// takes the keys that the buttons don't want.
func newDiscard(w *Window, question, lose, keep string, stay func(), keys func(*fyne.KeyEvent)) *discard {
	d := &discard{w: w}
	d.yes = w.button(lose, nil, func() { d.then() })
	d.no = w.button(keep, nil, func() {
		d.goOn(stay)
	}).prominent()
	for _, b := range []*button{d.yes, d.no} {
		b.otherKeys = keys
	}
	d.box = on(colorNotice, 6, inset(6, 10, 6, 12, rowOf(8, 0, newLine(question).as("", "", strong), d.no, d.yes)))
	d.box.Hide()
	return d
}

// ask shows the question; then is what to do once the user agrees to the loss.
func (d *discard) ask(then func()) {
	d.then = then
	if !d.asking() {
		d.was = d.w.win.Canvas().Focused()
	}
	d.box.Show()
	relayout(d.w.right)
	d.w.win.Canvas().Focus(d.no) // Enter, pressed once too often, loses nothing
}

// goOn takes the question back and gives the focus to where it was, or else to where stay
// puts it.
func (d *discard) goOn(stay func()) {
	d.hide()
	if o, ok := d.was.(fyne.CanvasObject); ok && o.Visible() {
		d.w.win.Canvas().Focus(d.was)
		return
	}
	stay()
}

func (d *discard) asking() bool { return d.box.Visible() }

func (d *discard) hide() {
	if d.box.Visible() {
		d.box.Hide()
		relayout(d.w.right)
	}
}
