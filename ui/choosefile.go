package ui

import (
	"cmp"
	"context"
	"path/filepath"
)

// FileQuestion is which file, or folder, somebody is to choose.
type FileQuestion struct {
	Title  string
	Accept string // what the button says that takes it
	From   string // the folder to begin in; "": where one was chosen last, or the user's home
	Folder bool   // a folder is to be chosen
}

// chooseFile lets one choose a file for what stands in place of the detail, by its title.
func (w *Window) chooseFile(title string, chosen func(path string)) {
	w.ask(FileQuestion{Title: title, Accept: w.t.FilesOpen}, chosen)
}

// chooseFolder lets one choose a folder, beginning in one.
func (w *Window) chooseFolder(title, from string, chosen func(dir string)) {
	if !filepath.IsAbs(from) {
		from = ""
	}
	w.ask(FileQuestion{Title: title, Accept: w.t.FilesThis, From: from, Folder: true}, chosen)
}

// ask lets the desktop's own dialog ask, or the window where the desktop has none or it
// fails. Whoever asks again has that dialog closed; so has who locks the window.
func (w *Window) ask(q FileQuestion, chosen func(path string)) {
	if w.host.Dialog != nil {
		return
	}
	q.From = cmp.Or(q.From, w.folder, homePath("~"))
	w.endAsking()
	standing := w.stack.top() // what the file is chosen for
	take := func(path string) {
		if path == "" || w.stack.top() != standing {
			return
		}
		w.folder = filepath.Dir(path)
		if q.Folder {
			w.folder = path
		}
		chosen(path)
	}
	if w.set.ChooseFile == nil {
		w.openFiles(q, take)
		return
	}
	var ctx context.Context
	ctx, w.endFile = context.WithCancel(w.ctx)
	background(ctx, w, w.set.ChooseFile(w.win, q), func(path string, err error) {
		w.endAsking()
		switch {
		case err == nil:
			take(path)
		case w.host.Dialog == nil && w.stack.top() == standing:
			w.openFiles(q, take)
		}
	})
}

// endAsking closes the desktop's dialog, if it asks.
func (w *Window) endAsking() {
	if w.endFile != nil {
		w.endFile()
		w.endFile = nil
	}
}
