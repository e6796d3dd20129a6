package state

import (
	"context"
	"fmt"
	"time"

	"lanyard/internal/envvars"
	"lanyard/internal/profile"
	"lanyard/internal/secret"
	"lanyard/internal/shellquote"
	"lanyard/internal/wallet"
)

// shownFor is how long a token is shown in clear.
const shownFor = 30 * time.Second

// token is the profile's token in memory.
func (m *Model) token(p profile.Profile) (wallet.Token, bool) {
	if m.lock.locked {
		return wallet.Token{}, false
	}
	return m.set.Wallet.Cached(p)
}

// GetToken gets a token for a profile; with fresh a new one whatever is there.
func (m *Model) GetToken(id string, fresh bool) { m.getToken(id, fresh, false) }

// getToken gets a token for a profile. With thenCopy it goes to the clipboard once it is
// there.
func (m *Model) getToken(id string, fresh, thenCopy bool) {
	p := m.Profile(id)
	if p == nil {
		m.Say(m.t.NothingChosen)
		return
	}
	if m.SaysLocked() {
		return
	}
	s := m.session(id)
	s.copyAfter = s.copyAfter || thenCopy
	if s.busy() {
		return // one is under way; it will do
	}
	if !fresh && !thenCopy && m.isAlive(*p) {
		m.Say(fmt.Sprintf(m.t.KeptAlive, m.Label(p)))
		return
	}
	ctx, cancel := context.WithCancel(m.ctx)
	s.cancel = cancel
	s.settle()
	s.dropBadTest()
	fetch := m.set.Wallet.Token
	if fresh {
		fetch = m.set.Wallet.Fresh
	}
	background(ctx, m, func(ctx context.Context) (wallet.Token, error) {
		return fetch(ctx, id)
	}, func(_ wallet.Token, err error) { m.signedIn(id, err) })
	m.checkKeyringIn(keyringHaste)
	m.changed(All)
}

// isAlive reports whether the profile has a token that need not be fetched anew.
func (m *Model) isAlive(p profile.Profile) bool {
	t, ok := m.token(p)
	if !ok {
		return false
	}
	z := wallet.ZoneOf(t, m.now())
	return z == wallet.Fresh || z == wallet.RenewSoon
}

// signedIn takes the result of a sign-in.
func (m *Model) signedIn(id string, err error) {
	s := m.session(id)
	s.cancel()
	s.cancel = nil
	thenCopy := s.copyAfter
	s.copyAfter = false
	if m.keys.found.State != KeyringReady || err != nil {
		m.CheckKeyring()
	}
	p := m.Profile(id)
	if err == nil {
		m.forgetRefusal(id)
	}
	switch {
	case p == nil:
	case wallet.NeedsCode(err):
		s.fail(err)
		m.message = ""
		m.askCode(*p, &codeQuestion{copy: thenCopy})
	case err != nil:
		s.fail(err)
		m.message = ""
		if s.failure != nil {
			m.message = fmt.Sprintf(m.t.Tested, m.Label(p), s.failure.What)
		}
	case thenCopy:
		m.copyTokenOf(p, s.copyForm)
	default:
		m.message = fmt.Sprintf(m.t.GotToken, m.Label(p))
	}
	m.changed(All)
}

// CancelSignIn ends the sign-in of the chosen profile at once; what it was waiting for
// ends by itself.
func (m *Model) CancelSignIn() {
	s := m.sessions[m.chosen]
	if s == nil || !s.busy() {
		return
	}
	s.cancel()
	s.cancel, s.copyAfter = nil, false
	m.message = m.t.Canceled
	m.changed(All)
}

// CopyToken copies the chosen profile's token, fetching one first when there is none
// or it is dead.
func (m *Model) CopyToken() { m.CopyTokenAs(TokenAlone) }

// CopyTokenAs is CopyToken for a form that another program takes.
func (m *Model) CopyTokenAs(form TokenForm) {
	p := m.Current()
	switch {
	case m.SaysLocked():
	case p == nil:
		m.Say(m.t.NothingChosen)
	default:
		if t, ok := m.token(*p); ok && wallet.ZoneOf(t, m.now()) != wallet.Dead && !m.session(p.ID).busy() {
			m.copyTokenOf(p, form)
			return
		}
		m.session(p.ID).copyForm = form
		m.getToken(p.ID, false, true)
	}
}

