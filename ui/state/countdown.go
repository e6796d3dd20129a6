package state

import (
	"fmt"
	"time"

	"lanyard/internal/wallet"
	"lanyard/ui/text"
)

// life is what the window shows of a token's time, computed anew from the wall clock
// whenever it is drawn.
type life struct {
	zone    wallet.Zone
	left    time.Duration // whole seconds, rounded up so that 0 means over
	share   float64       // of the token's life that is left, 0 to 1
	expires time.Time     // zero: unknown
}

// assumedLife stands in for the length of a token's life where only its end is known;
// it only shapes the ring.
const assumedLife = time.Hour

func lifeOf(t wallet.Token, now time.Time) life {
	l := life{zone: wallet.ZoneOf(t, now), expires: t.ExpiresAt}
	if t.ExpiresAt.IsZero() {
		return l
	}
	left := wallet.Remaining(t, now)
	l.left = (left + time.Second - 1).Truncate(time.Second)
	whole := assumedLife
	if !t.IssuedAt.IsZero() && t.ExpiresAt.After(t.IssuedAt) {
		whole = t.ExpiresAt.Sub(t.IssuedAt)
	}
	l.share = min(1, float64(left)/float64(whole))
	return l
}

// untilNext is how long a time that is left and counted in units stays as it is said.
func untilNext(left, unit time.Duration) time.Duration {
	if d := left % unit; d > 0 {
		return d
	}
	return unit
}

// digits writes a duration as 40:12, 1:02:03 or 0:07.
func digits(d time.Duration) string {
	s := int64(max(0, d) / time.Second)
	if s >= 3600 {
		return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
	}
	return fmt.Sprintf("%d:%02d", s/60, s%60)
}

// lifeCalm is lifeWords for a token in use whose remaining time stands beside it.
func lifeCalm(t *text.Texts, l life, clock string) string {
	if l.zone == wallet.RenewSoon {
		return fmt.Sprintf(t.SoonAt, clock)
	}
	return fmt.Sprintf(t.ExpiresAt, clock)
}

// lifeWords says in one line how long a token lives.
func lifeWords(t *text.Texts, l life, now time.Time, zone *time.Location) string {
	switch {
	case l.zone == wallet.Unknown:
		return t.LifeUnknown
	case l.left <= 0:
		return fmt.Sprintf(t.Expired, t.AtClock(l.expires, now, zone))
	case l.zone == wallet.Dead:
		return fmt.Sprintf(t.ExpiresNow, t.InWords(l.left))
	case l.zone == wallet.RenewSoon:
		return fmt.Sprintf(t.ExpiresSoon, t.InWords(l.left))
	}
	return fmt.Sprintf(t.Expires, t.InWords(l.left))
}
