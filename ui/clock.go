package ui

import (
	"fmt"
	"math"
	"time"

	"lanyard/internal/wallet"
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

// inWords writes a duration as "41 min", "1 h 5 min", "35 s" or "3 days", rounded up
// to what is said.
func (t *texts) inWords(d time.Duration) string {
	const day = 24 * time.Hour
	minutes := int64(math.Ceil(max(0, d).Minutes()))
	switch {
	case d < time.Minute:
		return fmt.Sprintf(t.Seconds, int64(math.Ceil(max(0, d).Seconds())))
	case minutes < 60:
		return fmt.Sprintf(t.Minutes, minutes)
	case d >= 2*day:
		return fmt.Sprintf(t.Days, int64(math.Ceil(d.Hours()/24)))
	case minutes%60 == 0:
		return fmt.Sprintf(t.Hours, minutes/60)
	}
	return fmt.Sprintf(t.HoursMinutes, minutes/60, minutes%60)
}

// atClock writes a time of the near past or future by the local clock with its zone:
// "15:20 CEST" today, "tomorrow 09:10 CEST", otherwise "Mon 2 Feb 09:10 CET".
func (t *texts) atClock(at, now time.Time, zone *time.Location) string {
	at, now = at.In(zone), now.In(zone)
	clock := at.Format("15:04 MST")
	switch midnights(now, at) {
	case 0:
		return clock
	case 1:
		return t.Tomorrow + " " + clock
	case -1:
		return t.Yesterday + " " + clock
	}
	return at.Format("Mon 2 Jan ") + clock
}

// atClockAndUTC is atClock with the same time in UTC, as logs have it.
func (t *texts) atClockAndUTC(at, now time.Time, zone *time.Location) string {
	return t.atClock(at, now, zone) + " · " + at.UTC().Format("2006-01-02 15:04:05") + " UTC"
}

// midnights counts the midnights between two times of one zone.
func midnights(a, b time.Time) int {
	day := func(t time.Time) time.Time {
		y, m, d := t.Date()
		return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	}
	return int(day(b).Sub(day(a)) / (24 * time.Hour))
}

// lifeCalm is lifeWords for a token in use whose remaining time stands beside it.
func (t *texts) lifeCalm(l life, clock string) string {
	if l.zone == wallet.RenewSoon {
		return fmt.Sprintf(t.SoonAt, clock)
	}
	return fmt.Sprintf(t.ExpiresAt, clock)
}

// lifeWords says in one line how long a token lives.
func (t *texts) lifeWords(l life, now time.Time, zone *time.Location) string {
	switch {
	case l.zone == wallet.Unknown:
		return t.LifeUnknown
	case l.left <= 0:
		return fmt.Sprintf(t.Expired, t.atClock(l.expires, now, zone))
	case l.zone == wallet.Dead:
		return fmt.Sprintf(t.ExpiresNow, t.inWords(l.left))
	case l.zone == wallet.RenewSoon:
		return fmt.Sprintf(t.ExpiresSoon, t.inWords(l.left))
	}
	return fmt.Sprintf(t.Expires, t.inWords(l.left))
}
