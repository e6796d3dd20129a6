package kit

import "fyne.io/fyne/v2"

// Confirm asks, at the foot of a pane, before something is lost that was typed or found
// there.
type Confirm struct {
	Box   *fyne.Container
	h     *Host
	yes   *Button
	No    *Button
	moved func()         // is called when the question comes or goes
	then  func()         // what to do once it may be lost
	was   fyne.Focusable // where the focus was before it asked
}

// ConfirmWords are the texts of a question.
type ConfirmWords struct{ Question, Lose, Keep string }

// NewConfirm makes the question, which is hidden. stay goes on with what was in hand; keys
// is called with keys that the buttons don't want.
func NewConfirm(h *Host, words ConfirmWords, moved, stay func(), keys func(*fyne.KeyEvent)) *Confirm {
	c := &Confirm{h: h, moved: moved}
	c.yes = h.Button(words.Lose, nil, func() { c.then() })
	c.No = h.Button(words.Keep, nil, func() { c.GoOn(stay) }).Prominent()
	c.yes.OtherKeys, c.No.OtherKeys = keys, keys
	c.Box = OnSurface(ColorNotice, 6, Padded(6, 10, 6, 12, HBox(8, 0, NewLine(words.Question).As("", "", Strong), c.No, c.yes)))
	c.Box.Hide()
	return c
}

// Ask shows the question; then is what to do once the user agrees to the loss.
func (c *Confirm) Ask(then func()) {
	c.then = then
	if !c.Asking() {
		c.was = c.h.Canvas.Focused()
	}
	c.Box.Show()
	c.moved()
	c.h.Canvas.Focus(c.No) // Enter, pressed once too often, loses nothing
}

// GoOn takes the question back and gives the focus to where it was, or else to where stay
// puts it.
func (c *Confirm) GoOn(stay func()) {
	c.Hide()
	if o, ok := c.was.(fyne.CanvasObject); ok && o.Visible() {
		c.h.Canvas.Focus(c.was)
		return
	}
	stay()
}

// Asking reports whether the question is shown.
func (c *Confirm) Asking() bool { return c.Box.Visible() }

// Hide takes the question back.
func (c *Confirm) Hide() {
	if c.Box.Visible() {
		c.Box.Hide()
		c.moved()
	}
}
