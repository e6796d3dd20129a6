package cli

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/spf13/cobra"
)

// What happens after the time of a command with --timeout: a sign-in ends with it and can
// still say what it waited for, everything else ends limitSlack later, and what does not
// end by itself is left behind at limitAfter.
const (
	limitSlack = 150 * time.Millisecond
	limitAfter = 300 * time.Millisecond
)

// endless marks commands that --timeout does not end: they run until somebody ends them.
// Their sign-ins have the limit each.
const endless = "endless"

// untilEnded makes a command one that runs until somebody ends it.
func untilEnded(c *cobra.Command) *cobra.Command {
	c.Annotations = map[string]string{endless: ""}
	return c
}

// limit is the time of one command.
type limit struct {
	outer context.Context // without the limit
	state atomic.Int32
}

// The states of a limit: whoever changes it first decides.
const (
	limitHolds int32 = iota
	limitLifted
	limitPassed
)

type limitKey struct{}

// limited runs a command within --timeout. It comes back in time whatever the command
// waits for: what does not heed its context is left behind, and ends with the program.
func (a *program) limited(ctx context.Context, run func(context.Context) error) error {
	if a.timeout <= 0 {
		return run(ctx)
	}
	l := &limit{outer: ctx}
	inner, cancel := context.WithTimeout(context.WithValue(ctx, limitKey{}, l), a.timeout+limitSlack)
	defer cancel()
	a.deadline = time.Now().Add(a.timeout)
	done := make(chan error, 1)
	go func() { done <- run(inner) }()
	late := time.NewTimer(a.timeout + limitAfter)
	defer late.Stop()
	select {
	case err := <-done:
		return err
	case <-late.C:
	}
	if l.state.CompareAndSwap(limitHolds, limitPassed) {
		return fmt.Errorf("run the command: %w", context.DeadlineExceeded)
	}
	return <-done
}

// beyond lifts the limit: what follows, such as the command of exec, takes its own time.
// It fails when the time has passed already.
func beyond(ctx context.Context) (context.Context, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	l, ok := ctx.Value(limitKey{}).(*limit)
	if !ok {
		return ctx, nil
	}
	if !l.state.CompareAndSwap(limitHolds, limitLifted) {
		return nil, context.DeadlineExceeded
	}
	return l.outer, nil
}
