//go:build cgo

package native

import (
	"context"
	"errors"
	"fmt"
	"runtime"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver"

	"lanyard/internal/app"
	"lanyard/internal/platform/display"
	"lanyard/internal/platform/notify"
	"lanyard/internal/platform/portal"
	"lanyard/internal/platform/session"
	"lanyard/internal/secret"
	"lanyard/store"
	"lanyard/ui"
	"lanyard/ui/filepick"
	"lanyard/ui/state"
)

// watchSession tells the window what the desktop tells of the session.
func watchSession(ctx context.Context, tell func(state.SessionEvent)) {
	session.Watch(ctx, func(e session.Event) {
		switch e {
		case session.Locked:
			tell(state.SessionLocked)
		case session.Sleeping:
			tell(state.SessionSleeping)
		case session.Woke:
			tell(state.SessionWoke)
		case session.SessionEnding:
			tell(state.SessionEnding)
		}
	})
}

// bringUp shows the window in front of the others, as far as the desktop allows it. It is
// for the toolkit's goroutine.
func bringUp(w fyne.Window) {
	restore(w)
	if handle := xWindow(w); handle != 0 {
		// The toolkit asks in the window's own name, which window managers may take for
		// somebody who forces themselves upon the user.
		go func() { _ = display.Activate(context.Background(), handle) }()
	}
}

// xWindow is the window's number on an X server, 0 without one. It is for the toolkit's
// goroutine.
func xWindow(w fyne.Window) (handle uintptr) {
	if native, ok := w.(driver.NativeWindow); ok {
		native.RunNative(func(c any) {
			if x, ok := c.(driver.X11WindowContext); ok {
				handle = x.WindowHandle
			}
		})
	}
	return handle
}

// chooseFile has the desktop's own dialog ask.
func chooseFile(w fyne.Window, q filepick.Question) func(context.Context) (string, error) {
	asked := portal.FileQuestion{Title: q.Title, Accept: q.Accept, From: q.From, Folder: q.Folder, Window: xWindow(w)}
	return func(ctx context.Context) (string, error) { return portal.ChooseFile(ctx, asked) }
}

// showNotification shows a notification. On Linux a desktop without a service for them shows none,
// and the toolkit could no more.
func showNotification(ctx context.Context, title, text string, clicked func()) error {
	err := notify.Show(ctx, "Lanyard", appID, title, text, clicked)
	if runtime.GOOS == "linux" {
		return nil
	}
	return err
}

// mend gives the window the ways out of a damaged profiles file.
func mend(m app.Mender) *state.Mend {
	if m == nil {
		return nil
	}
	return &state.Mend{
		Backups: func(ctx context.Context) ([]state.Backup, error) {
			list, err := m.Backups(ctx)
			var out []state.Backup
			for _, b := range list {
				out = append(out, state.Backup{Name: b.Name, Time: b.Time, Profiles: b.Profiles})
			}
			return out, err
		},
		Restore: m.RestoreBackup, SetAside: m.SetAside,
	}
}

// askInWindow has the secrets file ask its passphrase in the window.
func askInWindow(s app.Window, w *ui.Window) {
	if s.AskWith == nil {
		return
	}
	s.AskWith(func(ctx context.Context, a store.Ask) (secret.Text, error) {
		typed, err := w.AskPassphrase(ctx, a.New, a.Wrong)
		if errors.Is(err, state.ErrNotAnswered) {
			err = fmt.Errorf("%w: %w", store.ErrLocked, err)
		}
		return typed, err
	})
}
