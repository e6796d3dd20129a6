//go:build !linux && !darwin && !windows

package platform

import (
	"context"
	"time"
)

func idle(context.Context) (time.Duration, error) { return 0, ErrNoIdle }

// idleNotified is for Wayland.
func idleNotified(context.Context, time.Duration, func()) error { return errAbsent }
