package desktop

import (
	"context"
	"time"
)

// displayLimit bounds [CheckDisplay]: a display far away may take a while.
const displayLimit = 3 * time.Second

// CheckDisplay finds out, within 3 seconds, whether a window can be drawn: whether there
// is a display, somebody answers at it and, for the X server, whether it has GLX. Toolkits
// end the program, or hang for ever, where that is not so. The error says what is wrong
// in words for people. On Windows and macOS there is always a display.
//
// A display that passes may fail all the same, such as one without a usable driver; see
// [Watchdog].
func CheckDisplay(ctx context.Context) error { return checkDisplay(ctx) }

// Watchdog calls onFire, on a goroutine of its own, unless stop is called before the time
// is over. It is for what may hang where nothing of ours runs any more. stop may be called
// more than once.
func Watchdog(after time.Duration, onFire func()) (stop func()) {
	t := time.AfterFunc(after, onFire)
	return func() { t.Stop() }
}
