// Package prefs shows the settings in place of the detail. What is chosen holds at once.
package prefs

import (
	"context"

	"lanyard/ui/kit"
	"lanyard/ui/state"
	"lanyard/ui/text"
)

// Nav is what the room needs of the window: the ways to other rooms.
type Nav interface {
	Backup()
	Restore()
	Share()
	// MoveKeys and ChangePassphrase open pages from which back leads back.
	MoveKeys(to string, back func())
	ChangePassphrase(back func())
}

// Desktop is what settings depend on.
type Desktop struct {
	// IdleKnown and TrayThere tell what this desktop can do: say since when nobody has used
	// the computer, and show an icon. They may wait. Nil: it cannot.
	IdleKnown func(ctx context.Context) bool
	TrayThere func(ctx context.Context) bool
	TrayLater bool // an icon comes and goes only when the program is started next
	Demo      bool // there is nothing to back up
}

// Room opens the settings.
type Room struct {
	*state.Model
	host    *kit.Host
	t       *text.Texts
	desktop Desktop
	nav     Nav
}

// New makes the room.
func New(h *kit.Host, t *text.Texts, m *state.Model, d Desktop, nav Nav) *Room {
	return &Room{Model: m, host: h, t: t, desktop: d, nav: nav}
}

// Refresh brings up to date where keys are kept.
func (w *Room) Refresh() {
	if p := kit.Find[*pane](w.host.Panes); p != nil {
		p.showPlace()
	}
}

// Shown is what the settings say, by label; nil while they are closed.
func (w *Room) Shown() map[string]string {
	if p := kit.Find[*pane](w.host.Panes); p != nil {
		return p.shown()
	}
	return nil
}
