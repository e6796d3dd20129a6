package idle

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"lanyard/internal/platform/bus"
)

// person is somebody who uses the computer at given times after the start.
type person struct {
	start time.Time
	uses  []time.Duration
	grain time.Duration // what the desktop counts in
	asked int
	fails func(asked int) bool
}

func (p *person) away(context.Context) (time.Duration, error) {
	p.asked++
	if p.grain > 0 {
		time.Sleep(350 * time.Millisecond) // no two questions come at the same part of a second
	}
	if p.fails != nil && p.fails(p.asked) {
		return 0, bus.ErrAbsent
	}
	now := time.Since(p.start)
	last := time.Duration(0)
	for _, use := range p.uses {
		if use <= now {
			last = use
		}
	}
	return (now - last).Truncate(max(p.grain, 1)), nil
}

// every gives times from first to last.
func every(step, first, last time.Duration) []time.Duration {
	var all []time.Duration
	for at := first; at <= last; at += step {
		all = append(all, at)
	}
	return all
}

func TestWatch(t *testing.T) {
	const m = time.Minute
	for _, tt := range []struct {
		name  string
		uses  []time.Duration
		grain time.Duration
		until time.Duration
		want  []time.Duration // when it is told
		asks  int             // at most
	}{
		{"nobody ever", nil, 0, 60 * m, []time.Duration{5 * m}, 14},
		{"nobody ever, in seconds", nil, time.Second, 60 * m, []time.Duration{5 * m}, 20},
		{"once in between", []time.Duration{3 * m}, 0, 30 * m, []time.Duration{8 * m}, 8},
		{"away, back at once, and away", []time.Duration{5*m + time.Second}, 0, 30 * m, []time.Duration{5 * m, 10*m + time.Second}, 9},
		{"away, back later, and away", []time.Duration{17*m + 20*time.Second}, 0, 30 * m, []time.Duration{5 * m, 22*m + 20*time.Second}, 9},
		{"busy for an hour", every(time.Second, 0, 60*m), 0, 66 * m, []time.Duration{65 * m}, 20},
		{"a key just before it is due", every(5*m-time.Second, 5*m-time.Second, 20*m), 0, 20 * m, nil, 12},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := &person{start: time.Now(), uses: tt.uses, grain: tt.grain}
				ctx, cancel := context.WithTimeout(t.Context(), tt.until)
				defer cancel()
				var told []time.Duration
				err := watchIdle(ctx, 5*m, p.away, func() { told = append(told, time.Since(p.start)) })
				if !errors.Is(err, context.DeadlineExceeded) {
					t.Errorf("%v", err)
				}
				same := slices.EqualFunc(told, tt.want, func(got, want time.Duration) bool {
					return got >= want && got <= want+time.Second
				})
				if !same {
					t.Errorf("told at %v, want %v", told, tt.want)
				}
				if p.asked > tt.asks {
					t.Errorf("asked %d times", p.asked)
				}
			})
		})
	}
}

func TestIdleWatchWhereNothingIsKnown(t *testing.T) {
	p := &person{fails: func(int) bool { return true }}
	err := watchIdle(t.Context(), time.Minute, p.away, func() { t.Error("told") })
	if err == nil || p.asked != 1 {
		t.Errorf("%v after %d questions", err, p.asked)
	}
}

func TestIdleWatchSurvivesFailures(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &person{start: time.Now(), fails: func(asked int) bool { return asked > 1 && asked < 9 }}
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		told := 0
		_ = watchIdle(ctx, 5*time.Minute, p.away, func() { told++ })
		if told != 1 {
			t.Errorf("told %d times", told)
		}
	})
}

func TestSinceTick(t *testing.T) {
	for _, tt := range []struct {
		now, then uint32
		want      time.Duration
	}{
		{5000, 2000, 3 * time.Second},
		{1000, 4294966296, 2 * time.Second}, // turned over
		{2000, 2015, 0},                     // newer than now
		{2147483648, 0, 2147483648 * time.Millisecond},
	} {
		if got := sinceTick(tt.now, tt.then); got != tt.want {
			t.Errorf("from %d to %d: %v", tt.then, tt.now, got)
		}
	}
}

func TestHIDIdle(t *testing.T) {
	for _, tt := range []struct {
		name, printed string
		want          time.Duration
		fail          bool
	}{
		{"usual", "+-o IOHIDSystem  <class IOHIDSystem>\n    {\n      \"HIDServiceSupport\" = Yes\n      \"HIDIdleTime\" = 61500000000\n    }\n", 61500 * time.Millisecond, false},
		{"nothing", "", 0, true},
		{"no number", `      "HIDIdleTime" = <00>`, 0, true},
		{"less than none", `      "HIDIdleTime" = -5`, 0, true},
	} {
		got, err := hidIdle(tt.printed)
		if got != tt.want || (err != nil) != tt.fail {
			t.Errorf("%s: %v, %v", tt.name, got, err)
		}
	}
}
