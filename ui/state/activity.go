package state

import (
	"context"
	"fmt"
	"slices"
	"time"

	"lanyard/internal/profile"
	"lanyard/internal/userfile"
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

// ServedCommand is a command that some process signs in for as long as it runs (lanyard exec
// --serve).
type ServedCommand struct {
	Profile, ProfileID string
	Command            string // the program, without arguments
	Started            time.Time
	End                func(ctx context.Context) error // the command goes on, and gets no more tokens
}

// ReadServed reads which commands are signed in for, off Fyne's goroutine: those of one
// profile, or with "" all of them.
func (m *Model) ReadServed(profileID string, done func([]ServedCommand, error)) {
	if m.set.Served == nil {
		return
	}
	background(m.ctx, m, m.set.Served, func(all []ServedCommand, err error) {
		done(slices.DeleteFunc(all, func(c ServedCommand) bool { return profileID != "" && c.ProfileID != profileID }), err)
	})
}

// EndServed ends the sign-in of a command. done is called when it is ended, or could not be.
func (m *Model) EndServed(c ServedCommand, done func()) {
	background(m.ctx, m, func(ctx context.Context) (nothing, error) { return nothing{}, c.End(ctx) }, func(_ nothing, err error) {
		if err != nil {
			m.Say(fmt.Sprintf(m.t.ServedFailed, userfile.Printable(c.Command), InOneLine(err)))
		} else {
			m.Say(fmt.Sprintf(m.t.ServedEnded, userfile.Printable(c.Command)))
		}
		done()
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
