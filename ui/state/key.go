package state

import (
	"context"
	"fmt"
	"time"

	"lanyard/internal/explain"
	"lanyard/internal/profile"
	"lanyard/internal/secret"
	"lanyard/internal/snippet"
	"lanyard/internal/wallet"
	"lanyard/ui/keystate"
	"lanyard/ui/text"
)

// KeyForm is a form in which the key itself can be copied. Each is asked about first.
type KeyForm int

// The forms.
const (
	NoKey     KeyForm = iota
	PlainKey          // as it is
	ZenAPIKey         // as the header that newer clusters take in place of a token
)

// AskKey asks before the chosen profile's key is copied in a form. It says why where
// there is none, and reports whether it asks.
func (m *Model) AskKey(form KeyForm) bool {
	p := m.Current()
	switch {
	case m.lock.locked:
		return false
	case p == nil:
		m.Say(m.t.NothingChosen)
		return false
	case form == ZenAPIKey && !wallet.HasZen(*p):
		m.Say(m.t.ZenNot)
		return false
	}
	m.session(p.ID).askKey = form
	m.changed(All)
	return true
}

// DontCopyKey is the answer no.
func (m *Model) DontCopyKey() {
	if s := m.sessions[m.chosen]; s != nil {
		s.askKey = NoKey
		m.changed(All)
	}
}

// CopyKey is the answer yes: it copies the key in the form that was asked about.
func (m *Model) CopyKey() {
	p, s := m.Current(), m.sessions[m.chosen]
	if p == nil || s == nil || s.askKey == NoKey {
		return
	}
	fetch, what, noted := m.set.Wallet.Key, fmt.Sprintf(m.t.KeyCopied, KeyTitle(m.t, p.Kind, p.SecretKind), m.Label(p)), "key"
	if s.askKey == ZenAPIKey {
		fetch, what, noted = m.set.Wallet.ZenHeader, fmt.Sprintf(m.t.ZenCopied, m.Label(p)), "header with the key"
	}
	s.askKey = NoKey
	m.copyKeyAs(*p, what, fetch, m.note(wallet.DeedCopied, *p, noted))
	m.changed(All)
}

// CopyCode copies the chosen profile as code with its key in it, for a target of package
// snippet; caFile is the file that the code names for the CA certificates, "" for its own.
func (m *Model) CopyCode(target, caFile string) {
	p := m.Current()
	if p == nil {
		return
	}
	prof := *p
	m.copyKeyAs(prof, fmt.Sprintf(m.t.SnippetCopied, KeyWord(m.t, prof), m.Label(p)), func(ctx context.Context, id string) (secret.Text, error) {
		if err := m.set.Policy.CheckSnippetWithKey(); err != nil {
			return secret.Text{}, err
		}
		key, err := m.set.Wallet.Key(ctx, id)
		if err != nil {
			return secret.Text{}, err
		}
		code, err := snippet.Write(target, prof, snippet.Options{Secret: key, CAFile: caFile})
		return code.Body, err
	}, m.note(wallet.DeedExported, prof, "with the key, for code"))
}

// copyKeyAs copies what has the key in it. A key that could not be had is said in the
// status line and at the profile.
func (m *Model) copyKeyAs(p profile.Profile, what string, fetch func(context.Context, string) (secret.Text, error), note func()) {
	background(m.ctx, m, func(ctx context.Context) (secret.Text, error) {
		return fetch(ctx, p.ID)
	}, func(key secret.Text, err error) {
		if err != nil {
			m.session(p.ID).fail(err)
			m.Say(fmt.Sprintf(m.t.NotCopied, whatFailed(err)))
			m.changed(All)
			return
		}
		m.copySecret(what, key, m.settings.ClearKey(), note)
	})
}

// KeyView is what is shown of a profile's key.
type KeyView struct {
	Title  string // "API key"; "": the profile has none
	Where  string // "kept in Login keyring"
	Shared string
	Ask    string // the question before copying, "" when it isn't asked
	Yes    string
}

func (m *Model) describeKey(p profile.Profile, s *session) KeyView {
	if p.ByCode() {
		return KeyView{} // it has none
	}
	t := m.t
	title := KeyTitle(t, p.Kind, p.SecretKind)
	v := KeyView{Title: title}
	switch k := m.keys.found; {
	case k.Backend == BackendMemory:
		v.Where = t.KeyInMemory
	case k.State == KeyringReady:
		v.Where = fmt.Sprintf(t.KeyInKeyring, k.Name)
	}
	if others, more := m.sharers(p); more > 0 {
		v.Shared = fmt.Sprintf(t.SharedWith, fmt.Sprintf(t.SharedMore, text.Join(", ", others...), more))
	} else if len(others) > 0 {
		v.Shared = fmt.Sprintf(t.SharedWith, text.Join(", ", others...))
	}
	if s.askKey == PlainKey {
		v.Ask = fmt.Sprintf(t.CopyKeyWhat, KeyWord(t, p), m.Label(&p))
		v.Yes = fmt.Sprintf(t.CopyKeyYes, KeyWord(t, p))
	}
	return v
}

