package testall

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// running counts what runs at a time.
type running struct {
	mu        sync.Mutex
	now, most int
	calls     int
}

func (r *running) enter(by int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.now += by
	r.most = max(r.most, r.now)
	if by > 0 {
		r.calls++
	}
}

func TestRunHoldsItsLimits(t *testing.T) {
	for name, tt := range map[string]struct {
		hosts, want int
	}{
		"many hosts": {100, AtOnce},
		"two hosts":  {2, 2 * AtOneHost},
		"one host":   {1, AtOneHost},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var jobs []Job
				for i := range 200 {
					jobs = append(jobs, Job{ID: fmt.Sprint(i), Host: fmt.Sprint(i % tt.hosts), Key: fmt.Sprint(i)})
				}
				var r running
				var mu sync.Mutex
				told := map[string]int{}
				Run(t.Context(), jobs, func(context.Context, Job) Result {
					r.enter(1)
					defer r.enter(-1)
					time.Sleep(time.Second)
					return Result{}
				}, func(j Job, _ Result) {
					mu.Lock()
					defer mu.Unlock()
					told[j.ID]++
				})
				if r.most != tt.want || r.calls != 200 || len(told) != 200 {
					t.Errorf("%d at a time, want %d; %d tests, %d told of", r.most, tt.want, r.calls, len(told))
				}
			})
		})
	}
}

// A key that was refused is not sent again for each profile that has it.
func TestRunSparesARefusedKey(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var jobs []Job
		for i := range 20 {
			jobs = append(jobs, Job{ID: fmt.Sprint(i), Host: fmt.Sprint(i), Key: "one"})
		}
		var r running
		var mu sync.Mutex
		failed := 0
		Run(t.Context(), jobs, func(context.Context, Job) Result {
			r.enter(1)
			time.Sleep(time.Second)
			return Result{Check: "sign-in", Key: true}
		}, func(_ Job, x Result) {
			mu.Lock()
			defer mu.Unlock()
			if x.Failed() {
				failed++
			}
		})
		if r.calls != 1 || failed != 20 {
			t.Errorf("%d tests, %d told to fail", r.calls, failed)
		}
	})
}

func TestRunEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 1500*time.Millisecond)
		defer cancel()
		jobs := make([]Job, 100)
		told := 0
		Run(ctx, jobs, func(ctx context.Context, _ Job) Result {
			select {
			case <-time.After(time.Second):
			case <-ctx.Done():
			}
			return Result{}
		}, func(Job, Result) { told++ })
		if told == 0 || told > AtOneHost {
			t.Errorf("%d told of", told)
		}
	})
}

func TestSince(t *testing.T) {
	day := time.Date(2026, 3, 9, 13, 0, 0, 0, time.UTC)
	first := Result{At: day, Check: "sign-in"}.After(Result{})
	second := Result{At: day.Add(time.Hour), Check: "tls"}.After(first)
	passed := Result{At: day.Add(2 * time.Hour)}.After(second)
	again := Result{At: day.Add(3 * time.Hour), Check: "tls"}.After(passed)
	if !first.Since.Equal(day) || !second.Since.Equal(day) || !passed.Since.IsZero() || !again.Since.Equal(again.At) {
		t.Errorf("since %v, %v, %v, %v", first.Since, second.Since, passed.Since, again.Since)
	}
}
