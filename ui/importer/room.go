// Package importer takes credentials in: from what is pasted or dropped, and from files that a
// search finds them in.
package importer

import (
	"lanyard/internal/credimport"
	"lanyard/internal/profile"
	"lanyard/internal/secret"

	"lanyard/ui/kit"
	"lanyard/ui/state"
	"lanyard/ui/text"
)

// Nav is what the room needs of the window.
type Nav interface {
	// ChooseFile and ChooseFolder let the user choose, and call chosen when they did.
	ChooseFile(title string, chosen func(path string))
	ChooseFolder(title, from string, chosen func(dir string))
	// OpenPage opens a web page in the browser.
	OpenPage(link string)
	// KeyAtIBM reports whether IBM can be asked whose key this is, and OpenKeyAtIBM opens the
	// page that does, in front of what is shown.
	KeyAtIBM(p profile.Profile, key secret.Text) bool
	OpenKeyAtIBM(place string, p profile.Profile, key secret.Text)
	// Typing reports whether something stands in place of the detail that is not left for
	// what was pasted elsewhere.
	Typing() bool
	// ArrangePane gives everything in place of the detail its place anew.
	ArrangePane()
	// ClearSearch shows all profiles.
	ClearSearch()
}

// Room opens the importer and the search for keys.
type Room struct {
	*state.Model
	host   *kit.Host
	t      *text.Texts
	wallet state.Wallet
	nav    Nav
}

// New makes the room.
func New(h *kit.Host, t *text.Texts, m *state.Model, w state.Wallet, nav Nav) *Room {
	return &Room{Model: m, host: h, t: t, wallet: w, nav: nav}
}

// Show shows what was found somewhere else, to be saved.
func (w *Room) Show(found []credimport.Found) {
	w.showImporter().show(findings{found: found})
}
