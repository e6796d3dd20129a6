package ui

import (
	"context"
	"fmt"
	"time"

	"lanyard/internal/explain"
	"lanyard/internal/profile"
	"lanyard/internal/wallet"
	"lanyard/ui/text"
)

// keyAbout is what IBM Cloud tells of a profile's own API key.
type keyAbout struct {
	cancel  context.CancelFunc
	there   bool
	keyID   string    // of the key in the keyring that was asked about
	changed time.Time // the last change of the profile or its key before
	key     wallet.KeyDetails
	err     error
}

// expirySaid is from when on the end of a key is worth a notice of its own.
const expirySaid = 14 * 24 * time.Hour

// isAbout reports whether this is about the key that a profile has now.
func (m *Model) isAbout(a *keyAbout, p profile.Profile) bool {
	return a != nil && a.keyID == p.KeyID && a.changed.Equal(m.lastChange(p))
}

// AskAboutKey asks IBM Cloud about the chosen profile's key, once, where it has a token
// to ask with.
func (m *Model) AskAboutKey() {
	p := m.Current()
	if p == nil || p.Kind != profile.Cloud || m.lock.locked {
		return
	}
	s := m.session(p.ID)
	t, has := m.token(*p)
	if m.isAbout(s.about, *p) || !has || wallet.ZoneOf(t, m.now()) == wallet.Dead {
		return
	}
	if s.about != nil {
		s.about.cancel()
	}
	ctx, cancel := context.WithCancel(m.ctx)
	about := &keyAbout{cancel: cancel, keyID: p.KeyID, changed: m.lastChange(*p)}
	s.about = about
	id := p.ID
	background(ctx, m, func(ctx context.Context) (wallet.KeyDetails, error) {
		return m.set.Wallet.KeyDetails(ctx, id)
	}, func(k wallet.KeyDetails, err error) {
		about.there, about.key, about.err = true, k, err
		s.asks(err)
		m.changed(All)
	})
	m.changed(All)
}

// AskAboutKeyAgain forgets a failed answer and asks once more.
func (m *Model) AskAboutKeyAgain() {
	if s := m.sessions[m.chosen]; s != nil && s.about != nil {
		s.about.cancel()
		s.about = nil
		m.AskAboutKey()
	}
}

// aboutView is what is shown of a key at IBM Cloud.
type aboutView struct {
	about *keyAbout // nil: not asked
	there bool
	busy  string
	wrong string // why IBM Cloud tells nothing
	facts []fact
	page  string // where keys are made and replaced, "" where there is none
}

func (m *Model) describeAbout(p profile.Profile, s *session) aboutView {
	t := m.t
	if p.Kind != profile.Cloud {
		return aboutView{}
	}
	v := aboutView{page: explain.KeysPage("")}
	if !m.isAbout(s.about, p) {
		return v
	}
	v.about, v.there = s.about, s.about.there
	switch {
	case !s.about.there:
		v.busy = t.AskingKey
	case s.about.err != nil:
		f := explain.Explain(s.about.err)
		v.wrong = text.Join(" ", t.KeyUntold, f.What+".", f.Why)
	default:
		v.page = explain.KeysPage(s.about.key.IAMID)
		v.facts = m.keyFacts(s.about.key)
	}
	return v
}

func (m *Model) keyFacts(k wallet.KeyDetails) []fact {
	t, now := m.t, m.now()
	day := func(at time.Time) string { return at.In(m.zone).Format("2 Jan 2006") }
	made, ends, state := "", t.KeyEndless, t.KeyEnabled
	if !k.CreatedAt.IsZero() {
		made = fmt.Sprintf(t.KeyAge, day(k.CreatedAt), t.Age(now.Sub(k.CreatedAt)))
	}
	switch left := k.ExpiresAt.Sub(now); {
	case k.ExpiresAt.IsZero():
	case left <= 0:
		ends = fmt.Sprintf(t.Expired, day(k.ExpiresAt))
	default:
		ends = fmt.Sprintf(t.KeyEnds, t.Age(left), k.ExpiresAt.In(m.zone).Format("2 Jan 2006 15:04 MST"))
	}
	switch {
	case k.Disabled:
		state = t.KeyDisabled
	case k.Locked:
		state = t.KeyLocked
	}
	return filled(
		fact{label: t.KeyName, value: k.Name},
		fact{label: t.KeyDescription, value: k.Description},
		fact{label: t.KeyID, value: k.ID},
		fact{label: t.KeyMade, value: made, plain: true},
		fact{label: t.ClaimExpires, value: ends, plain: true},
		fact{label: t.KeyState, value: state, plain: true},
	)
}

// keyNotice warns before a key ends, and of one that is switched off.
func (m *Model) keyNotice(p profile.Profile, s *session) string {
	if !m.isAbout(s.about, p) || !s.about.there || s.about.err != nil {
		return ""
	}
	t, k := m.t, s.about.key
	left := k.ExpiresAt.Sub(m.now())
	switch {
	case k.Disabled:
		return fmt.Sprintf(t.KeyDisabledSay, k.Name)
	case k.ExpiresAt.IsZero() || left > expirySaid:
		return ""
	case left <= 0:
		return fmt.Sprintf(t.KeyOverSay, k.Name)
	}
	return fmt.Sprintf(t.KeyEndsSay, k.Name, t.Age(left), k.ExpiresAt.In(m.zone).Format("2 Jan 15:04 MST"))
}

// claimsView is what else is known of a token's owner: the raw payload, and for IBM
// Cloud the key.
type claimsView struct {
	token  wallet.Token
	hasRaw bool
	about  aboutView
}
