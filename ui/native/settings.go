//go:build cgo

package native

import (
	"context"
	"errors"
	"time"

	"lanyard/internal/app"
	"lanyard/internal/platform/idle"
	"lanyard/internal/settings"
)

// changeSettings saves what is chosen in the window.
func changeSettings(s app.Window) func(context.Context, func(*settings.Settings)) error {
	if s.ChangeSettings == nil {
		return nil
	}
	return func(ctx context.Context, change func(*settings.Settings)) error {
		return s.ChangeSettings(ctx, func(stored *settings.Settings) error {
			change(stored)
			return nil
		})
	}
}

// idleKnown tells whether this desktop says since when nobody has used the computer.
func idleKnown(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, idleLook)
	defer cancel()
	if _, err := idle.Since(ctx); err == nil {
		return true
	}
	// Some compositors answer no question, but tell: the watch goes on with those, and ends
	// at once with the others.
	return !errors.Is(idle.Watch(ctx, time.Hour, func() {}), idle.ErrUnknown)
}

// idleLook is how long finding that out may take: twice what a question to a service of
// the desktop does.
const idleLook = 3 * time.Second
