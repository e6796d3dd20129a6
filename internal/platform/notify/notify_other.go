//go:build !linux

package notify

import (
	"context"

	"lanyard/internal/platform/bus"
)

// Show shows nothing here: the toolkit has this system's way.
func Show(_ context.Context, _, _, _, _ string, _ func()) error { return bus.ErrAbsent }
