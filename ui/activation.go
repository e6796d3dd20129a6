package ui

import (
	"context"
	"runtime"
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2"
)

// activation brings the window to the front, or tells on the desktop what it would have said.
type activation struct {
	w     *Window
	front atomic.Bool // the window has the desktop's focus; for other goroutines
}

// raiseTime is how long a desktop may take to bring the window to the front.
const raiseTime = 800 * time.Millisecond

// raise brings the window to the front and, if a file is named, lets it be imported, once the
// window is unlocked. It is called from other goroutines, and reports whether the window is in front: where the
// desktop doesn't allow that, a notification says that Lanyard runs already.
func (d *activation) raise(file string) bool {
	w := d.w
	w.Do(func() {
		d.comeUp()
		if file != "" {
			w.handed.take([]string{file})
		}
	})
	if d.inFront(w.Context()) {
		return true
	}
	d.notify(w.t.RunsAlready, w.t.RunsAlreadyHow, d.comeUp)
	return false
}

// comeUp asks the desktop to show the window in front of the others.
func (d *activation) comeUp() {
	w := d.w
	w.win.Show()
	w.tray.leave()
	if w.set.Restore != nil {
		w.set.Restore(w.win)
	}
	w.win.RequestFocus()
}

// inFront waits a moment for the window to be in front of the others.
func (d *activation) inFront(ctx context.Context) bool {
	limit := time.NewTimer(raiseTime)
	defer limit.Stop()
	look := time.NewTicker(20 * time.Millisecond)
	defer look.Stop()
	for !d.front.Load() {
		select {
		case <-ctx.Done():
			return false
		case <-limit.C:
			return d.front.Load()
		case <-look.C:
		}
	}
	return true
}

// keepsFront reports whether the window stays in front of the others for so long.
func (d *activation) keepsFront(ctx context.Context, limit time.Duration) bool {
	end := time.Now().Add(limit)
	for d.front.Load() {
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
func (d *activation) notify(title, text string, clicked func()) {
	w := d.w
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

// openAt comes to the front at a profile, as far as nothing else is going on.
func (d *activation) openAt(id string) {
	w := d.w
	d.comeUp()
	if w.free() && w.Profile(id) != nil {
		w.list.ClearSearch()
		w.Choose(id)
		w.frame.panes.showDetail(true, false)
	}
}
