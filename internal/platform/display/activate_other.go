//go:build !linux

package display

import (
	"context"

	"lanyard/internal/platform/bus"
)

// Activate is for X windows, of which there are none here.
func Activate(context.Context, uintptr) error { return bus.ErrAbsent }
