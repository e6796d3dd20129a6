package list

import (
	"fyne.io/fyne/v2"

	"lanyard/internal/credimport"
)

// FocusSearch has a search typed.
func (w *Room) FocusSearch() {
	if !w.nav.Free() {
		return
	}
	w.host.Canvas.Focus(w.Search)
	w.Search.SelectAll()
}

// SelectSearch has the search field ready for the next name after a token was copied from
// it: the next thing is often another profile.
func (w *Room) SelectSearch() {
	if w.host.Canvas.Focused() == fyne.Focusable(w.Search) {
		w.Search.SelectAll()
	}
}

// Rune lets one begin to type a search.
func (w *Room) Rune(r rune) {
	if w.nav.Free() && w.host.Canvas.Overlays().Top() == nil && r > ' ' {
		w.host.Canvas.Focus(w.Search)
		w.Search.TypedRune(r)
	}
}

// searchTyped follows what is typed: the best match becomes the chosen one, unless something
// stands in front of its detail.
func (w *Room) searchTyped() {
	w.Model.Search(w.Search.Text, w.Search.Text != "" && !w.nav.Editing())
}

// pastedLeast is from how many letters on a pasted text is looked at: none shorter has a
// credential.
const pastedLeast = 30

// searchPasted keeps credentials out of the search field, where they would stand in
// clear: they are imported instead. It reports whether it takes care of the text.
func (w *Room) searchPasted(text string) bool {
	if len(text) < pastedLeast {
		return false
	}
	w.FindIn(text, credimport.Found.Sensitive, func(found []credimport.Found) {
		if w.nav.Free() {
			w.nav.ShowFound(found)
		}
	}, func() { w.Search.Insert(text) })
	return true
}
