package ui

import (
	"context"
	"runtime"
	"time"

	"fyne.io/fyne/v2"
)

// raiseTime is how long a desktop may take to bring the window to the front.
const raiseTime = 800 * time.Millisecond

// raise brings the window to the front and, if a file is named, lets it be imported, once the
// window is unlocked. It is called from other goroutines, and reports whether the window is in front: where the
// desktop doesn't allow that, a notification says that Lanyard runs already.
func (w *Window) raise(file string) bool {
	w.Do(func() {
		w.comeUp()
		if file != "" {
			w.handed = []string{file}
			w.openHanded()
		}
	})
	if w.inFront(w.Context()) {
		return true
	}
	w.notify(w.t.RunsAlready, w.t.RunsAlreadyHow, w.comeUp)
	return false
}

// openHanded imports the files that another program, or the start, handed over: at once,
// or when the window is there and unlocked.
func (w *Window) openHanded() {
	if len(w.handed) == 0 || !w.Loaded() || !w.StartKnown() || w.SaysLocked() {
		return
	}
	files := w.handed
	w.handed = nil
	w.importer.Files(files)
}

// comeUp asks the desktop to show the window in front of the others.
func (w *Window) comeUp() {
	w.win.Show()
	w.tray.leave()
	if w.set.Restore != nil {
		w.set.Restore(w.win)
	}
	w.win.RequestFocus()
}

// inFront waits a moment for the window to be in front of the others.
func (w *Window) inFront(ctx context.Context) bool {
	limit := time.NewTimer(raiseTime)
	defer limit.Stop()
	look := time.NewTicker(20 * time.Millisecond)
	defer look.Stop()
	for !w.front.Load() {
		select {
		case <-ctx.Done():
			return false
		case <-limit.C:
			return w.front.Load()
		case <-look.C:
		}
	}
	return true
}

// keepsFront reports whether the window stays in front of the others for so long.
func (w *Window) keepsFront(ctx context.Context, limit time.Duration) bool {
	end := time.Now().Add(limit)
	for w.front.Load() {
		if time.Now().After(end) || !pause(ctx, 20*time.Millisecond) {
			return true
		}
	}
	return false
}

// pause waits, and reports whether ctx lived on.
func pause(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}

// notify shows a notification on the desktop; clicked runs on Fyne's goroutine where the
// desktop tells of a click, and may be nil. It may wait for the desktop and is not to be
// called on Fyne's goroutine. It never has a secret: desktops keep and log them.
func (w *Window) notify(title, text string, clicked func()) {
	if w.set.Notify != nil && w.set.Notify(w.Context(), title, text, func() {
		if clicked != nil {
			w.Do(clicked)
		}
	}) == nil {
		return
	}
	send := func() { w.app.SendNotification(fyne.NewNotification(title, text)) }
	if runtime.GOOS == "darwin" {
		w.Do(send)
		return
	}
	send()
}
