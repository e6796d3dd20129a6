package idle

import (
	"context"
	"fmt"
	"os/exec"
	"time"

	"lanyard/internal/platform/bus"
)

func idle(ctx context.Context) (time.Duration, error) {
	ctx, cancel := context.WithTimeout(ctx, bus.AskLimit)
	defer cancel()
	out, err := exec.CommandContext(ctx, "/usr/sbin/ioreg", "-r", "-d", "1", "-c", "IOHIDSystem").Output()
	if ctx.Err() != nil {
		return 0, ctx.Err()
	}
	if err != nil {
		return 0, fmt.Errorf("run ioreg: %w", err)
	}
	return hidIdle(string(out))
}

// idleNotified is for Wayland.
func idleNotified(context.Context, time.Duration, func()) error { return bus.ErrAbsent }
