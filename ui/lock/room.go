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

	View       *View          // in place of the detail
	Passphrase *PassphraseBar // above the panes
	Approval   *ApprovalBar
}

// New makes the room.
func New(h *kit.Host, t *text.Texts, m *state.Model, nav Nav) *Room {
	r := &Room{Model: m, host: h, t: t, nav: nav}
	r.View, r.Passphrase, r.Approval = newView(r), newPassphraseBar(r), newApprovalBar(r)
	return r
}

// Clear empties the fields for passphrases.
func (r *Room) Clear() {
	r.View.Pass.Clear()
	r.Passphrase.Pass.Clear()
}

// Toggle is the button and its key: it locks, also where one changed their mind while it
// opens.
func (r *Room) Toggle() {
	if r.Locked() && !r.LockDetail().Busy {
		r.View.Open()
		return
	}
	r.Lock("")
}
