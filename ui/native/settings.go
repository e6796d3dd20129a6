//go:build cgo

package native

import (
	"context"
	"errors"
	"time"

	"lanyard/internal/app"
	"lanyard/internal/platform/idle"
	"lanyard/store"
	"lanyard/ui/state"
)

// settingsOf are stored settings as the window has them.
func settingsOf(s store.Settings) state.Settings {
	u := state.Settings{
		Theme: s.Theme, TextSize: s.TextSize,
		ClearToken: s.ClearToken(), ClearKey: s.ClearKey(), MarkClipboard: s.MarkClipboard,
		LockAfter: time.Duration(s.LockAfterS) * time.Second, LockWithSession: s.LockWithSession,
		Notify: s.Notify, Tray: s.Tray, Commands: s.Commands, Proxy: s.Proxy, Activity: s.Activity, KeyAgeDays: s.KeyAgeDays,
	}
	if s.LockAfterS == store.LockAsFits {
		u.LockAfter = state.LockAsFits
	}
	return u
}

// storeSettings writes the window's settings over stored ones, which have more.
func storeSettings(u state.Settings, s *store.Settings) {
	seconds := func(d time.Duration) int { return int(d / time.Second) }
	s.Theme, s.TextSize = u.Theme, u.TextSize
	s.ClearTokenS, s.ClearKeyS, s.MarkClipboard = seconds(u.ClearToken), seconds(u.ClearKey), u.MarkClipboard
	s.LockAfterS, s.LockWithSession = seconds(u.LockAfter), u.LockWithSession
	if u.LockAfter < 0 {
		s.LockAfterS = store.LockAsFits
	}
	s.Notify, s.Tray, s.Commands, s.Proxy, s.Activity, s.KeyAgeDays = u.Notify, u.Tray, u.Commands, u.Proxy, u.Activity, u.KeyAgeDays
}

// changeSettings saves what is chosen in the window.
func changeSettings(s app.Window) func(context.Context, func(*state.Settings)) error {
	if s.ChangeSettings == nil {
		return nil
	}
	return func(ctx context.Context, change func(*state.Settings)) error {
		return s.ChangeSettings(ctx, func(stored *store.Settings) error {
			u := settingsOf(*stored)
			change(&u)
			storeSettings(u, stored)
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
