package idle

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"lanyard/internal/platform/bus"
)

// What follows reads what Windows and macOS say. It is compiled everywhere, so that it
// is tested everywhere.

// sinceTick is the time between two ticks of 32 bits, right also when they have turned
// over. An input newer than now, by the grain of the clocks, was just now.
func sinceTick(now, then uint32) time.Duration {
	if d := int32(now - then); d < 0 && d > -1000 {
		return 0
	}
	return time.Duration(now-then) * time.Millisecond
}

// hidIdle finds the nanoseconds since the last input in what ioreg prints.
func hidIdle(printed string) (time.Duration, error) {
	for line := range strings.Lines(printed) {
		_, value, ok := strings.Cut(line, `"HIDIdleTime" = `)
		if !ok {
			continue
		}
		n, err := strconv.ParseInt(strings.TrimSpace(value), 10, 64)
		if err != nil || n < 0 {
			return 0, fmt.Errorf("ioreg tells no time: %s", bus.Clean(line))
		}
		return time.Duration(n), nil
	}
	return 0, bus.ErrAbsent
}
