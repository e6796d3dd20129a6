package state

import (
	"testing"
	"time"

	"lanyard/internal/wallet"
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
		if got := digits(tt.left); got != tt.want {
			t.Errorf("digits(%v) = %q, want %q", tt.left, got, tt.want)
		}
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
			got := lifeOf(tt.token, now)
			if got.zone != tt.zone || got.left != tt.left || got.share < tt.share-1e-9 || got.share > tt.share+1e-9 {
				t.Errorf("got zone %v, left %v, share %v; want %v, %v, %v", got.zone, got.left, got.share, tt.zone, tt.left, tt.share)
			}
		})
	}
}
