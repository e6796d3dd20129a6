// Package idle tells since when nobody has used the computer.
package idle

import (
	"context"
	"errors"
	"time"

	"lanyard/internal/platform/bus"
)

// ErrUnknown is where the desktop does not tell since when the user has been away.
var ErrUnknown = errors.New("this desktop does not tell whether anybody is at the computer")

// recheck is how long [Watch] waits after a question that failed.
const recheck = time.Minute

// idleSlack is how far apart two answers about the same last key press may be: some
// desktops count whole seconds.
const idleSlack = 1500 * time.Millisecond

// Since gives the time since somebody last used keyboard or mouse, in any program. The
// error is [ErrUnknown] where that cannot be known, which is so on Wayland outside
// GNOME: compositors there tell only when a given time is over, to [Watch].
//
// On Linux it comes from Mutter's IdleMonitor, the X server (MIT-SCREEN-SAVER) or the
// desktop's screen saver; on Windows from GetLastInputInfo; on macOS from the
// HIDIdleTime of ioreg.
func Since(ctx context.Context) (time.Duration, error) {
	d, err := idle(ctx)
	if err != nil && ctx.Err() == nil {
		return 0, ErrUnknown
	}
	return d, err
}

// Watch calls idle each time that nobody has used keyboard or mouse for a given
// time, once until somebody does again. It returns when ctx ends, or with [ErrUnknown]
// at the start when the desktop tells nothing.
//
// It looks only when the time could be over, not every second, and where a Wayland
// compositor tells by itself (ext-idle-notify) it does not look at all. Time during
// which the computer sleeps does not count; package session tells of sleep.
func Watch(ctx context.Context, after time.Duration, idle func()) error {
	if err := idleNotified(ctx, after, idle); !errors.Is(err, bus.ErrAbsent) {
		return err
	}
	return watchIdle(ctx, after, Since, idle)
}

// watchIdle asks when it could be time. Between two questions the user may have come and
// gone, which shows in the answer: what counts is when they were last here.
func watchIdle(ctx context.Context, after time.Duration, ask func(context.Context) (time.Duration, error), idle func()) error {
	var told time.Time // the last use for which idle was called
	var known bool
	for {
		away, err := ask(ctx)
		next := after
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil && !known:
			return err
		case err != nil:
			next = min(after, recheck)
		case away < after:
			known, next = true, after-away
		default:
			known = true
			if used := time.Now().Add(-away); used.Sub(told) > idleSlack {
				told = used
				idle()
			}
		}
		if !wait(ctx, max(next, 10*time.Millisecond)) {
			return ctx.Err()
		}
	}
}

// wait sleeps, and reports whether ctx let it.
func wait(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}
