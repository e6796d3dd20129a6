// Package display finds out whether a window can be drawn, and brings one to the front
// where only the X server can.
package display

import (
	"context"
	"time"
)

// displayLimit bounds [Check]: a display far away may take a while.
const displayLimit = 3 * time.Second

// Check finds out, within 3 seconds, whether a window can be drawn: whether there
// is a display, somebody answers at it and, for the X server, whether it has GLX. Toolkits
// end the program, or hang for ever, where that is not so. The error says what is wrong
// in words for people. On Windows and macOS there is always a display.
//
// A display that passes may fail all the same, such as one without a usable driver; see
// [Watchdog].
//
// The connection to an X server stays until release is called, when the toolkit has one:
// a server that its last client leaves may start anew, and lets nobody in meanwhile.
// release is there without an error only.
func Check(ctx context.Context) (release func(), err error) { return checkDisplay(ctx) }

// Watchdog calls onFire, on a goroutine of its own, unless stop is called before the time
// is over. It is for what may hang where nothing of ours runs any more. A process that
// computes does not hang: on a computer that has much else to do it gets up to a minute
// more. stop may be called more than once.
func Watchdog(after time.Duration, onFire func()) (stop func()) {
	return watchdog(after, cpuTime, onFire)
}

// What hangs computes less than idleCPU within idleLook, the last part of a watchdog's
// time; longest is how long it lets another go on computing.
const (
	idleLook = time.Second
	idleCPU  = 5 * time.Millisecond
	longest  = time.Minute
)

func watchdog(after time.Duration, used func() time.Duration, onFire func()) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		passes := func(d time.Duration) bool {
			select {
			case <-ctx.Done():
				return false
			case <-time.After(d):
				return true
			}
		}
		if !passes(after - idleLook) {
			return
		}
		for range longest / idleLook {
			before := used()
			if !passes(idleLook) {
				return
			}
			if used()-before < idleCPU {
				break
			}
		}
		onFire()
	}()
	return cancel
}
