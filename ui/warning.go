package ui

// openAt comes to the front at a profile, as far as nothing else is going on.
func (w *Window) openAt(id string) {
	w.activation.comeUp()
	if w.free() && w.Profile(id) != nil {
		w.list.ClearSearch()
		w.Choose(id)
		w.panes.showDetail(true, false)
	}
}
