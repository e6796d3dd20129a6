package text

import (
	"testing"
	"time"
)

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
		if got := English().InWords(tt.left); got != tt.want {
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
			if got := English().AtClock(tt.at, now, berlin); got != tt.want {
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
	if got, want := English().AtClock(late, now, berlin), "23:45 CET"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestThousands(t *testing.T) {
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", 10050: "10,050", 1234567: "1,234,567"} {
		if got := Thousands(n); got != want {
			t.Errorf("%d is written %q, want %q", n, got, want)
		}
	}
}
