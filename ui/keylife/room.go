// Package keylife has what the window shows of the life of API keys: the card at a profile,
// the page of a rotation, which can be left and come back to, the list of all keys of an
// owner, and what is told of a rotation that was interrupted.
package keylife

import (
	"lanyard/internal/profile"
	"lanyard/internal/secret"

	"lanyard/ui/keystate"
	"lanyard/ui/kit"
	"lanyard/ui/state"
	"lanyard/ui/text"
)

// Nav is what the room asks of the window.
type Nav interface {
	OpenPage(link string) // in the browser
	ArrangeTop()          // after the banner has come or gone
	FocusHome()           // back to where one works
}

// Room makes what shows the life of API keys.
type Room struct {
	h    *kit.Host
	t    *text.Texts
	m    *state.Model
	k    *keystate.Model // nil: nothing is known of keys, and nothing is offered
	nav  Nav
	page *rotationPage // that was opened last; nil once it is closed
	warn bool          // quitting was warned of
}

// New makes the room.
func New(h *kit.Host, t *text.Texts, m *state.Model, nav Nav) *Room {
	return &Room{h: h, t: t, m: m, k: m.KeyLife(), nav: nav}
}

// free reports whether a page may be opened.
func (x *Room) free() bool { return x.k != nil && x.h.Dialog == nil && !x.m.SaysLocked() }

// OpenRotation opens the page of a profile's rotation: the one that is under way, or one
// that is planned.
func (x *Room) OpenRotation(id string) {
	if !x.free() {
		return
	}
	if r := x.k.Plan(id); r != nil {
		x.show(r)
	} else {
		x.m.Say(x.t.RotateNone)
	}
}

// OpenRunning opens the page of the rotation that is under way, and reports whether one is.
func (x *Room) OpenRunning() bool {
	if x.k == nil || x.k.Running() == nil {
		return false
	}
	x.show(x.k.Running())
	return true
}

// openNew opens the page on which a profile with a key of its own is made.
func (x *Room) openNew(id string) {
	if x.free() {
		x.show(x.k.PlanNew(id))
	}
}

// goOn goes on with what was interrupted, goBack back, and show what comes of it.
func (x *Room) goOn(id string) {
	if x.free() {
		x.show(x.k.GoOn(id))
	}
}

func (x *Room) goBack(id string) {
	if x.free() {
		x.show(x.k.GoBack(id))
	}
}

// show shows the page of a rotation.
func (x *Room) show(r *keystate.Rotation) {
	if r == nil || x.page != nil && x.page.r == r && x.h.Panes.Top() == kit.Pane(x.page.TaskPage) {
		return
	}
	x.h.Panes.Leave(func() {
		x.page = newRotationPage(x, r)
		x.h.Panes.Show(x.page.TaskPage)
	})
}

// Refresh draws the page of a rotation, if it is shown.
func (x *Room) Refresh() {
	if x.page != nil && x.h.Panes.Top() == kit.Pane(x.page.TaskPage) {
		x.page.draw()
	}
}

// Resume shows once more, after the window was unlocked, a new key that nobody else has.
func (x *Room) Resume() {
	if x.k != nil && x.k.Holds() {
		x.OpenRunning()
	}
}

// Keeps reports whether the window should not be quit, which is said once: a rotation is
// under way, or a new key waits to be copied.
func (x *Room) Keeps() bool {
	if x.k == nil || x.m.Locked() || x.warn || x.k.Running() == nil {
		return false
	}
	x.warn = true
	said := x.t.QuitRunning
	if x.k.Holds() {
		said = x.t.QuitHolds
	}
	x.OpenRunning()
	x.m.Say(said)
	return true
}

// Steps are the steps on the page of a rotation, as "name: status", for tests.
func (x *Room) Steps() []string {
	if x.page == nil || x.page.drawn == nil {
		return nil
	}
	var out []string
	for _, s := range x.page.drawn.Steps {
		out = append(out, s.Name+": "+string(s.Status))
	}
	return out
}

// Managed reports whether a key that was found somewhere can be looked up at IBM.
func (x *Room) Managed(p profile.Profile, key secret.Text) bool {
	return x.k != nil && p.Kind == profile.Cloud && p.SecretKind == profile.APIKey && !key.Empty()
}
