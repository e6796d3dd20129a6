package ui

// hideAll takes off the screen, and out of the widgets, what must not be there while the
// window is locked.
func (w *Window) hideAll() {
	w.editor.Suspend()
	w.files.Cancel()
	w.host.Panes.CloseAll()
	if w.host.Dialog != nil {
		w.host.Dialog.Close()
	}
	for c := w.win.Canvas(); c.Overlays().Top() != nil; {
		c.Overlays().Remove(c.Overlays().Top())
	}
	w.lockView.Pass.Clear()
	w.passBar.Pass.Clear()
	w.list.Search.SetText("")
	w.host.Texts.Forget()
}

// goOn goes on after the window was unlocked.
func (w *Window) goOn() {
	w.lockView.Pass.Clear()
	w.focusHome()
	w.editor.Resume()
	w.openHanded()
}

// toggleLock is the button and its key: it locks, also where one changed their mind while
// it opens.
func (w *Window) toggleLock() {
	if w.Locked() && !w.LockDetail().Busy {
		w.lockView.Open()
		return
	}
	w.Lock("")
}
