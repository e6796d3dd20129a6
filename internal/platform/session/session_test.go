package session

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

func TestLocksJoinVoices(t *testing.T) {
	type step func(*locks)
	says := func(voice string, locked bool) step { return func(l *locks) { l.says(voice, locked) } }
	asked := func(locked bool) step { return func(l *locks) { l.asked(locked) } }
	for _, tt := range []struct {
		name  string
		steps []step
		want  []Event
	}{
		{"one voice", []step{says("a", true), says("a", true), says("a", false), says("a", false)}, []Event{Locked, Unlocked}},
		{"two voices", []step{says("a", true), says("b", true), says("a", false), says("b", false)}, []Event{Locked, Unlocked}},
		{"unlocked all the time", []step{says("a", false)}, nil},
		{"asked, then done", []step{asked(true), says("a", true), says("a", false)}, []Event{Locked, Locked, Unlocked}},
		{"asked, and nobody does", []step{asked(true), asked(true), asked(false)}, []Event{Locked, Locked, Unlocked}},
		{"done, then asked", []step{says("a", true), asked(true), asked(false), says("a", false)}, []Event{Locked, Unlocked}},
		{"a voice that went", []step{says("a", true), func(l *locks) { l.forget("a") }, says("a", true)}, []Event{Locked, Locked}},
	} {
		var got []Event
		l := &locks{tell: func(e Event) { got = append(got, e) }}
		for _, s := range tt.steps {
			s(l)
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

// TestWatchClock has a computer that sleeps: its wall clock goes on, the other does not.
func TestWatchClock(t *testing.T) {
	for _, tt := range []struct {
		name  string
		slept time.Duration
		want  int
	}{
		{"an hour", time.Hour, 1},
		{"a minute", time.Minute, 1},
		{"not at all", 0, 0},
		{"a clock that is set right", 3 * time.Second, 0},
		{"a clock that is set back", -time.Hour, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
				defer cancel()
				clocks := func() (time.Time, time.Duration) {
					awake := time.Since(start)
					wall := start.Add(awake)
					if awake > 5*time.Minute {
						wall = wall.Add(tt.slept)
					}
					return wall.Round(0), awake
				}
				got := 0
				watchClock(ctx, clocks, func(e Event) {
					if e == Woke {
						got++
					}
				})
				if got != tt.want {
					t.Errorf("told %d times", got)
				}
			})
		})
	}
}
