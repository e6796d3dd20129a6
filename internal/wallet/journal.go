package wallet

import (
	"context"
	"errors"

	"lanyard/iam"
	"lanyard/internal/profile"
	"lanyard/store"
)

// Journal keeps what was done. Record returns at once and cannot fail: nobody waits for
// it. A [store.Activity] is one.
type Journal interface{ Record(e store.Event) }

// Event is one thing that was done, without any secret.
type Event = store.Event

// Deed is what was done.
type Deed = store.Deed

// The deeds. Those that happen outside of the wallet, for [Wallet.Record], are the first
// five.
const (
	DeedCopied   = store.DeedCopied
	DeedViewed   = store.DeedViewed
	DeedExported = store.DeedExported
	DeedServed   = store.DeedServed
	DeedRefused  = store.DeedRefused
	DeedCreated  = store.DeedCreated
	DeedEdited   = store.DeedEdited
	DeedRenamed  = store.DeedRenamed
	DeedRemoved  = store.DeedRemoved
	DeedFetched  = store.DeedFetched
	DeedFailed   = store.DeedFailed
	DeedTested   = store.DeedTested
	DeedImported = store.DeedImported
	DeedRestored = store.DeedRestored
)

// Where something was done.
const (
	FromWindow  = store.FromWindow
	FromCommand = store.FromCommand
	FromAgent   = store.FromAgent
)

// journal is where a wallet notes what it does, and what it says of itself.
type journal struct {
	to   Journal
	from string
}

// UseJournal makes the wallet note what it does from now on; from is where it does it:
// [store.FromWindow], FromCommand or FromAgent. A nil journal notes nothing.
func (w *Wallet) UseJournal(j Journal, from string) {
	if j == nil {
		w.journal.Store(nil)
		return
	}
	w.journal.Store(&journal{j, from})
}

// Record notes what somebody did with what the wallet gave them: copied, viewed,
// exported, served. detail is a word or two, never a secret and never a server's text.
func (w *Wallet) Record(d Deed, p profile.Profile, detail string) {
	if j := w.journal.Load(); j != nil {
		j.to.Record(Event{Deed: d, Profile: p.Name, ProfileID: p.ID, From: j.from, Detail: detail})
	}
}

// Recent gives up to n of the last things that were done, newest first: with one
// profile, or with any when the id is "". Nothing without a journal that can be read.
func (w *Wallet) Recent(n int, profileID string) ([]Event, error) {
	j := w.journal.Load()
	if j == nil {
		return nil, nil
	}
	readable, ok := j.to.(interface {
		Recent(n int, profileID string) ([]store.Event, error)
	})
	if !ok {
		return nil, nil
	}
	return readable.Recent(n, profileID)
}

// ByItself is the detail of a token that was renewed without anybody asking for it.
const ByItself = "by itself"

// noteExchange notes how a sign-in went. One that was given up is not worth a line.
func (w *Wallet) noteExchange(p profile.Profile, detail string, err error) {
	switch {
	case err == nil:
		w.Record(store.DeedFetched, p, detail)
	case !givenUp(err):
		w.Record(store.DeedFailed, p, reason(err))
	}
}

// noteTest notes how a test went.
func (w *Wallet) noteTest(p profile.Profile, results []iam.Result) {
	for _, r := range results {
		if r.Status != iam.StatusFailed {
			continue
		}
		if !givenUp(r.Err) {
			w.Record(store.DeedTested, p, "failed: "+string(r.Check)+codeOf(r.Err))
		}
		return
	}
	w.Record(store.DeedTested, p, "all is well")
}

// noteEdit notes what became of a profile.
func (w *Wallet) noteEdit(old, p profile.Profile, s Secrets) {
	if !old.Bound().Equal(p.Bound()) {
		w.Record(store.DeedEdited, p, "signs in at "+p.AuthOrigin())
		return
	}
	switch {
	case !s.Key.Empty():
		w.Record(store.DeedEdited, p, "key replaced")
	case s.ShareWith != "":
		w.Record(store.DeedEdited, p, "key shared")
	case s.KeepSecret:
		w.Record(store.DeedEdited, p, "key bound to "+p.AuthOrigin())
	case old.Name != p.Name:
		w.Record(store.DeedRenamed, p, "was "+old.Name)
	default:
		w.Record(store.DeedEdited, p, "")
	}
}

func givenUp(err error) bool {
	e, ok := errors.AsType[*iam.Error](err)
	return errors.Is(err, context.Canceled) || errors.Is(err, ErrLocked) || ok && (e.Reason == iam.ReasonCanceled || e.Reason == iam.ReasonNeedsCode)
}

// reason is a failure in a word or two: where it happened and IBM's code. What a server
// says is not written down.
func reason(err error) string {
	if e, ok := errors.AsType[*iam.Error](err); ok {
		return string(e.Check) + codeOf(err)
	}
	if _, ok := errors.AsType[*UnboundError](err); ok {
		return "key not bound to this place"
	}
	for _, known := range []error{store.ErrMissing, store.ErrDamaged, store.ErrAbsent, store.ErrNoCollection, store.ErrLocked, store.ErrDismissed, store.ErrStuck} {
		if errors.Is(err, known) {
			return known.Error()
		}
	}
	return ""
}

func codeOf(err error) string {
	e, ok := errors.AsType[*iam.Error](err)
	switch {
	case !ok:
		return ""
	case e.Code != "":
		return ", " + e.Code
	}
	return ", " + string(e.Reason)
}
