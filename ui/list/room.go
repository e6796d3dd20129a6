// Package list has the list of profiles and the search over it: what stands in it, which
// one is chosen, and the keys that both share.
package list

import (
	"runtime"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"lanyard/internal/credimport"
	"lanyard/ui/kit"
	"lanyard/ui/state"
	"lanyard/ui/text"
)

// Nav is what the room needs of the window.
type Nav interface {
	// Free reports whether the detail is in front: not locked, and nothing in its place.
	Free() bool
	// Editing reports whether something stands in place of the detail.
	Editing() bool
	// Narrow reports whether there is room for the list or the detail alone.
	Narrow() bool
	// ShowDetail and ShowList show one of them then.
	ShowDetail()
	ShowList()
	// Refresh draws everything anew.
	Refresh()
	// Edit opens the form of the chosen profile.
	Edit()
	// Test tests its credential.
	Test()
	// ProfileItems are the lines of a menu for it.
	ProfileItems() []*fyne.MenuItem
	// ImportPasted shows what the clipboard has, to be imported.
	ImportPasted()
	// ShowFound shows what was found in a pasted text, to be imported.
	ShowFound(found []credimport.Found)
}

// Room has the list and the search.
type Room struct {
	*state.Model
	Search *kit.Search
	List   *ProfileList
	Box    *fyne.Container // the list, or why there is nothing in it
	host   *kit.Host
	t      *text.Texts
	nav    Nav
	empty  *emptyList
	home   fyne.Focusable // the list or the search, where one worked last
}

// New makes the room.
func New(h *kit.Host, t *text.Texts, m *state.Model, nav Nav) *Room {
	w := &Room{Model: m, host: h, t: t, nav: nav, Search: kit.NewSearch(h)}
	w.buildSearch()
	w.List = newProfileList(w.Rows, w.Row, t.Production, h.Tips)
	w.List.keys = w.Key
	w.List.onFocus = func() { w.home = w.List }
	w.List.onRune = w.Rune
	w.List.onMenu = w.rowMenu
	w.List.onCopy = w.copyToken
	w.List.onPaste = nav.ImportPasted
	w.List.onUndo = w.UndoRemoval
	w.List.onPick = w.Pick
	w.List.onTap = func(at int) {
		w.Pick(at) // also the one that is chosen: where there is one column, its detail is out of sight
		if !nav.Editing() {
			h.Canvas.Focus(w.List)
			w.List.twice(w.Now(), w.Chosen(), w.copyToken)
		}
	}
	w.home = w.List
	w.empty = newEmptyList(w)
	w.Box = kit.Layers(w.List, w.empty.box)
	return w
}

func (w *Room) buildSearch() {
	s := w.Search
	s.Label, s.PlaceHolder, s.Icon = w.t.Search, w.t.SearchHint, theme.SearchIcon()
	if runtime.GOOS == "darwin" {
		s.PlaceHolder = w.t.SearchHintApple
	}
	s.OnChanged = func(string) { w.searchTyped() }
	s.Keys = w.searchKey
	s.OnFocus = func() { w.home = s }
	s.OnCopy = w.copyToken
	s.OnUndo = w.UndoRemoval
	s.Whole = w.searchPasted
}

// Refresh draws what stands in place of the list, if anything does.
func (w *Room) Refresh() { w.empty.refresh() }

// Draw marks the chosen profile, scrolls to it and draws the rows.
func (w *Room) Draw() { w.List.choose(w.Position(w.Chosen())) }

// Tick draws the rows that time has changed.
func (w *Room) Tick() { w.List.tick() }

// Focus gives the focus back to where one worked last: the list or the search.
func (w *Room) Focus() { w.host.Canvas.Focus(w.home) }

// ifFree makes an action that does nothing while anything is in front of the detail.
func (w *Room) ifFree(do func()) func() {
	return func() {
		if w.nav.Free() {
			do()
		}
	}
}

func (w *Room) newToken() { w.GetToken(w.Chosen(), true) }
