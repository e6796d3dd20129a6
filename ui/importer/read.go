package importer

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"lanyard/internal/credimport"
	"lanyard/internal/explain"
	"lanyard/internal/userfile"

	"lanyard/ui/kit"
	"lanyard/ui/text"
)

// Open opens the place where credentials are taken in.
func (w *Room) Open() {
	if w.host.Dialog != nil || kit.Find[*Pane](w.host.Panes) != nil {
		return
	}
	w.host.Panes.Leave(func() { w.showImporter() })
}

// showImporter puts the importer in place of the detail, unless it stands there.
func (w *Room) showImporter() *Pane {
	m := kit.Find[*Pane](w.host.Panes)
	if m == nil {
		m = newPane(w)
		w.host.Panes.Show(m)
	}
	return m
}

// ImportPasted imports what is on the clipboard: Ctrl+V anywhere but in a field.
func (w *Room) ImportPasted() {
	if w.SaysLocked() || w.host.Dialog != nil || w.nav.Typing() {
		return
	}
	w.Paste(func(text string) {
		if w.Locked() || w.host.Dialog != nil || w.nav.Typing() {
			return // the user went on to something else meanwhile
		}
		w.host.Panes.Leave(func() {
			w.showImporter().read([]importSource{{text: func(context.Context) ([]byte, error) { return []byte(text), nil }}})
		})
	})
}

// Files imports files, such as those dropped onto the window. A box that stands
// over the window goes: it holds nothing that could be lost.
func (w *Room) Files(paths []string) {
	if w.SaysLocked() || len(paths) == 0 {
		return
	}
	if w.host.Dialog != nil {
		w.host.Dialog.Close()
	}
	if kit.IsTop[*Scanner](w.host.Panes) {
		w.host.Panes.Top().Drop(paths)
		return
	}
	var from []importSource
	for _, path := range paths {
		from = append(from, importSource{name: filepath.Base(path), text: func(ctx context.Context) ([]byte, error) { return userfile.Read(ctx, path, credimport.MaxInput) }})
	}
	w.host.Panes.Leave(func() { w.showImporter().read(from) })
}

// choose asks for a file to import.
func (w *Room) choose() {
	w.nav.ChooseFile(w.t.ImportFile, func(path string) { w.Files([]string{path}) })
}

// importSource is a file or a pasted text, read away from Fyne's goroutine.
type importSource struct {
	name string // the file's, "" for pasted text
	text func(context.Context) ([]byte, error)
}

// errSomewhere is said of a file that cannot be imported.
var errSomewhere = errors.New("the file cannot be read")

// findings is what some sources gave together.
type findings struct {
	found    []credimport.Found
	problems []problem
}

// newProblem is a source that gave nothing.
type problem struct {
	what, why string
	links     []credimport.Link
}

// readSources reads sources one after the other.
func readSources(ctx context.Context, t *text.Texts, from []importSource) (findings, error) {
	var all findings
	for _, s := range from {
		text, err := s.text(ctx)
		var found []credimport.Found
		if err == nil {
			found, err = credimport.Read(ctx, text, credimport.Options{Source: s.name})
		}
		if ctx.Err() != nil {
			return findings{}, ctx.Err()
		}
		if err != nil {
			all.problems = append(all.problems, newProblem(t, s.name, err))
			continue
		}
		all.found = append(all.found, found...)
	}
	return all, nil
}

// newProblem says why a source gave no credential: where, what is there, and what
// was expected. What the input holds is never repeated.
func newProblem(t *text.Texts, name string, err error) problem {
	place := cmp.Or(name, t.ImportClipboard)
	p := problem{what: fmt.Sprintf(t.ImportNothing, place)}
	var read *credimport.ReadError
	var path *fs.PathError
	switch {
	case errors.As(err, &read):
		if at := read.Place(); at != "" {
			p.what += " (" + at + ")"
		}
		p.why = kit.Capital(read.Problem) + "."
		if read.Expected != "" {
			p.why += " " + fmt.Sprintf(t.ImportExpected, read.Expected)
		}
		p.why = kit.Join(" ", p.why, read.Next)
		p.links = read.Links
	case errors.Is(err, userfile.ErrFolder):
		p.why = kit.Capital(userfile.ErrFolder.Error()) + ". " + t.ImportFolder
	case errors.As(err, &path):
		p.why = kit.Capital(errSomewhere.Error()) + ": " + path.Err.Error() + "."
	default:
		p.why = explain.Explain(err).What + "."
	}
	return p
}
