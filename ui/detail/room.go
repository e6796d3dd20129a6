// Package detail has the reading pane of the chosen profile: what is known of it, its token
// and its key, the test of its credential, what failed and what to do about it, code for
// it, and the questions that belong to it alone.
package detail

import (
	"fyne.io/fyne/v2"

	"lanyard/ui/kit"
	"lanyard/ui/state"
	"lanyard/ui/text"
)

// Nav is what the room needs of the window.
type Nav interface {
	// Edit opens the form of the chosen profile.
	Edit()
	// ReplaceKey opens it at the key.
	ReplaceKey()
	// SetProxy opens it at the proxy.
	SetProxy()
	// KeyCard makes what shows the life of a profile's API key.
	KeyCard() KeyCard
	// RotateKey opens the page that changes the chosen profile's API key for a new one.
	RotateKey()
	// OpenPage opens a web page in the browser.
	OpenPage(link string)
	// Free reports whether the detail is in front: not locked, and nothing in its place.
	Free() bool
	// ShowDetail shows the detail where there is no room for the list beside it.
	ShowDetail()
	// RefreshDetail draws the detail anew.
	RefreshDetail()
	// Refresh draws everything anew.
	Refresh()
}

// KeyCard shows what IBM tells of a profile's API key, and what can be done with it.
type KeyCard interface {
	Object() fyne.CanvasObject
	// Show draws what is known of a profile's key, and reports whether anything needs a new
	// place for it.
	Show(profileID string) bool
	// Opened is told when somebody looks.
	Opened()
}

// Room has the reading pane and what is opened from it.
type Room struct {
	*state.Model
	View   *View
	host   *kit.Host
	t      *text.Texts
	wallet state.Wallet
	nav    Nav
	Choice *PlaceChoice // nil: closed
}

// New makes the room.
func New(h *kit.Host, t *text.Texts, m *state.Model, w state.Wallet, nav Nav) *Room {
	r := &Room{Model: m, host: h, t: t, wallet: w, nav: nav}
	r.View = newView(r)
	return r
}

// ifFree makes an action of the reading pane that does nothing while anything else is in
// front.
func (w *Room) ifFree(do func()) func() {
	return func() {
		if w.nav.Free() {
			do()
		}
	}
}

// Test proves the chosen profile's credential, where one sees it.
func (w *Room) Test() {
	w.nav.ShowDetail()
	w.TestCredential()
}

// ShowTest scrolls to the test.
func (w *Room) ShowTest() { w.reveal(w.View.test.box) }

// Tick draws what time has changed besides the view.
func (w *Room) Tick() { w.Choice.tick() }

// ShowCertificates shows the certificates that were asked for.
func (w *Room) ShowCertificates() { w.View.chain.looked() }

// AskWhereToSave asks where to save certificates, or shows what became of it.
func (w *Room) AskWhereToSave() { w.View.saving() }

// BeginCode puts the focus where a one-time code, or an account, is asked for.
func (w *Room) BeginCode() { w.View.code.begin() }

// BeginIdentity asks for the address of the cluster's identity service.
func (w *Room) BeginIdentity() { w.View.identity.begin() }

// RefreshActivity has what is shown of the activity read anew.
func (w *Room) RefreshActivity() { w.View.activity.changed() }

// reveal scrolls a part of the detail into view, its beginning where it is too tall.
func (w *Room) reveal(o fyne.CanvasObject) {
	scroll := w.View.Scroll
	if !o.Visible() || w.host.Panes.Top() != nil {
		return
	}
	kit.RelayoutIn(scroll)
	kit.RevealIn(scroll, o)
	if top, ok := kit.TopWithin(scroll.Content, o); ok && o.Size().Height > scroll.Size().Height {
		scroll.ScrollToOffset(fyne.NewPos(0, max(0, top-8)))
	}
}
