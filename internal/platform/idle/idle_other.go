//go:build !linux && !darwin && !windows

package idle

import (
	"context"
	"time"

	"lanyard/internal/platform/bus"
)

func idle(context.Context) (time.Duration, error) { return 0, ErrUnknown }

// idleNotified is for Wayland.
func idleNotified(context.Context, time.Duration, func()) error { return bus.ErrAbsent }
