//go:build cgo

package main

import (
	"context"
	"errors"
	"fmt"

	"lanyard/cli"
	"lanyard/desktop"
	"lanyard/secret"
	"lanyard/store"
	"lanyard/ui"
)

// watchSession tells the window what the desktop tells of the session.
func watchSession(ctx context.Context, tell func(ui.SessionEvent)) {
	desktop.Watch(ctx, func(e desktop.Event) {
		switch e {
		case desktop.Locked:
			tell(ui.SessionLocked)
		case desktop.Sleeping:
			tell(ui.SessionSleeping)
		case desktop.Woke:
			tell(ui.SessionWoke)
		case desktop.SessionEnding:
			tell(ui.SessionEnding)
		}
	})
}

// askInWindow has the secrets file ask its passphrase in the window.
func askInWindow(s cli.WindowSetup, w *ui.Window) {
	if s.AskWith == nil {
		return
	}
	s.AskWith(func(ctx context.Context, a store.Ask) (secret.Text, error) {
		typed, err := w.AskPassphrase(ctx, a.New, a.Wrong)
		if errors.Is(err, ui.ErrNotAnswered) {
			err = fmt.Errorf("%w: %w", store.ErrLocked, err)
		}
		return typed, err
	})
}
