package idle

import (
	"context"
	"fmt"
	"time"
	"unsafe"

	"lanyard/internal/platform/bus"

	"golang.org/x/sys/windows"
)

// idle asks GetLastInputInfo, which tells the tick of the last input of this session. A
// tick is a millisecond in 32 bits, which turn over every 49.7 days.
func idle(context.Context) (time.Duration, error) {
	last := struct{ size, tick uint32 }{size: 8}
	ok, _, err := windows.NewLazySystemDLL("user32.dll").NewProc("GetLastInputInfo").Call(uintptr(unsafe.Pointer(&last)))
	if ok == 0 {
		return 0, fmt.Errorf("ask for the last input: %w", err)
	}
	now := uint32(windows.DurationSinceBoot() / time.Millisecond)
	return sinceTick(now, last.tick), nil
}

// idleNotified is for Wayland.
func idleNotified(context.Context, time.Duration, func()) error { return bus.ErrAbsent }
