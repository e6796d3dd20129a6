// Package filepick lets the user choose a file or a folder: the desktop's own dialog asks,
// or a box over the window where the desktop has none.
package filepick

import (
	"cmp"
	"context"
	"path/filepath"

	"lanyard/internal/userfile"
	"lanyard/ui/kit"
	"lanyard/ui/text"
)

// Question is which file, or folder, the user is to choose.
type Question struct {
	Title  string
	Accept string // what the button says that takes it
	From   string // the folder to begin in; "": where one was chosen last, or the user's home
	Folder bool   // a folder is to be chosen
}

// Nav is what a picker needs of the window.
type Nav interface {
	// FileFor is what a file is chosen for: an answer counts while that stays the same.
	FileFor() any
	// DesktopDialog has the desktop's own dialog ask, which waits for the user until its
	// context ends and gives "" when they did not choose. Nil: the desktop has none.
	DesktopDialog(q Question) (ask func(context.Context) (string, error))
}

// Picker asks for files, one at a time.
type Picker struct {
	host   *kit.Host
	t      *text.Texts
	nav    Nav
	folder string             // in which something was chosen last
	end    context.CancelFunc // ends the desktop's dialog; nil: it doesn't ask
	open   *chooser           // the box that asks; nil: none
}

// New makes a picker.
func New(h *kit.Host, t *text.Texts, nav Nav) *Picker { return &Picker{host: h, t: t, nav: nav} }

// File lets one choose a file for what stands in place of the detail, by its title.
func (p *Picker) File(title string, chosen func(path string)) {
	p.ask(Question{Title: title, Accept: p.t.FilesOpen}, chosen)
}

// Folder lets one choose a folder, beginning in one.
func (p *Picker) Folder(title, from string, chosen func(dir string)) {
	if !filepath.IsAbs(from) {
		from = ""
	}
	p.ask(Question{Title: title, Accept: p.t.FilesThis, From: from, Folder: true}, chosen)
}

// ask lets the desktop's own dialog ask, or the window where the desktop has none or it
// fails. Another question closes that dialog.
func (p *Picker) ask(q Question, chosen func(path string)) {
	if p.host.Dialog != nil {
		return
	}
	q.From = cmp.Or(q.From, p.folder, userfile.Path("~"))
	p.Cancel()
	standing := p.nav.FileFor()
	take := func(path string) {
		if path == "" || p.nav.FileFor() != standing {
			return
		}
		p.folder = filepath.Dir(path)
		if q.Folder {
			p.folder = path
		}
		chosen(path)
	}
	desktop := p.nav.DesktopDialog(q)
	if desktop == nil {
		p.show(q, take)
		return
	}
	var ctx context.Context
	ctx, p.end = context.WithCancel(p.host.Context)
	kit.Background(ctx, p.host, desktop, func(path string, err error) {
		p.Cancel()
		switch {
		case err == nil:
			take(path)
		case p.host.Dialog == nil && p.nav.FileFor() == standing:
			p.show(q, take)
		}
	})
}

// Cancel closes the desktop's dialog, if it asks.
func (p *Picker) Cancel() {
	if p.end != nil {
		p.end()
		p.end = nil
	}
}

// Open reports whether the window asks.
func (p *Picker) Open() bool { return p.open != nil }

// Type goes on with the path that is being typed.
func (p *Picker) Type(r rune) {
	p.host.Canvas.Focus(p.open.path)
	p.open.path.TypedRune(r)
}

// Drop begins at a file that was dragged onto the window.
func (p *Picker) Drop(path string) { p.open.dropped(path) }

// Shown is what a box that asks shows.
type Shown struct {
	Path    string   // what is typed
	Entries []string // what is listed, folders with a slash behind them
	Marked  int      // position in Entries, -1: none
	Reading bool     // the folder is being read
}

// Shown tells what the box shows, and whether there is one.
func (p *Picker) Shown() (s Shown, open bool) {
	c := p.open
	if c == nil {
		return Shown{}, false
	}
	s = Shown{Path: c.path.Text, Marked: c.at, Reading: c.stop != nil}
	for _, e := range c.found {
		name := e.name
		if e.folder {
			name += "/"
		}
		s.Entries = append(s.Entries, name)
	}
	return s, true
}
