package state

import (
	"context"
	"fmt"
	"time"

	"lanyard/internal/profile"
	"lanyard/internal/wallet"
	"lanyard/ui/text"
)

// shownFor is how long a token is shown in clear.
const shownFor = 30 * time.Second

// Token is the profile's token in memory.
func (m *Model) Token(p profile.Profile) (wallet.Token, bool) {
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
	s := m.Session(id)
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
	s.Settle()
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
	t, ok := m.Token(p)
	if !ok {
		return false
	}
	z := wallet.ZoneOf(t, m.now())
	return z == wallet.Fresh || z == wallet.RenewSoon
}

// signedIn takes the result of a sign-in.
func (m *Model) signedIn(id string, err error) {
	s := m.Session(id)
	s.cancel()
	s.cancel = nil
	thenCopy := s.copyAfter
	s.copyAfter = false
	if m.keys.found.State != KeyringReady || err != nil {
		m.CheckKeyring()
	}
	p := m.Profile(id)
	switch {
	case p == nil:
	case err != nil:
		s.Fail(err)
		m.message = ""
		if s.Failure != nil {
			m.message = fmt.Sprintf(m.t.Tested, m.Label(p), s.Failure.What)
		}
	case thenCopy:
		m.copyTokenOf(p)
	default:
		m.message = fmt.Sprintf(m.t.GotToken, m.Label(p))
	}
	m.changed(All)
}

// CancelSignIn ends the sign-in of the chosen profile at once; what it was waiting for
// ends by itself.
func (m *Model) CancelSignIn() {
	s := m.Sessions[m.chosen]
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
func (m *Model) CopyToken() {
	p := m.Current()
	switch {
	case m.SaysLocked():
	case p == nil:
		m.Say(m.t.NothingChosen)
	default:
		if t, ok := m.Token(*p); ok && wallet.ZoneOf(t, m.now()) != wallet.Dead && !m.Session(p.ID).busy() {
			m.copyTokenOf(p)
			return
		}
		m.getToken(p.ID, false, true)
	}
}

func (m *Model) copyTokenOf(p *profile.Profile) {
	t, ok := m.Token(*p)
	if !ok {
		return
	}
	m.CopySecret(fmt.Sprintf(m.t.TokenCopied, m.Label(p)), t.Access, m.settings.ClearToken, m.NoteUse(wallet.DeedCopied, *p))
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
		life, note := m.settings.ClearToken, m.NoteUse(wallet.DeedCopied, prof)
		copied := fmt.Sprintf(m.t.TokenCopied, label)
		m.CopySecret(copied, token.Access, life, func() {
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
	s := m.Session(p.ID)
	switch {
	case !s.shown.IsZero():
		s.shown = time.Time{}
	default:
		if _, ok := m.Token(*p); !ok {
			m.Say(m.t.TokenFirst)
			return
		}
		s.shown = m.now().Add(shownFor)
		m.NoteUse(wallet.DeedViewed, *p)()
	}
	m.changed(All)
}

// Agree lets the chosen profile's key go where the profile now signs in, after the user
// saw it, and signs in there.
func (m *Model) Agree(to profile.Place) {
	id := m.chosen
	s := m.Session(id)
	background(m.ctx, m, func(ctx context.Context) (nothing, error) {
		return nothing{}, m.set.Wallet.Agree(ctx, id, to)
	}, func(_ nothing, err error) {
		s.Settle()
		if err != nil {
			s.Fail(err)
			m.changed(All)
			return
		}
		m.Reload(func() { m.getToken(id, false, false) })
	})
}

// Dismiss takes a failure or a question off the chosen profile.
func (m *Model) Dismiss() {
	if s := m.Sessions[m.chosen]; s != nil {
		s.Settle()
		m.changed(All)
	}
}

// retryWait is a wait before a request is sent once more, to be shown as a countdown.
type retryWait struct {
	why         string // "IBM asked us to slow down"
	until       time.Time
	attempt, of int
}

// followRetries has waits before another try shown.
func (m *Model) followRetries() {
	if m.set.OnRetry == nil {
		return
	}
	m.set.OnRetry(func(r wallet.Retry) {
		if m.ctx.Err() == nil {
			m.do(func() { m.retrying(r) })
		}
	})
}

func (m *Model) retrying(r wallet.Retry) {
	s, p := m.Sessions[r.Profile], m.Profile(r.Profile)
	if s == nil || p == nil || m.lock.locked {
		return
	}
	s.Retry = &retryWait{why: retryWhy(m.t, *p, r), until: m.now().Add(r.Wait), attempt: r.Attempt, of: r.Of}
	m.changed(Detail)
	m.changed(Waits)
	m.Rearm()
}

// retryWhy says why the same request is sent once more.
func retryWhy(t *text.Texts, p profile.Profile, r wallet.Retry) string {
	who := r.Host
	if p.Kind.Hosted() {
		who = t.IBM
	}
	switch {
	case r.Err != nil && r.Err.Status == statusTooMany:
		return fmt.Sprintf(t.RetrySlow, who)
	case r.Err != nil && r.Err.Status >= 500:
		return fmt.Sprintf(t.RetryTrouble, who)
	}
	return t.RetryCut
}

// statusTooMany is HTTP's "too many requests".
const statusTooMany = 429

// Words say what a profile's sign-in or test waits for; "" when it waits for no try.
func (r *retryWait) Words(t *text.Texts, now time.Time) string {
	switch {
	case r == nil:
		return ""
	case now.Before(r.until):
		return fmt.Sprintf(t.NextTry, r.why, t.InWords(r.until.Sub(now)), r.attempt, r.of)
	}
	return fmt.Sprintf(t.TryingNow, r.why, r.attempt, r.of)
}

// untilChange is how long the words stay as they are; 0: until something happens.
func (r *retryWait) untilChange(now time.Time) time.Duration {
	if r == nil || !now.Before(r.until) {
		return 0
	}
	if d := r.until.Sub(now) % time.Second; d > 0 {
		return d
	}
	return time.Second
}

// keepRenewing renews the tokens of profiles that want it, until ctx ends. A locked
// wallet has none to renew.
func (m *Model) keepRenewing() {
	go m.set.Wallet.Renew(m.ctx, func(r wallet.Renewal) {
		if m.ctx.Err() == nil {
			m.do(func() { m.Renewed(r) })
		}
	})
}

// Renewed tells of a renewal. One that failed leaves the old token as it is.
func (m *Model) Renewed(r wallet.Renewal) {
	p := m.Profile(r.Profile.ID)
	if p == nil || m.lock.locked {
		return
	}
	s := m.Session(p.ID)
	if r.Err == nil {
		if s.renewing {
			s.Settle()
		}
		m.message = fmt.Sprintf(m.t.Renewed, m.Label(p))
		m.changed(All)
		return
	}
	if s.busy() {
		return // the user is at it: what comes of that is shown
	}
	s.Fail(r.Err)
	s.renewing = true
	if !r.Off {
		m.message = fmt.Sprintf(m.t.NotRenewed, m.Label(p))
		m.changed(All)
		return
	}
	m.message = fmt.Sprintf(m.t.RenewOff, m.Label(p))
	m.Reload(nil)
}
