package iam

import (
	"context"
	"errors"
	"sync/atomic"
	"time"
)

// What is left behind: work below this package that does not end with its context.
const (
	lastWords = 100 * time.Millisecond // how long work may take to say why it ended
	maxLeft   = 8                      // at one host: above that nothing new is begun there
)

// errLeft is why nothing new is begun at a host.
var errLeft = errors.New("earlier requests to this host have not ended yet")

// leftError is the context's end where the work did not end with it.
type leftError struct{ err error }

func (e *leftError) Error() string { return e.err.Error() }
func (e *leftError) Unwrap() error { return e.err }

// left counts the work at one host that was left behind and has not ended.
type left struct{ n atomic.Int32 }

// leftAt gives the count of a host.
func (c *Client) leftAt(host string) *left {
	c.mu.Lock()
	defer c.mu.Unlock()
	l := c.left[host]
	if l == nil {
		l = new(left)
		c.left[host] = l
	}
	return l
}

// The states of work under way.
const (
	working int32 = iota
	ended
	abandoned
)

// outcome is what work gave.
type outcome[T any] struct {
	value T
	err   error
}

// within does work in a goroutine of its own and waits for it until ctx ends. Work that
// has not ended by then is left behind, and what it may still give goes to drop. The
// error is a *leftError then.
func within[T any](ctx context.Context, l *left, work func() (T, error), drop func(T)) (T, error) {
	var none T
	if l.n.Load() >= maxLeft {
		return none, errLeft
	}
	var state atomic.Int32
	done := make(chan outcome[T], 1)
	go func() {
		v, err := work()
		if state.CompareAndSwap(working, ended) {
			done <- outcome[T]{v, err}
			return
		}
		if err == nil && drop != nil {
			drop(v)
		}
		l.n.Add(-1)
	}()
	select {
	case o := <-done:
		return o.value, o.err
	case <-ctx.Done():
	}
	last := time.NewTimer(lastWords)
	defer last.Stop()
	select {
	case o := <-done:
		return o.value, o.err
	case <-last.C:
	}
	l.n.Add(1)
	if !state.CompareAndSwap(working, abandoned) {
		l.n.Add(-1)
		o := <-done
		return o.value, o.err
	}
	return none, &leftError{ctx.Err()}
}
