package ui

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"lanyard/internal/explain"
	"lanyard/internal/profile"
	"lanyard/internal/wallet"
	"lanyard/ui/kit"
	"lanyard/ui/state"
)

// movePage moves keys to another place, or, where the old one cannot be reached, keeps
// them there from now on.
type movePage struct {
	*page
	to    string
	leave bool
	from  string // the old place, in words
	there string // the new one
	count int    // of keys
}

// openMove opens the page that moves keys to another place.
func (w *Window) openMove(to string, back func()) {
	if w.SaysLocked() || w.host.Dialog != nil || w.set.Keep == nil {
		return
	}
	w.host.Panes.Leave(func() {
		t := w.t
		m := &movePage{to: to, there: w.PlaceName(to), from: w.PlaceName(w.Keyring().Backend), count: len(wallet.KeyIDs(w.Profiles()))}
		m.leave = w.Keyring().Backend == state.BackendKeyring && w.Keyring().State != state.KeyringReady && w.Keyring().State != state.KeyringLocked
		main := t.MoveKeys
		if m.leave || m.count == 0 {
			main = t.KeepThere
		}
		m.page = w.newPage(fmt.Sprintf(t.MoveTitle, m.there), main, func() { m.run(false) })
		m.back = back
		switch {
		case m.leave:
			m.tell(fmt.Sprintf(t.MoveLeave, kit.Capital(m.there), kit.Capital(m.from)))
		case m.count == 0:
			m.tell(fmt.Sprintf(t.MoveNone, kit.Capital(m.there)))
		default:
			m.tell(fmt.Sprintf(t.MoveWhat, t.Number(m.count, t.KeyOne, t.KeySome), m.from, m.there))
		}
		m.note(map[string]string{state.BackendFile: t.MoveFileNote, state.BackendKeyring: t.MoveKeyringNote}[to])
		w.host.Panes.Show(m.page)
	})
}

// run moves the keys.
func (m *movePage) run(replace bool) {
	w, t := m.w, m.w.t
	m.offer("", nil)
	move := w.MoveKeys(m.to, state.MoveHow{Replace: replace, Leave: m.leave, Tell: m.told})
	work(m.page, t.MoveReading, move, func(results []wallet.Moved, err error) { m.done(results, err) })
}

// told says what the move is at.
func (m *movePage) told(stage wallet.Stage) {
	t := m.w.t
	text := map[wallet.Stage]string{
		wallet.StageRead: t.MoveReading, wallet.StageWrite: fmt.Sprintf(t.MoveWriting, m.there),
		wallet.StageCompare: t.MoveComparing, wallet.StageRemove: fmt.Sprintf(t.MoveRemoving, m.from),
	}[stage]
	m.w.Do(func() {
		if m.w.host.Panes.Top() == m.page && m.stop != nil {
			m.say(text)
		}
	})
}

// done takes what became of the keys.
func (m *movePage) done(results []wallet.Moved, err error) {
	w, t := m.w, m.w.t
	by := map[wallet.Fate][]string{}
	for _, r := range results {
		by[r.Fate] = append(by[r.Fate], keyName(w.Profiles(), r.ID))
	}
	w.KeysMoved(err)
	if err != nil {
		f, more := m.explain(err)
		if names := by[wallet.FateDiffers]; len(names) > 0 {
			f.Next = ""
			more = append(more, fmt.Sprintf(t.MoveDiffer, namesOf(names), m.there, m.from))
			m.offer(fmt.Sprintf(t.MoveReplace, t.Number(len(names), t.KeyOne, t.KeySome)), func() { m.run(true) })
		}
		m.failWith(f, more...)
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
	if over := w.set.Keep.Overruled; over != nil && over() != "" {
		more = append(more, fmt.Sprintf(t.MoveOverruled, over()))
	}
	said := fmt.Sprintf(t.KeptThere, m.there)
	if n := len(by[wallet.FateMoved]); n > 0 {
		said = t.Number(n, t.MovedOne, t.MovedSome) + " " + said
	}
	m.finish(said, more...)
}

// explain says why keys were not moved, or not all of them, and where they are now.
func (m *movePage) explain(err error) (explain.Failure, []string) {
	t := m.w.t
	f := explain.Explain(err)
	switch {
	case errors.Is(err, state.ErrNotAnswered):
		return explain.Failure{What: t.MoveNot, Why: t.MoveNoPassphrase}, []string{t.MoveStays}
	case errors.Is(err, wallet.ErrLeftBehind):
		m.main.SetText(t.MoveTidy)
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

// mostNames is how many names a sentence has.
const mostNames = 8

// namesOf lists names, the first ones of many.
func namesOf(names []string) string {
	if more := len(names) - mostNames; more > 1 {
		return strings.Join(names[:mostNames], ", ") + fmt.Sprintf(" … (+%d)", more)
	}
	return strings.Join(names, ", ")
}

// openChangePassphrase opens the page that changes the passphrase of the secrets file.
func (w *Window) openChangePassphrase(back func()) {
	if w.SaysLocked() || w.host.Dialog != nil || w.Keyring().Backend != state.BackendFile {
		return
	}
	w.host.Panes.Leave(func() {
		t := w.t
		var p *page
		var old, fresh *passPart
		submit := func() {
			switch {
			case p.stop != nil:
			case old.pass.Text == "":
				old.focus()
			default:
				typed, ok := fresh.read()
				if !ok {
					return
				}
				before, _ := old.read()
				work(p, t.PassphraseChanging, func(ctx context.Context) (struct{}, error) {
					return struct{}{}, w.set.Wallet.ChangePassphrase(ctx, before, typed)
				}, func(_ struct{}, err error) {
					switch {
					case err == nil:
						p.finish(t.PassphraseChanged, t.PassphraseCopies)
					case isWrongPassphrase(err):
						old.clear()
						old.say(t.PassphraseOldWrong)
						old.focus()
					default:
						p.fail(err)
					}
				})
			}
		}
		p = w.newPage(t.PassphraseTitle, t.PassphraseChange, submit)
		p.tell(t.PassphraseWarning)
		old = p.passphrase(t.PassphraseNow, t.PassphraseNow, false)
		fresh = p.passphrase(t.PassphraseNew, "", true)
		fresh.pass.Label = t.PassphraseNew
		old.pass.OnSubmit = func() { fresh.focus() }
		p.forget = func() { old.clear(); fresh.clear() }
		p.first, p.back = old.pass, back
		w.host.Panes.Show(p)
	})
}
