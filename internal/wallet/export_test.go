package wallet

import (
	"time"

	"lanyard/internal/profile"
)

// Waiting tells how many wait for the exchange under way for a profile.
func (w *Wallet) Waiting(p profile.Profile) int {
	w.tokens.mu.Lock()
	defer w.tokens.mu.Unlock()
	if s := w.tokens.slots[identityOf(p)]; s != nil && s.flight != nil {
		return s.flight.waiting
	}
	return 0
}

// RenewAt tells when a profile's token in memory is renewed.
func (w *Wallet) RenewAt(p profile.Profile) (time.Time, bool) { return w.renewAt(p) }

// Refused reports whether a failure ends renewing by itself.
func Refused(err error) bool { return refused(err) }
