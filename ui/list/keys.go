package list

import (
	"fmt"

	"fyne.io/fyne/v2"
)

// Key handles a key in the list.
func (w *Room) Key(e *fyne.KeyEvent) bool {
	if w.Locked() {
		return w.lockedKey(e)
	}
	switch e.Name {
	case fyne.KeyHome:
		w.moveTo(0)
	case fyne.KeyEnd:
		w.moveTo(w.Rows() - 1)
	case fyne.KeyDelete:
		w.host.Once(w.ifFree(w.Remove))()
	case fyne.KeySpace:
		w.Pick(w.List.chosen)
	default:
		return w.searchKey(e)
	}
	return true
}

// lockedKey handles a key outside of the fields while the window is locked: the arrows
// still go through the names, and what needs a key says why it doesn't work.
func (w *Room) lockedKey(e *fyne.KeyEvent) bool {
	switch e.Name {
	case fyne.KeyHome:
		w.moveTo(0)
	case fyne.KeyEnd:
		w.moveTo(w.Rows() - 1)
	case fyne.KeyDown, fyne.KeyUp, fyne.KeyPageDown, fyne.KeyPageUp:
		return w.searchKey(e)
	case fyne.KeyEscape:
		w.host.FocusHome()
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace, fyne.KeyDelete, fyne.KeyF5:
		w.SaysLocked()
	default:
		return w.host.FunctionKey(e)
	}
	return true
}

// searchKey handles the keys that the search field shares with the list.
func (w *Room) searchKey(e *fyne.KeyEvent) bool {
	switch e.Name {
	case fyne.KeyDown:
		w.move(1)
	case fyne.KeyUp:
		w.move(-1)
	case fyne.KeyPageDown:
		w.move(w.List.pageRows())
	case fyne.KeyPageUp:
		w.move(-w.List.pageRows())
	case fyne.KeyReturn, fyne.KeyEnter:
		w.host.Once(w.enter)()
	case fyne.KeyEscape:
		w.escape()
	default:
		return w.host.FunctionKey(e)
	}
	return true
}

// enter gets the chosen profile's token, once there is one chosen. While something stands in
// place of the detail it only leaves that: one doesn't see whose token it would be.
func (w *Room) enter() {
	if w.nav.Editing() {
		w.host.Panes.Leave(w.nav.ShowDetail)
		return
	}
	if w.List.chosen < 0 && w.Search.Text != "" { // the detail shows one that the search did not find
		w.pickBest()
	} else if w.Chosen() != "" {
		w.GetToken(w.Chosen(), false)
		w.nav.ShowDetail()
	}
}

// pickBest chooses the best match, where the search has not chosen one by itself: a
// profile may have come since. It does no more, for one has not seen its detail yet.
func (w *Room) pickBest() {
	if w.Rows() == 0 {
		w.Say(fmt.Sprintf(w.t.NoMatch, w.Search.Text))
		return
	}
	w.moveTo(0)
}

// escape clears the search; without one it goes back to the list where that is hidden.
func (w *Room) escape() {
	if w.Search.Text != "" {
		w.ClearSearch()
		return
	}
	if w.nav.Narrow() {
		w.nav.ShowList()
	}
}

// ClearSearch shows all profiles.
func (w *Room) ClearSearch() {
	w.Search.SetText("")
	w.nav.Refresh()
}

// move chooses the profile so many rows further.
func (w *Room) move(by int) {
	at := w.List.chosen
	if at < 0 {
		at = -by
		if by < 0 {
			at = w.Rows()
		}
	}
	w.moveTo(at + by)
}

func (w *Room) moveTo(at int) {
	if w.Rows() == 0 {
		return
	}
	at = min(max(0, at), w.Rows()-1)
	w.host.Panes.Leave(func() { w.Choose(w.IDAt(at)) })
}

// Pick is a click on a row: it chooses, and shows the detail where there is room for
// one pane only.
func (w *Room) Pick(at int) {
	if at < 0 || at >= w.Rows() {
		return
	}
	id := w.IDAt(at)
	w.host.Panes.Leave(func() {
		w.nav.ShowDetail()
		w.Choose(id)
	})
}

// UndoRemoval takes the last removal back, while it can be, and reports whether it did.
func (w *Room) UndoRemoval() bool {
	if !w.nav.Free() || w.Removals() == 0 {
		return false
	}
	w.Undo()
	return true
}

// copyToken is Ctrl+C in the list, and in the search field where nothing is selected.
func (w *Room) copyToken() {
	if w.nav.Free() {
		w.CopyToken()
	} else {
		w.SaysLocked()
	}
}
