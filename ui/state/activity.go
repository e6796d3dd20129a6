package state

import (
	"context"
	"fmt"

	"lanyard/internal/profile"
	"lanyard/internal/wallet"
	"lanyard/ui/text"
)

// note makes what notes a deed. detail is a word or two, never a secret.
func (m *Model) note(d wallet.Deed, p profile.Profile, detail string) func() {
	return func() {
		m.set.Wallet.Record(d, p, detail)
		m.changed(Activity)
	}
}

// noteUse is note for a token, which from then on is one in use.
func (m *Model) noteUse(d wallet.Deed, p profile.Profile) func() {
	note := m.note(d, p, "token")
	return func() {
		note()
		if t, ok := m.token(p); ok {
			m.session(p.ID).used = t.ExpiresAt
		}
	}
}

// ReadActivity reads the last events off Fyne's goroutine.
func (m *Model) ReadActivity(n int, profileID string, done func([]wallet.Event, error)) {
	background(m.ctx, m, func(context.Context) ([]wallet.Event, error) {
		return m.set.Wallet.Recent(n, profileID)
	}, func(events []wallet.Event, err error) {
		done(events, err)
	})
}

// DeedWords says what was done.
func DeedWords(t *text.Texts, e wallet.Event, named bool) string {
	words := map[wallet.Deed]string{
		wallet.DeedCreated: t.DeedCreated, wallet.DeedEdited: t.DeedEdited, wallet.DeedRenamed: t.DeedRenamed,
		wallet.DeedRemoved: t.DeedRemoved, wallet.DeedFetched: t.DeedFetched, wallet.DeedFailed: t.DeedFailed,
		wallet.DeedTested: t.DeedTested, wallet.DeedCopied: t.DeedCopied, wallet.DeedViewed: t.DeedViewed,
		wallet.DeedExported: t.DeedExported, wallet.DeedImported: t.DeedImported, wallet.DeedRestored: t.DeedRestored,
		wallet.DeedServed: t.DeedServed,
	}[e.Deed]
	if words == "" {
		words = text.Capital(string(e.Deed))
	}
	if e.Detail != "" {
		words = fmt.Sprintf(t.DeedDetail, words, e.Detail)
	}
	if named {
		words = fmt.Sprintf(t.DeedOf, e.Profile, words)
	}
	return words
}

// FromWords says who did something: the window, a command, or a running Lanyard by itself.
func FromWords(t *text.Texts, from string) string {
	switch from {
	case wallet.FromWindow:
		return t.FromWindow
	case wallet.FromCommand:
		return t.FromCommand
	case wallet.FromAgent:
		return t.FromAgent
	}
	return from
}
