package ui

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"lanyard/internal/explain"
	"lanyard/internal/profile"
	"lanyard/internal/secret"
	"lanyard/internal/wallet"
)

// How long tokens are shown in clear, and how long reading the clipboard may take.
const (
	shownFor  = 30 * time.Second
	pasteTime = 2 * time.Second
)

type nothing = struct{}

// getToken gets a token for a profile: with fresh a new one whatever is there. With
// thenCopy it goes to the clipboard once it is there.
func (w *Window) getToken(id string, fresh, thenCopy bool) {
	p := w.profile(id)
	if p == nil {
		w.say(w.t.NothingChosen)
		return
	}
	if w.saysLocked() {
		return
	}
	s := w.session(id)
	s.copyAfter = s.copyAfter || thenCopy
	if s.busy() {
		return // one is under way; it will do
	}
	if t, ok := w.token(*p); ok && !fresh && !thenCopy {
		if z := wallet.ZoneOf(t, w.now()); z == wallet.Fresh || z == wallet.RenewSoon {
			w.say(fmt.Sprintf(w.t.KeptAlive, w.label(p)))
			return
		}
	}
	ctx, cancel := context.WithCancel(w.ctx)
	s.cancel = cancel
	s.settle()
	s.dropBadTest()
	fetch := w.set.Wallet.Token
	if fresh {
		fetch = w.set.Wallet.Fresh
	}
	background(ctx, w, func(ctx context.Context) (wallet.Token, error) {
		return fetch(ctx, id)
	}, func(_ wallet.Token, err error) { w.signedIn(id, err) })
	w.checkKeyringIn(keyringHaste)
	w.refresh()
}

// signedIn takes the result of a sign-in.
func (w *Window) signedIn(id string, err error) {
	s := w.session(id)
	s.cancel()
	s.cancel = nil
	thenCopy := s.copyAfter
	s.copyAfter = false
	if w.keyring.State != keyringReady || err != nil {
		w.checkKeyring()
	}
	p := w.profile(id)
	if p == nil {
		w.refresh()
		return
	}
	if err != nil {
		s.fail(err)
		w.status.message = ""
		if s.failure != nil {
			w.status.message = fmt.Sprintf(w.t.Tested, w.label(p), s.failure.What)
		}
		w.refresh()
		return
	}
	if thenCopy {
		w.copyTokenOf(p)
	} else {
		w.status.message = fmt.Sprintf(w.t.GotToken, w.label(p))
	}
	w.refresh()
}

// cancelSignIn ends the sign-in of the chosen profile at once; what it was waiting for
// ends by itself.
func (w *Window) cancelSignIn() {
	s := w.sessions[w.chosen]
	if s == nil || !s.busy() {
		return
	}
	s.cancel()
	s.cancel, s.copyAfter = nil, false
	w.status.message = w.t.Canceled
	w.refresh()
}

// copyToken copies the chosen profile's token, fetching one first when there is none
// or it is dead.
func (w *Window) copyToken() {
	p := w.current()
	switch {
	case w.saysLocked():
	case p == nil:
		w.say(w.t.NothingChosen)
	default:
		if t, ok := w.token(*p); ok && wallet.ZoneOf(t, w.now()) != wallet.Dead && !w.session(p.ID).busy() {
			w.copyTokenOf(p)
			return
		}
		w.getToken(p.ID, false, true)
	}
}

func (w *Window) copyTokenOf(p *profile.Profile) {
	t, ok := w.token(*p)
	if !ok {
		return
	}
	w.copySecret(fmt.Sprintf(w.t.TokenCopied, w.label(p)), t.Access, w.settings.ClearToken, w.noteUse(wallet.DeedCopied, *p))
	if w.win.Canvas().Focused() == fyne.Focusable(w.bar.search) {
		w.bar.search.SelectAll() // the next thing is often another profile
	}
}

// copySecret puts a secret on the clipboard, says so and notes it. The value itself is
// never said.
func (w *Window) copySecret(what string, value secret.Text, life time.Duration, note func()) {
	if w.set.Clipboard == nil {
		w.say(fmt.Sprintf(w.t.NotCopied, w.t.NoClipboard))
		return
	}
	mark := w.settings.MarkClipboard
	if w.locked {
		return // the value was on its way here when the window was locked
	}
	background(w.ctx, w, func(context.Context) (Copied, error) {
		return w.set.Clipboard.CopySecret(value, life, mark)
	}, func(c Copied, err error) {
		if w.locked {
			w.status.clearNow() // and this copy was
			return
		}
		if err != nil {
			w.say(fmt.Sprintf(w.t.NotCopied, explain.Explain(err).What))
			return
		}
		note()
		w.status.secretCopied(what, c, life)
	})
}

// copyPlain copies what is no secret. It implements host.
func (w *Window) copyPlain(what, text string) {
	if w.set.Clipboard == nil {
		w.say(fmt.Sprintf(w.t.NotCopied, w.t.NoClipboard))
		return
	}
	background(w.ctx, w, func(ctx context.Context) (nothing, error) {
		return nothing{}, w.set.Clipboard.CopyText(ctx, text)
	}, func(_ nothing, err error) {
		if err != nil {
			w.say(fmt.Sprintf(w.t.NotCopied, explain.Explain(err).What))
			return
		}
		w.status.copied, w.status.pasted = nil, nil // what was there is gone by our own doing
		w.say(fmt.Sprintf(w.t.CopiedPlain, what))
	})
}

