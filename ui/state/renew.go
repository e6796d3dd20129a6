package state

import (
	"fmt"
	"time"

	"lanyard/internal/profile"
	"lanyard/internal/wallet"
	"lanyard/ui/text"
)

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
	s, p := m.sessions[r.Profile], m.Profile(r.Profile)
	if s == nil || p == nil || m.lock.locked {
		return
	}
	s.retry = &retryWait{why: retryWhy(m.t, *p, r), until: m.now().Add(r.Wait), attempt: r.Attempt, of: r.Of}
	m.changed(Detail)
	m.changed(Waits)
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

// words say what a profile's sign-in or test waits for; "" when it waits for no try.
func (r *retryWait) words(t *text.Texts, now time.Time) string {
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
	s := m.session(p.ID)
	if r.Err == nil {
		if s.renewing {
			s.settle()
		}
		m.message = fmt.Sprintf(m.t.Renewed, m.Label(p))
		m.changed(All)
		return
	}
	if s.busy() {
		return // the user is at it: what comes of that is shown
	}
	s.fail(r.Err)
	s.renewing = true
	if !r.Off {
		m.message = fmt.Sprintf(m.t.NotRenewed, m.Label(p))
		m.changed(All)
		return
	}
	m.message = fmt.Sprintf(m.t.RenewOff, m.Label(p))
	m.Reload(nil)
}

// Waiting says what a profile's request waits for before it is sent once more; "" when it
// waits for no try.
func (m *Model) Waiting(id string) string {
	if s := m.sessions[id]; s != nil {
		return s.retry.words(m.t, m.now())
	}
	return ""
}