// ZenView is what is shown of the key as a header.
type ZenView struct {
	There bool
	Ask   string // the question, "" when it isn't asked
}

func (m *Model) describeZen(p profile.Profile, s *session) ZenView {
	v := ZenView{There: wallet.HasZen(p)}
	if v.There && s.askKey == ZenAPIKey {
		v.Ask = fmt.Sprintf(m.t.ZenAsk, m.Label(&p))
	}
	return v
}

// sharersNamed is how many of those who share a key are named: nobody reads thousands.
const sharersNamed = 8

// sharers are the names of other profiles that use the same key, and how many more do.
func (m *Model) sharers(p profile.Profile) (names []string, more int) {
	for i := range m.profiles { // not by value: there may be thousands
		o := &m.profiles[i]
		switch {
		case o.KeyID != p.KeyID || p.KeyID == "" || o.ID == p.ID:
		case len(names) < sharersNamed:
			names = append(names, o.Name)
		default:
			more++
		}
	}
	return names, more
}

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
	About *keyAbout // nil: not asked
	There bool
	Busy  string
	Wrong string // why IBM Cloud tells nothing
	Facts []Fact
	Page  string // where keys are made and replaced, "" where there is none
}

func (m *Model) describeAbout(p profile.Profile, s *session) aboutView {
	t := m.t
	if p.Kind != profile.Cloud {
		return aboutView{}
	}
	v := aboutView{Page: explain.KeysPage("")}
	if !m.isAbout(s.about, p) {
		return v
	}
	v.About, v.There = s.about, s.about.there
	switch {
	case !s.about.there:
		v.Busy = t.AskingKey
	case s.about.err != nil:
		f := explain.Explain(s.about.err)
		v.Wrong = text.Join(" ", t.KeyUntold, f.What+".", f.Why)
	default:
		v.Page = explain.KeysPage(s.about.key.IAMID)
		v.Facts = m.keyFacts(s.about.key)
	}
	return v
}

func (m *Model) keyFacts(k wallet.KeyDetails) []Fact {
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
	return Filled(
		Fact{Label: t.KeyName, Value: k.Name},
		Fact{Label: t.KeyDescription, Value: k.Description},
		Fact{Label: t.KeyID, Value: k.ID},
		Fact{Label: t.KeyMade, Value: made, Plain: true},
		Fact{Label: t.ClaimExpires, Value: ends, Plain: true},
		Fact{Label: t.KeyState, Value: state, Plain: true},
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

// ClaimsView is what else is known of a token's owner: the raw payload, and for IBM
// Cloud the key.
type ClaimsView struct {
	Token  wallet.Token
	HasRaw bool
	About  aboutView
}

// KeyLife is what is known of API keys at IBM, and done with them; nil where nothing is.
func (m *Model) KeyLife() *keystate.Model { return m.life }

// CopyNewKey copies an API key that was just made and is shown this once.
func (m *Model) CopyNewKey(p profile.Profile, key secret.Text) {
	m.copySecret(fmt.Sprintf(m.t.NewKeyCopied, m.Label(&p)), key, m.settings.ClearKey(), m.note(wallet.DeedCopied, p, "new key"))
}

// keyHost is what the model of API keys asks of this one.
type keyHost struct{ *Model }

// Live implements [keystate.Host].
func (h keyHost) Live(p profile.Profile) bool {
	t, has := h.token(p)
	return has && wallet.ZoneOf(t, h.now()) != wallet.Dead
}

// signInsRead is how many of the last things that were done with a profile are read.
const signInsRead = 50

// LastSignIn implements [keystate.Host].
func (h keyHost) LastSignIn(id string) time.Time {
	list, err := h.set.Wallet.Recent(signInsRead, id)
	if err != nil {
		return time.Time{}
	}
	for _, e := range list {
		if e.Deed == wallet.DeedFetched || e.Deed == wallet.DeedTested {
			return e.Time
		}
	}
	return time.Time{}
}

// KeyAgeDays implements [keystate.Host].
func (h keyHost) KeyAgeDays() int { return h.settings.KeyAgeDays }

// Notifies implements [keystate.Host].
func (h keyHost) Notifies() bool { return h.settings.Notify }

// InFront implements [keystate.Host].
func (h keyHost) InFront() bool { return h.view.InFront() }

// KeysChanged implements [keystate.Host].
func (h keyHost) KeysChanged() { h.changed(KeyLife) }

// ProfilesChanged implements [keystate.Host].
func (h keyHost) ProfilesChanged(then func()) { h.Reload(then) }

// Notify implements [keystate.Host].
func (h keyHost) Notify(title, text, id string) { h.view.Notify(title, text, id) }
