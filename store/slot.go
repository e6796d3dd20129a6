package store

import (
	"context"
	"fmt"
	"sync"
	"time"
)

const (
	aliveEvery = 500 * time.Millisecond // how often a waiting call asks whether the service still answers
	callLimit  = 120 * time.Second      // no call waits longer, not even for a person
	leftGrace  = 2 * time.Second        // a call whose caller has left counts as stuck after this
)

// slot runs the calls of a library that knows no context, one at a time, each on a
// goroutine of its own. A caller can always leave. A call that a stopped service never
// answers holds the slot: further calls then fail at once with [ErrStuck] instead of
// piling up behind it, until it does come back.
type slot struct {
	token chan struct{} // the one who holds it may run a call

	mu    sync.Mutex
	stuck chan struct{} // closed while the holder counts as stuck
}

func newSlot() *slot {
	s := &slot{token: make(chan struct{}, 1), stuck: make(chan struct{})}
	s.token <- struct{}{}
	return s
}

// isStuck tells whether a call would fail at once.
func (s *slot) isStuck() bool {
	select {
	case <-s.stuckNow():
		return true
	default:
		return false
	}
}

func (s *slot) stuckNow() chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.stuck
}

// run runs call and waits for it: until ctx ends, or alive says that the service
// doesn't answer any more. The call itself goes on then, alone; what it does still
// happens. A panic of call becomes its error: go-keyring trusts the types of what it
// reads from the bus.
func (s *slot) run(ctx context.Context, alive func(context.Context) error, call func() error) error {
	if err := s.take(ctx); err != nil {
		return err
	}
	mine := s.stuckNow()
	done := make(chan error, 1)
	go func() {
		err := safely(call)
		s.release()
		done <- err
	}()
	tick := time.NewTicker(aliveEvery)
	defer tick.Stop()
	limit := time.NewTimer(callLimit)
	defer limit.Stop()
	for {
		select {
		case err := <-done:
			return err
		case <-ctx.Done():
			// Nobody waits for the call any more. It may be about to finish.
			time.AfterFunc(leftGrace, func() { s.giveUp(mine) })
			return ctx.Err()
		case <-limit.C:
			s.giveUp(mine)
			return fmt.Errorf("%w: no answer in %v", ErrStuck, callLimit)
		case <-tick.C:
			if err := alive(ctx); err != nil && ctx.Err() == nil {
				return s.lastChance(done, mine, err)
			}
		}
	}
}

// lastChance prefers an answer that came while the service was asked whether it lives.
func (s *slot) lastChance(done chan error, mine chan struct{}, cause error) error {
	select {
	case err := <-done:
		return err
	default:
		s.giveUp(mine)
		return fmt.Errorf("%w: %w", ErrStuck, cause)
	}
}

func (s *slot) take(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	for {
		mark := s.stuckNow()
		select {
		case <-s.token:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		case <-mark:
			if mark == s.stuckNow() {
				return fmt.Errorf("%w: an earlier call still waits", ErrStuck)
			} // else that holder is through, and another one is on
		}
	}
}

// giveUp marks the holder as stuck. The mark is this holder's own and, should it have
// finished by now, nobody's.
func (s *slot) giveUp(mine chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	closeOnce(mine)
}

func (s *slot) release() {
	s.mu.Lock()
	old := s.stuck
	s.stuck = make(chan struct{})
	closeOnce(old) // wakes those who look at this holder's mark
	s.mu.Unlock()
	s.token <- struct{}{}
}

func closeOnce(ch chan struct{}) {
	select {
	case <-ch:
	default:
		close(ch)
	}
}

func safely(call func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%w: it answered something unusable", ErrRefused)
		}
	}()
	return call()
}