func (m *Model) copyTokenOf(p *profile.Profile, form TokenForm) {
	t, ok := m.token(*p)
	if !ok {
		return
	}
	m.copySecret(fmt.Sprintf(m.t.TokenCopied, m.Label(p)), form.of(*p, t), m.settings.ClearToken(), m.noteUse(wallet.DeedCopied, *p))
	m.changed(Copied)
}

// CopyUnseen copies a profile's token, a fresh one where there is none, and tells on the
// desktop what came of it: nobody looks at the window. It reports whether it could begin.
func (m *Model) CopyUnseen(id string) bool {
	p := m.Profile(id)
	if p == nil || m.lock.locked || m.set.Clipboard == nil {
		return false
	}
	prof, label := *p, m.Label(p)
	background(m.ctx, m, func(ctx context.Context) (wallet.Token, error) {
		return m.set.Wallet.Token(ctx, id)
	}, func(token wallet.Token, err error) {
		if err != nil {
			m.Fail(id, err)
			go m.view.Notify(fmt.Sprintf(m.t.TrayFailed, label, whatFailed(err)), m.t.TrayFailedHow, id)
			return
		}
		life, note := m.settings.ClearToken(), m.noteUse(wallet.DeedCopied, prof)
		copied := fmt.Sprintf(m.t.TokenCopied, label)
		m.copySecret(copied, token.Access, life, func() {
			note()
			text := m.t.TrayStays
			if life > 0 {
				text = fmt.Sprintf(m.t.TrayClears, m.t.InWords(life))
			}
			go m.view.Notify(copied, text, id)
		})
	})
	return true
}

// ToggleToken shows the chosen profile's token in clear for a while, or masks it.
func (m *Model) ToggleToken() {
	p := m.Current()
	if p == nil || m.lock.locked {
		return
	}
	s := m.session(p.ID)
	switch {
	case !s.shown.IsZero():
		s.shown = time.Time{}
	default:
		if _, ok := m.token(*p); !ok {
			m.Say(m.t.TokenFirst)
			return
		}
		s.shown = m.now().Add(shownFor)
		m.noteUse(wallet.DeedViewed, *p)()
	}
	m.changed(All)
}

// Agree lets the chosen profile's key go where the profile now signs in, after the user
// saw it, and signs in there.
func (m *Model) Agree(to profile.Place) {
	id := m.chosen
	s := m.session(id)
	background(m.ctx, m, func(ctx context.Context) (nothing, error) {
		return nothing{}, m.set.Wallet.Agree(ctx, id, to)
	}, func(_ nothing, err error) {
		s.settle()
		if err != nil {
			s.fail(err)
			m.changed(All)
			return
		}
		m.Reload(func() { m.getToken(id, false, false) })
	})
}

// Dismiss takes a failure or a question off the chosen profile.
func (m *Model) Dismiss() {
	if s := m.sessions[m.chosen]; s != nil {
		s.settle()
		m.changed(All)
	}
}

// TokenForm is how a token is written for the program that it is pasted into.
type TokenForm int

// The forms.
const (
	TokenAlone  TokenForm = iota
	TokenHeader           // Authorization: Bearer …
	TokenCurl             // a curl command at the profile's address
	TokenExport           // export WATSONX_TOKEN=…, which the shell reads
)

// of writes a token. The result is as secret as the token is.
func (f TokenForm) of(p profile.Profile, t wallet.Token) secret.Text {
	header := "Authorization: Bearer " + t.Access.Reveal()
	switch f {
	case TokenHeader:
		return secret.New(header)
	case TokenCurl:
		return secret.New("curl --header " + shellquote.Word(header) + " " + shellquote.Word(p.URL))
	case TokenExport:
		return secret.New("export " + envvars.Token + "=" + shellquote.Word(t.Access.Reveal()))
	}
	return t.Access
}
