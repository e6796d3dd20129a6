package wallet

import (
	"context"
	"errors"
	"time"

	"lanyard/iam"
	"lanyard/internal/profile"
)

// The times of automatic renewal.
const (
	renewShare = 0.8              // of a token's life, after which it is renewed
	renewEarly = time.Minute      // before its end at the latest
	renewHalf  = 0.5              // of its life, before which it is never renewed
	renewLeast = time.Minute      // a shorter life is left to end
	renewKept  = 10 * time.Second // a token that is older when it comes was kept by the server
	renewPause = time.Minute      // between tries after a failure
	renewLook  = 30 * time.Second // the longest sleep: after a suspend the wall clock has moved on
)

// Renewal tells how renewing a profile's token went.
type Renewal struct {
	Profile profile.Profile
	Token   Token // the new one, when Err is nil
	Err     error // why it failed; the old token stays as long as it lives
	Off     bool  // the credential was refused, so the profile's auto-renew was switched off
}

// Renew keeps the tokens of profiles with auto-renew alive until ctx ends: each that
// is in memory is renewed at four fifths of its life, or a minute before its end, but not
// in the first half of it; one that lives less than a minute is not. A refusal is never tried again,
// as directories lock accounts: it switches the profile's auto-renew off. tell is
// called from this goroutine.
func (w *Wallet) Renew(ctx context.Context, tell func(Renewal)) {
	failed := map[identity]time.Time{}
	for {
		pause := w.renewDue(ctx, failed, tell)
		select {
		case <-ctx.Done():
			return
		case <-time.After(pause):
		}
	}
}

// renewDue renews what is due and tells how long to sleep.
func (w *Wallet) renewDue(ctx context.Context, failed map[identity]time.Time, tell func(Renewal)) time.Duration {
	if w.tokens.none() && w.sessions.none() {
		return renewLook
	}
	list, err := w.profiles.Load(ctx)
	if err != nil {
		return renewLook
	}
	pause := w.keepDue(ctx, list)
	for _, p := range list {
		if !p.AutoRenew || ctx.Err() != nil {
			continue
		}
		due, ok := w.renewAt(p)
		if _, lives := w.SessionOf(p); !ok || p.ByCode() && !lives {
			continue // it takes a person
		}
		id := identityOf(p)
		if last, ok := failed[id]; ok && last.Add(renewPause).After(due) {
			due = last.Add(renewPause)
		}
		if wait := due.Sub(w.now().Round(0)); wait > 0 {
			pause = min(pause, wait)
			continue
		}
		r := w.renewOne(ctx, p)
		delete(failed, id)
		if r.Err != nil {
			failed[id] = w.now().Round(0)
		}
		if ctx.Err() == nil {
			tell(r)
		}
	}
	return max(pause, time.Second)
}

// renewAt gives the time at which a profile's token in memory is to be renewed. A
// token that died while nobody renewed it is not in use any more. One that the server
// had kept for a while gave us the rest of its life alone, so that is what counts.
func (w *Wallet) renewAt(p profile.Profile) (time.Time, bool) {
	t, fetched, ok := w.tokens.held(identityOf(p))
	if !ok || Remaining(t, w.now()) == 0 {
		return time.Time{}, false
	}
	began := t.IssuedAt.Round(0)
	if fetched.Sub(began) > renewKept {
		began = fetched
	}
	after, ok := renewAfter(t.ExpiresAt.Sub(began))
	return began.Add(after), ok
}

// renewAfter is how much of a life passes before a token is renewed; false for a life
// so short that it would be renewed without end.
func renewAfter(life time.Duration) (time.Duration, bool) {
	if life < renewLeast {
		return 0, false
	}
	share := func(of float64) time.Duration { return time.Duration(of * float64(life)) }
	return max(min(share(renewShare), life-renewEarly), share(renewHalf)), true
}

func (w *Wallet) renewOne(ctx context.Context, p profile.Profile) Renewal {
	t, err := w.fresh(ctx, p.ID, ByItself)
	r := Renewal{Profile: p, Token: t, Err: err}
	if !refused(err) {
		return r
	}
	off := func(p *profile.Profile) error { p.AutoRenew = false; return nil }
	if saved, err := w.Edit(ctx, p.ID, off, Secrets{}); err == nil {
		r.Profile, r.Off = saved, true
	}
	return r
}

// refused reports whether asking again would be refused again: by the server, or
// because the key is not for this place any more.
func refused(err error) bool {
	if e, ok := errors.AsType[*iam.Error](err); ok {
		return !NeedsCode(err) && e.Check == iam.CheckSignIn && e.Status >= 400 && e.Status < 500 && !e.Retryable()
	}
	_, unbound := errors.AsType[*UnboundError](err)
	return unbound
}
