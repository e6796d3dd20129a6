package kit

import "fyne.io/fyne/v2"

// Pane is what stands in place of the detail: the form, the importer, the search for
// keys, the settings, or a page for one task.
type Pane interface {
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

// Passing is a pane that is no place to come back to: what is shown in front of it takes
// its place.
type Passing interface{ Passing() }

// Asker is a pane that asks before something is lost.
type Asker interface{ Asking() bool }

// PaneStack has the panes that are open. The last one is shown; it came from the one
// below it, or from the detail.
type PaneStack struct {
	h       *Host
	panes   []Pane
	changed func(opened bool) // is called when another one is shown, or none
	stayed  func()            // is called when one is still there after it was to be left
}

// NewPaneStack makes a stack without panes, which is the host's from then on.
func NewPaneStack(h *Host, changed func(opened bool), stayed func()) *PaneStack {
	h.Panes = &PaneStack{h: h, changed: changed, stayed: stayed}
	return h.Panes
}

// Top is the pane that is shown, nil when the detail is.
func (s *PaneStack) Top() Pane {
	if len(s.panes) == 0 {
		return nil
	}
	return s.panes[len(s.panes)-1]
}

// All are the panes that are open, the one that is shown last.
func (s *PaneStack) All() []Pane { return s.panes }

// Find gives the pane of a type that is open, nil when none is.
func Find[P Pane](s *PaneStack) (none P) {
	for _, p := range s.panes {
		if p, ok := p.(P); ok {
			return p
		}
	}
	return none
}

// IsTop reports whether the pane that is shown is of a type.
func IsTop[P Pane](s *PaneStack) bool {
	_, ok := s.Top().(P)
	return ok
}

// Show shows a pane in place of the detail, or in front of the pane it came from.
func (s *PaneStack) Show(p Pane) {
	if _, ok := s.Top().(Passing); ok {
		s.panes = s.panes[:len(s.panes)-1]
	}
	s.panes = append(s.panes, p)
	s.changed(true)
	s.h.Focus(p.FirstFocus())
}

// Close takes the pane that is shown away with the secrets it holds, if it is that one,
// and shows what is below it.
func (s *PaneStack) Close(p Pane) {
	if p == nil || s.Top() != p {
		return
	}
	p.Forget()
	s.h.Texts.Forget()
	s.panes = s.panes[:len(s.panes)-1]
	s.changed(false)
	if below := s.Top(); below != nil {
		s.h.Focus(below.FirstFocus())
		return
	}
	s.h.FocusHome()
}

// CloseAll closes what stands in place of the detail, without asking.
func (s *PaneStack) CloseAll() {
	for s.Top() != nil {
		s.Close(s.Top())
	}
}

// Leave closes what stands in place of the detail and goes on with then, unless something
// would be lost by it to which the user does not agree.
func (s *PaneStack) Leave(then func()) {
	p := s.Top()
	if p == nil {
		then()
		return
	}
	p.Leave(func() {
		s.Close(p)
		s.Leave(then)
	})
	if s.Top() == p {
		s.stayed()
	}
}
