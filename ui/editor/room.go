// Package editor has the form that adds and edits profiles, in place of the detail.
package editor

import (
	"lanyard/internal/credimport"

	"lanyard/ui/kit"
	"lanyard/ui/state"
	"lanyard/ui/text"
)

// Nav is what the room needs of the window.
type Nav interface {
	// ReadingView goes back to the detail from the settings, and reports whether nothing
	// else stands in its place.
	ReadingView() bool
	// ChooseFile lets the user choose a file, and calls chosen when they did.
	ChooseFile(title string, chosen func(path string))
	// OpenPage opens a web page in the browser.
	OpenPage(link string)
	// ShowFound shows what was found in a pasted text, to be imported.
	ShowFound(found []credimport.Found)
	// ArrangePane gives everything in place of the detail its place anew.
	ArrangePane()
	// ClearSearch shows all profiles.
	ClearSearch()
}

// Room opens the form that adds and edits profiles.
type Room struct {
	*state.Model
	host       *kit.Host
	t          *text.Texts
	wallet     state.Wallet
	nav        Nav
	unfinished *unfinished // the form to go on with after unlocking; nil: none
}

// New makes the room.
func New(h *kit.Host, t *text.Texts, m *state.Model, w state.Wallet, nav Nav) *Room {
	return &Room{Model: m, host: h, t: t, wallet: w, nav: nav}
}

// Typing reports whether the form is in front.
func (w *Room) Typing() bool { return kit.IsTop[*Form](w.host.Panes) }

// Test tests what the form holds.
func (w *Room) Test() { kit.Find[*Form](w.host.Panes).Test.begin() }

// unfinished is a form that was open when the window was locked, without its secrets.
type unfinished struct {
	id, title    string
	first, draft draft
}

// Suspend remembers a form with changes, without its secrets, before it is closed by a lock.
func (w *Room) Suspend() {
	if f := kit.Find[*Form](w.host.Panes); f != nil && f.Dirty() {
		w.unfinished = &unfinished{id: f.id, title: f.Title, first: f.first, draft: f.Read()}
	}
}

// Resume opens the form again that was open when the window was locked: what locks it is
// often nobody's wish but a time that went by.
func (w *Room) Resume() {
	u := w.unfinished
	w.unfinished = nil
	if u == nil || w.host.Panes.Top() != nil || u.id != "" && w.Profile(u.id) == nil {
		return
	}
	f := newForm(w, u.id, u.title, u.draft)
	f.first = u.first
	w.host.Panes.Show(f)
	w.Say(w.t.FormIsBack)
}
