// Package lock has what stands in place of the detail while the window is locked, and the
// questions above the panes: for a passphrase, and whether a command may have a token.
package lock

import (
	"lanyard/ui/kit"
	"lanyard/ui/state"
	"lanyard/ui/text"
)

// Nav is what the room needs of the window.
type Nav interface {
	// ArrangeTop gives everything its place after a question has come or gone.
	ArrangeTop()
	// FocusBack gives the focus back after a question was answered.
	FocusBack()
	// InFront reports whether the window has the desktop's focus.
	InFront() bool
}

// Room makes the lock and the questions above the panes.
type Room struct {
	*state.Model
	host *kit.Host
	t    *text.Texts
	nav  Nav
}

// New makes the room.
func New(h *kit.Host, t *text.Texts, m *state.Model, nav Nav) *Room {
	return &Room{Model: m, host: h, t: t, nav: nav}
}