// paste reads the clipboard within its time and gives the text to insert. It
// implements host.
func (w *Window) paste(insert func(string)) {
	if w.set.Clipboard == nil {
		w.say(fmt.Sprintf(w.t.NotPasted, w.t.NoClipboard))
		return
	}
	background(w.ctx, w, func(ctx context.Context) (string, error) {
		ctx, cancel := context.WithTimeout(ctx, pasteTime)
		defer cancel()
		return w.set.Clipboard.ReadText(ctx)
	}, func(text string, err error) {
		if err != nil {
			w.say(fmt.Sprintf(w.t.NotPasted, explain.Explain(err).What))
			return
		}
		w.pasted = true
		insert(text)
	})
}

// toggleView shows the chosen profile's token in clear for a while, or masks it.
func (w *Window) toggleView() {
	p := w.current()
	if p == nil || w.locked || w.editing() {
		return
	}
	s := w.session(p.ID)
	switch {
	case !s.shown.IsZero():
		s.shown = time.Time{}
	default:
		if _, ok := w.token(*p); !ok {
			w.say(w.t.TokenFirst)
			return
		}
		s.shown = w.now().Add(shownFor)
		w.noteUse(wallet.DeedViewed, *p)()
	}
	w.refresh()
}

// dismissFailure takes a failure or a question off the pane.
func (w *Window) dismissFailure() {
	if s := w.sessions[w.chosen]; s != nil {
		s.settle()
		w.refresh()
	}
}

// openPage opens a page of the documents or of IBM's console in the browser.
func (w *Window) openPage(link string) {
	u, err := url.Parse(link)
	if err == nil {
		err = w.app.OpenURL(u)
	}
	if err != nil {
		w.say(fmt.Sprintf(w.t.NotOpened, link))
	}
}

// agree lets a key go where the profile now signs in, after the user saw it, and signs
// in there.
func (w *Window) agree(to profile.Place) {
	id := w.chosen
	s := w.session(id)
	background(w.ctx, w, func(ctx context.Context) (nothing, error) {
		return nothing{}, w.set.Wallet.Agree(ctx, id, to)
	}, func(_ nothing, err error) {
		s.settle()
		if err != nil {
			s.fail(err)
			w.refresh()
			return
		}
		w.reload(func() { w.getToken(id, false, false) })
	})
}

// askKey asks before the key itself is copied.
func (w *Window) askKey() {
	if p := w.current(); p != nil {
		w.session(p.ID).askKey = true
		w.refresh()
		w.win.Canvas().Focus(w.detail.key.no)
	}
}

func (w *Window) dontCopyKey() {
	if s := w.sessions[w.chosen]; s != nil {
		s.askKey = false
		w.refresh()
		w.focusHome()
	}
}

// copyKey copies the key after the question.
func (w *Window) copyKey() {
	p := w.current()
	if p == nil {
		return
	}
	s := w.session(p.ID)
	if !s.askKey {
		return
	}
	s.askKey = false
	id, prof := p.ID, *p
	what := fmt.Sprintf(w.t.KeyCopied, keyTitle(w.t, p.Kind, p.SecretKind), w.label(p))
	background(w.ctx, w, func(ctx context.Context) (secret.Text, error) {
		return w.set.Wallet.Key(ctx, id)
	}, func(key secret.Text, err error) {
		if err != nil {
			s.fail(err)
			w.refresh()
			return
		}
		w.copySecret(what, key, w.settings.ClearKey, w.note(wallet.DeedCopied, prof, "key"))
	})
	w.refresh()
}

// duplicate makes a copy of the chosen profile that shares its key.
func (w *Window) duplicate() {
	p := w.current()
	if p == nil || w.locked || w.editing() {
		return
	}
	id := p.ID
	background(w.ctx, w, func(ctx context.Context) (profile.Profile, error) {
		return w.set.Wallet.Duplicate(ctx, id, "")
	}, func(made profile.Profile, err error) {
		if err != nil {
			w.sayFailure(err)
			return
		}
		w.reload(func() {
			w.choose(made.ID)
			w.say(fmt.Sprintf(w.t.Saved, made.Name))
		})
	})
}

// remove takes the chosen profile away, with the way back in the status line.
func (w *Window) remove() {
	p := w.current()
	if p == nil || w.locked || w.editing() {
		return
	}
	id, name := p.ID, p.Name
	if s := w.sessions[id]; s != nil && s.busy() {
		w.cancelSignIn()
	}
	background(w.ctx, w, func(ctx context.Context) (*wallet.Removed, error) {
		return w.set.Wallet.Remove(ctx, id, name)
	}, func(r *wallet.Removed, err error) {
		if err != nil && !errors.Is(err, wallet.ErrNotFound) {
			w.sayFailure(err)
			return
		}
		if s := w.sessions[id]; s != nil {
			s.end()
		}
		delete(w.sessions, id)
		if r != nil {
			w.status.message = ""
			w.status.removedOne(r)
		}
		w.reload(nil)
	})
}

// sayFailure tells of a failure that belongs to no profile.
func (w *Window) sayFailure(err error) { w.say(inOneLine(err)) }

// inOneLine is a failure as one text.
func inOneLine(err error) string {
	f := explain.Explain(err)
	var parts []string
	for _, s := range []string{f.What, f.Why, f.Next} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, " – ")
}
