package state

import (
	"testing"
	"time"

	"lanyard/internal/wallet"

	"lanyard/ui/text"
)

func TestDigits(t *testing.T) {
	for _, tt := range []struct {
		left time.Duration
		want string
	}{
		{0, "0:00"},
		{7 * time.Second, "0:07"},
		{40*time.Minute + 12*time.Second, "40:12"},
		{59*time.Minute + 59*time.Second, "59:59"},
		{time.Hour, "1:00:00"},
		{12*time.Hour + 2*time.Minute + 3*time.Second, "12:02:03"},
		{100 * time.Hour, "100:00:00"},
		{-time.Minute, "0:00"},
	} {
		if got := Digits(tt.left); got != tt.want {
			t.Errorf("digits(%v) = %q, want %q", tt.left, got, tt.want)
		}
	}
}

func TestInWords(t *testing.T) {
	for _, tt := range []struct {
		left time.Duration
		want string
	}{
		{0, "0 s"},
		{time.Second, "1 s"},
		{59*time.Second + time.Millisecond, "60 s"},
		{time.Minute, "1 min"},
		{40*time.Minute + 12*time.Second, "41 min"},
		{59*time.Minute + time.Second, "1 h"},
		{time.Hour + 4*time.Minute + 10*time.Second, "1 h 5 min"},
		{13 * time.Hour, "13 h"},
		{47 * time.Hour, "47 h"},
		{49 * time.Hour, "3 days"},
	} {
		if got := text.English().InWords(tt.left); got != tt.want {
			t.Errorf("inWords(%v) = %q, want %q", tt.left, got, tt.want)
		}
	}
}

func TestAtClock(t *testing.T) {
	berlin := time.FixedZone("CEST", 2*3600)
	now := time.Date(2026, 7, 1, 21, 30, 0, 0, time.UTC) // 23:30 in Berlin
	for _, tt := range []struct {
		name string
		at   time.Time
		want string
	}{
		{"today", now.Add(10 * time.Minute), "23:40 CEST"},
		{"after local midnight, the same day in UTC", now.Add(time.Hour), "tomorrow 00:30 CEST"},
		{"yesterday", now.Add(-24 * time.Hour), "yesterday 23:30 CEST"},
		{"further off", now.Add(72 * time.Hour), "Sat 4 Jul 23:30 CEST"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := text.English().AtClock(tt.at, now, berlin); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// The day that a clock change makes 25 hours long has one midnight all the same.
func TestAtClockOverClockChange(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Skip("no time zones on this computer")
	}
	now := time.Date(2026, 10, 25, 0, 30, 0, 0, berlin)
	late := time.Date(2026, 10, 25, 23, 45, 0, 0, berlin) // 24 h 15 min later
	if got, want := text.English().AtClock(late, now, berlin), "23:45 CET"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestLifeOf(t *testing.T) {
	now := time.Date(2026, 3, 9, 13, 0, 0, 0, time.UTC)
	token := func(issued, expires time.Duration) wallet.Token {
		return wallet.Token{IssuedAt: now.Add(issued), ExpiresAt: now.Add(expires)}
	}
	for _, tt := range []struct {
		name  string
		token wallet.Token
		zone  wallet.Zone
		left  time.Duration
		share float64
	}{
		{"new", token(0, time.Hour), wallet.Fresh, time.Hour, 1},
		{"a fraction of a second is shown as a whole one", token(0, 90*time.Second+time.Millisecond), wallet.Fresh, 91 * time.Second, 1},
		{"a tenth is left", token(-54*time.Minute, 6*time.Minute), wallet.RenewSoon, 6 * time.Minute, 0.1},
		{"seconds are left", token(-time.Hour, 20*time.Second), wallet.Dead, 20 * time.Second, 20.0 / 3620},
		{"over", token(-time.Hour, -time.Minute), wallet.Dead, 0, 0},
		{"end unknown", wallet.Token{IssuedAt: now}, wallet.Unknown, 0, 0},
		{"a server's clock ahead of ours", token(time.Minute, 2*time.Hour), wallet.Fresh, 2 * time.Hour, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := LifeOf(tt.token, now)
			if got.zone != tt.zone || got.Left != tt.left || got.share < tt.share-1e-9 || got.share > tt.share+1e-9 {
				t.Errorf("got zone %v, left %v, share %v; want %v, %v, %v", got.zone, got.Left, got.share, tt.zone, tt.left, tt.share)
			}
		})
	}
}
