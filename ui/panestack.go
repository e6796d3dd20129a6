package ui

import (
	"fyne.io/fyne/v2"
)

// pane is what stands in place of the detail: the form, the importer, the search for
// keys, the settings, or a page for one task.
type pane interface {
	// Object is drawn in place of the detail.
	Object() fyne.CanvasObject
	// FirstFocus gets the focus when the pane is shown, or comes to light again; nil: what
	// has it keeps it.
	FirstFocus() fyne.Focusable
	// RestFocus gets the focus when a question above the panes is answered: Enter, pressed
	// once too often, does nothing there that lasts. nil: what has it keeps it.
	RestFocus() fyne.Focusable
	// Key handles a key that no control wants.
	Key(e *fyne.KeyEvent)
	// Reveal scrolls what has the focus into view.
	Reveal(o fyne.CanvasObject)
	// Leave calls then once the pane may be closed: at once, or when the user agrees to
	// what that loses, which they may never do.
	Leave(then func())
	// Drop takes files that were dragged onto the window, and reports whether it did.
	Drop(paths []string) bool
	// Forget ends what is under way and drops the secrets, when the pane is closed or the
	// window ends.
	Forget()
}

// paneStack has the panes that are open. The last one is shown; it came from the one
// below it, or from the detail.
type paneStack []pane

// top is the pane that is shown, nil when the detail is.
func (s paneStack) top() pane {
	if len(s) == 0 {
		return nil
	}
	return s[len(s)-1]
}

// readSources gives the pane of a type that is open, nil when none is.
func find[P pane](s paneStack) (none P) {
	for _, p := range s {
		if p, ok := p.(P); ok {
			return p
		}
	}
	return none
}

// isTop reports whether the pane that is shown is of a type.
func isTop[P pane](s paneStack) bool {
	_, ok := s.top().(P)
	return ok
}

// showPane shows a pane in place of the detail, or in front of the pane it came from.
// The settings are no place to come back to: whoever wants that opens them again.
func (w *Window) showPane(p pane) {
	if isTop[*settingsPane](w.stack) {
		w.stack = w.stack[:len(w.stack)-1]
	}
	w.stack = append(w.stack, p)
	w.ClearMessage()
	w.fillRight()
	w.refresh()
	w.focusOn(p.FirstFocus())
}

// closePane takes the pane that is shown away with the secrets it holds, if it is that
// one, and shows what is below it.
func (w *Window) closePane(p pane) {
	if p == nil || w.stack.top() != p {
		return
	}
	p.Forget()
	w.measured.Forget()
	w.stack = w.stack[:len(w.stack)-1]
	w.fillRight()
	w.refresh()
	if below := w.stack.top(); below != nil {
		w.focusOn(below.FirstFocus())
		return
	}
	w.focusHome()
}

// leavePanes closes what stands in place of the detail and goes on with then, unless
// something would be lost by it to which the user does not agree.
func (w *Window) leavePanes(then func()) {
	p := w.stack.top()
	if p == nil {
		then()
		return
	}
	p.Leave(func() {
		w.closePane(p)
		w.leavePanes(then)
	})
	if w.stack.top() == p { // the list goes back to whose detail is hidden
		w.list.choose(w.Position(w.Chosen()))
	}
}

// closePanes closes what stands in place of the detail, without asking.
func (w *Window) closePanes() {
	for len(w.stack) > 0 {
		w.closePane(w.stack.top())
	}
}

// focusOn gives something the focus; nil changes nothing.
func (w *Window) focusOn(o fyne.Focusable) {
	if o != nil {
		w.win.Canvas().Focus(o)
	}
}
