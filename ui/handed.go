package ui

import "fyne.io/fyne/v2"

// handed has the files that another program, the start or the user's pointer handed over.
type handed struct {
	w     *Window
	files []string // to be imported
}

// take imports files: at once, or when the window is there and unlocked.
func (h *handed) take(files []string) {
	h.files = files
	h.open()
}

// open imports what is there to import, once the window is there and unlocked.
func (h *handed) open() {
	w := h.w
	if len(h.files) == 0 || !w.Loaded() || !w.StartKnown() || w.SaysLocked() {
		return
	}
	files := h.files
	h.files = nil
	w.importer.Files(files)
}

// dropped takes files that were dragged onto the window.
func (h *handed) dropped(_ fyne.Position, items []fyne.URI) {
	w := h.w
	var paths []string
	for _, u := range items {
		if u.Scheme() == "file" {
			paths = append(paths, u.Path())
		}
	}
	if w.files.Open() {
		if len(paths) == 1 {
			w.files.Drop(paths[0])
		}
		return
	}
	if top := w.host.Panes.Top(); top == nil || !top.Drop(paths) {
		w.importer.Files(paths)
	}
}
