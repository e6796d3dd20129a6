package transfer

import (
	"context"
	"errors"
	"fmt"

	"lanyard/internal/explain"
	"lanyard/internal/profile"
	"lanyard/internal/wallet"
	"lanyard/ui/kit"
	"lanyard/ui/passfield"
	"lanyard/ui/state"
)

// movePage moves keys to another place, or, where the old one cannot be reached, keeps
// them there from now on.
type movePage struct {
	*kit.TaskPage
	x     *Room
	to    string
	leave bool
	from  string // the old place, in words
	there string // the new one
	count int    // of keys
}

// OpenMove opens the page that moves keys to another place.
func (x *Room) OpenMove(to string, back func()) {
	if x.m.SaysLocked() || x.h.Dialog != nil || x.keep == nil {
		return
	}
	x.h.Panes.Leave(func() {
		t := x.t
		m := &movePage{x: x, to: to, there: x.m.PlaceName(to), from: x.m.PlaceName(x.m.Keyring().Backend), count: len(wallet.KeyIDs(x.m.Profiles()))}
		m.leave = x.m.Keyring().Backend == state.BackendKeyring && x.m.Keyring().State != state.KeyringReady && x.m.Keyring().State != state.KeyringLocked
		main := t.MoveKeys
		if m.leave || m.count == 0 {
			main = t.KeepThere
		}
		m.TaskPage = x.h.NewTaskPage(fmt.Sprintf(t.MoveTitle, m.there), main, func() { m.run(false) })
		m.Back = back
		switch {
		case m.leave:
			m.Tell(fmt.Sprintf(t.MoveLeave, kit.Capital(m.there), kit.Capital(m.from)))
		case m.count == 0:
			m.Tell(fmt.Sprintf(t.MoveNone, kit.Capital(m.there)))
		default:
			m.Tell(fmt.Sprintf(t.MoveWhat, t.Number(m.count, t.KeyOne, t.KeySome), m.from, m.there))
		}
		m.Note(map[string]string{state.BackendFile: t.MoveFileNote, state.BackendKeyring: t.MoveKeyringNote}[to])
		x.h.Panes.Show(m.TaskPage)
	})
}

// run moves the keys.
func (m *movePage) run(replace bool) {
	x, t := m.x, m.x.t
	m.Offer("", nil)
	move := x.m.MoveKeys(m.to, state.MoveHow{Replace: replace, Leave: m.leave, Tell: m.told})
	kit.Work(m.TaskPage, t.MoveReading, move, func(results []wallet.Moved, err error) { m.done(results, err) })
}

// told says what the move is at.
func (m *movePage) told(stage wallet.Stage) {
	t := m.x.t
	text := map[wallet.Stage]string{
		wallet.StageRead: t.MoveReading, wallet.StageWrite: fmt.Sprintf(t.MoveWriting, m.there),
		wallet.StageCompare: t.MoveComparing, wallet.StageRemove: fmt.Sprintf(t.MoveRemoving, m.from),
	}[stage]
	m.x.h.Do(func() {
		if m.x.h.Panes.Top() == m.TaskPage && m.Busy() {
			m.SayDoing(text)
		}
	})
}

// done takes what became of the keys.
func (m *movePage) done(results []wallet.Moved, err error) {
	x, t := m.x, m.x.t
	by := map[wallet.Fate][]string{}
	for _, r := range results {
		by[r.Fate] = append(by[r.Fate], keyName(x.m.Profiles(), r.ID))
	}
	x.m.KeysMoved(err)
	if err != nil {
		f, more := m.explain(err)
		if names := by[wallet.FateDiffers]; len(names) > 0 {
			f.Next = ""
			more = append(more, fmt.Sprintf(t.MoveDiffer, namesOf(names), m.there, m.from))
			m.Offer(fmt.Sprintf(t.MoveReplace, t.Number(len(names), t.KeyOne, t.KeySome)), func() { m.run(true) })
		}
		m.Fail(f.What, append([]string{f.Why, f.Next}, more...)...)
		return
	}
	var more []string
	for _, n := range []struct {
		fate wallet.Fate
		text string
	}{{wallet.FateMissing, t.MoveMissing}, {wallet.FateDamaged, t.MoveDamaged}} {
		if names := by[n.fate]; len(names) > 0 {
			more = append(more, fmt.Sprintf(n.text, namesOf(names)))
		}
	}
	if over := x.keep.Overruled; over != nil && over() != "" {
		more = append(more, fmt.Sprintf(t.MoveOverruled, over()))
	}
	said := fmt.Sprintf(t.KeptThere, m.there)
	if n := len(by[wallet.FateMoved]); n > 0 {
		said = t.Number(n, t.MovedOne, t.MovedSome) + " " + said
	}
	m.Finish(said, more...)
}

// explain says why keys were not moved, or not all of them, and where they are now.
func (m *movePage) explain(err error) (explain.Failure, []string) {
	t := m.x.t
	f := explain.Explain(err)
	switch {
	case errors.Is(err, state.ErrNotAnswered):
		return explain.Failure{What: t.MoveNot, Why: t.MoveNoPassphrase}, []string{t.MoveStays}
	case errors.Is(err, wallet.ErrLeftBehind):
		m.Main.SetText(t.MoveTidy)
		return f, []string{fmt.Sprintf(t.MoveLeft, kit.Capital(m.there), m.from)}
	}
	return f, []string{t.MoveStays}
}

// keyName names a key by the profiles that use it.
func keyName(list []profile.Profile, id string) string {
	var names []string
	for _, p := range list {
		if p.KeyID == id || p.ProxyKeyID == id {
			names = append(names, p.Name)
		}
	}
	if len(names) == 0 {
		return id
	}
	return namesOf(names)
}

// OpenChangePassphrase opens the page that changes the passphrase of the secrets file.
func (x *Room) OpenChangePassphrase(back func()) {
	if x.m.SaysLocked() || x.h.Dialog != nil || x.m.Keyring().Backend != state.BackendFile {
		return
	}
	x.h.Panes.Leave(func() {
		t := x.t
		var p *kit.TaskPage
		var old, fresh *passfield.Entry
		submit := func() {
			switch {
			case p.Busy():
			case old.Pass.Text == "":
				old.Focus()
			default:
				typed, ok := fresh.Read()
				if !ok {
					return
				}
				before, _ := old.Read()
				kit.Work(p, t.PassphraseChanging, func(ctx context.Context) (struct{}, error) {
					return struct{}{}, x.wallet.ChangePassphrase(ctx, before, typed)
				}, func(_ struct{}, err error) {
					switch {
					case err == nil:
						p.Finish(t.PassphraseChanged, t.PassphraseCopies)
					case isWrongPassphrase(err):
						old.Clear()
						old.Say(t.PassphraseOldWrong)
						old.Focus()
					default:
						x.fail(p, err)
					}
				})
			}
		}
		p = x.h.NewTaskPage(t.PassphraseTitle, t.PassphraseChange, submit)
		p.Tell(t.PassphraseWarning)
		old = passfield.On(p, t, t.PassphraseNow, t.PassphraseNow, false)
		fresh = passfield.On(p, t, t.PassphraseNew, "", true)
		fresh.Pass.Label = t.PassphraseNew
		old.Pass.OnSubmit = func() { fresh.Focus() }
		p.OnClose = func() { old.Clear(); fresh.Clear() }
		p.First, p.Back = old.Pass, back
		x.h.Panes.Show(p)
	})
}
