package ui

import (
	"context"
	"fmt"

	"lanyard/internal/profile"
	"lanyard/internal/secret"
	"lanyard/internal/snippet"
	"lanyard/internal/wallet"
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
	fetch, what, noted := m.set.Wallet.Key, fmt.Sprintf(m.t.KeyCopied, keyTitle(m.t, p.Kind, p.SecretKind), m.Label(p)), "key"
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
	m.copyKeyAs(prof, fmt.Sprintf(m.t.SnippetCopied, keyWord(m.t, prof), m.Label(p)), func(ctx context.Context, id string) (secret.Text, error) {
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
		m.copySecret(what, key, m.settings.ClearKey, note)
	})
}

// KeyView is what is shown of a profile's key.
type KeyView struct {
	Title  string // "API key"
	Where  string // "kept in Login keyring"
	Shared string
	Ask    string // the question before copying, "" when it isn't asked
	Yes    string
}

func (m *Model) describeKey(p profile.Profile, s *session) KeyView {
	t := m.t
	title := keyTitle(t, p.Kind, p.SecretKind)
	v := KeyView{Title: title}
	switch k := m.keys.found; {
	case k.Backend == backendMemory:
		v.Where = t.KeyInMemory
	case k.State == keyringReady:
		v.Where = fmt.Sprintf(t.KeyInKeyring, k.Name)
	}
	if others, more := m.sharers(p); more > 0 {
		v.Shared = fmt.Sprintf(t.SharedWith, fmt.Sprintf(t.SharedMore, text.Join(", ", others...), more))
	} else if len(others) > 0 {
		v.Shared = fmt.Sprintf(t.SharedWith, text.Join(", ", others...))
	}
	if s.askKey == PlainKey {
		v.Ask = fmt.Sprintf(t.CopyKeyWhat, keyWord(t, p), m.Label(&p))
		v.Yes = fmt.Sprintf(t.CopyKeyYes, keyWord(t, p))
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
