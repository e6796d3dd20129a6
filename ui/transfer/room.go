// Package transfer takes profiles and keys out of the window and brings them in: backups,
// shared profiles, and keys that move from one place to another.
package transfer

import (
	"fmt"
	"strings"

	"lanyard/internal/explain"
	"lanyard/ui/kit"
	"lanyard/ui/state"
	"lanyard/ui/text"
)

// Nav is what the room needs of the window.
type Nav interface {
	// ChooseFile and ChooseFolder let the user choose, and call chosen when they did.
	ChooseFile(title string, chosen func(path string))
	ChooseFolder(title, from string, chosen func(dir string))
}

// Wallet is what the room needs of profiles and keys.
type Wallet interface {
	state.Backups
	state.PassphraseChanger
}

// Room opens the pages.
type Room struct {
	h      *kit.Host
	t      *text.Texts
	m      *state.Model
	wallet Wallet
	keep   *state.Keep
	demo   bool
	nav    Nav
}

// New makes the room. Keep is how keys are moved, nil where they stay where they are; a
// demo has nothing to take out.
func New(h *kit.Host, t *text.Texts, m *state.Model, s state.Setup, nav Nav) *Room {
	return &Room{h: h, t: t, m: m, wallet: s.Wallet, keep: s.Keep, demo: s.Demo, nav: nav}
}

// fail shows on a page what went wrong.
func (x *Room) fail(p *kit.TaskPage, err error) {
	f := explain.Explain(err)
	p.Fail(f.What, f.Why, f.Next)
}

// mostNames is how many names a sentence has.
const mostNames = 8

// namesOf lists names, the first ones of many.
func namesOf(names []string) string {
	if more := len(names) - mostNames; more > 1 {
		return strings.Join(names[:mostNames], ", ") + fmt.Sprintf(" … (+%d)", more)
	}
	return strings.Join(names, ", ")
}
