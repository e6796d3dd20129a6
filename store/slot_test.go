package store

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func lives(context.Context) error { return nil }

func dead(context.Context) error { return errors.New("it does not answer") }

func TestSlotGivesTheCallsAnswer(t *testing.T) {
	s := newSlot()
	no := errors.New("no")
	for range 3 {
		if err := s.run(t.Context(), lives, func() error { return no }); !errors.Is(err, no) {
			t.Errorf("got %v", err)
		}
	}
	if err := s.run(t.Context(), lives, func() error { panic("canary") }); !errors.Is(err, ErrRefused) {
		t.Errorf("a panic gave %v", err)
	}
	if err := s.run(t.Context(), lives, func() error { return nil }); err != nil {
		t.Errorf("after a panic: %v", err)
	}
}

func TestSlotRunsOneCallAtATime(t *testing.T) {
	s := newSlot()
	var mu sync.Mutex
	var wg sync.WaitGroup
	for range 50 {
		wg.Go(func() {
			err := s.run(t.Context(), lives, func() error {
				if !mu.TryLock() {
					t.Error("two at once")
					return nil
				}
				time.Sleep(time.Millisecond)
				mu.Unlock()
				return nil
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
}

// TestSlotWithAStoppedService: the first caller is told within the time limit, all
// further ones at once, without another goroutine; when the service goes on, so does
// the slot.
func TestSlotWithAStoppedService(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSlot()
		resume := make(chan struct{})
		start := time.Now()
		err := s.run(t.Context(), dead, func() error { <-resume; return nil })
		if !errors.Is(err, ErrStuck) || time.Since(start) > 3*time.Second {
			t.Errorf("after %v: %v", time.Since(start), err)
		}
		start = time.Now()
		for range 100 {
			err := s.run(t.Context(), dead, func() error { t.Error("a second call was made"); return nil })
			if !errors.Is(err, ErrStuck) {
				t.Errorf("got %v", err)
			}
		}
		if time.Since(start) != 0 || !s.isStuck() {
			t.Errorf("took %v, stuck %v", time.Since(start), s.isStuck())
		}
		close(resume)
		synctest.Wait()
		if s.isStuck() {
			t.Error("still stuck after the answer")
		}
		if err := s.run(t.Context(), lives, func() error { return nil }); err != nil {
			t.Errorf("after the answer: %v", err)
		}
	})
}

func TestSlotWaitersLearnThatTheHolderIsStuck(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSlot()
		resume := make(chan struct{})
		var wg sync.WaitGroup
		for range 5 {
			wg.Go(func() {
				if err := s.run(t.Context(), dead, func() error { <-resume; return nil }); !errors.Is(err, ErrStuck) {
					t.Errorf("got %v", err)
				}
			})
		}
		wg.Wait()
		close(resume)
	})
}

// TestSlotWaitersLearnOfALaterHolder: they began to wait while all was well.
func TestSlotWaitersLearnOfALaterHolder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSlot()
		resume := make(chan struct{})
		var wg sync.WaitGroup
		wg.Go(func() {
			if err := s.run(t.Context(), lives, func() error { time.Sleep(time.Second); return nil }); err != nil {
				t.Error(err)
			}
		})
		synctest.Wait()
		start := time.Now()
		for range 3 {
			wg.Go(func() {
				if err := s.run(t.Context(), dead, func() error { <-resume; return nil }); !errors.Is(err, ErrStuck) {
					t.Errorf("got %v", err)
				}
			})
		}
		wg.Wait()
		if time.Since(start) > 3*time.Second {
			t.Errorf("took %v", time.Since(start))
		}
		close(resume)
	})
}

func TestSlotWaitsForAPersonWhileTheServiceLives(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSlot()
		if err := s.run(t.Context(), lives, func() error { time.Sleep(100 * time.Second); return nil }); err != nil {
			t.Errorf("got %v", err)
		}
		start := time.Now()
		resume := make(chan struct{})
		if err := s.run(t.Context(), lives, func() error { <-resume; return nil }); !errors.Is(err, ErrStuck) || time.Since(start) != 120*time.Second {
			t.Errorf("after %v: %v", time.Since(start), err)
		}
		close(resume)
	})
}

func TestSlotCanBeLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSlot()
		resume := make(chan struct{})
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		err := s.run(ctx, lives, func() error { <-resume; return nil })
		if !errors.Is(err, context.DeadlineExceeded) || s.isStuck() {
			t.Errorf("got %v, stuck %v", err, s.isStuck())
		}
		if err := s.run(ctx, lives, func() error { t.Error("ran"); return nil }); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("an ended context: %v", err)
		}
		// A newcomer waits for it, but not for ever.
		start := time.Now()
		err = s.run(t.Context(), lives, func() error { return nil })
		if !errors.Is(err, ErrStuck) || time.Since(start) > 3*time.Second || !strings.Contains(err.Error(), "earlier") {
			t.Errorf("after %v: %v", time.Since(start), err)
		}
		close(resume)
		synctest.Wait()
		time.Sleep(time.Hour) // no timer of the old holder strikes the next one
		if s.isStuck() {
			t.Error("stuck again by itself")
		}
	})
}

func TestSlotLeftCallThatEndsSoonHoldsNobodyUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSlot()
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		_ = s.run(ctx, lives, func() error { time.Sleep(time.Second); return nil })
		if err := s.run(t.Context(), lives, func() error { return nil }); err != nil {
			t.Errorf("got %v", err)
		}
		time.Sleep(time.Hour)
		if s.isStuck() {
			t.Error("stuck by itself")
		}
	})
}
