package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"lanyard/internal/secret"

	"lanyard/ui/kit"
	"lanyard/ui/passfield"
	"lanyard/ui/state"
)

// lockView stands in place of the detail while the window is locked. The names in the
// list stay.
type lockView struct {
	w      *Window
	box    *fyne.Container
	title  *kit.Line
	reason *kit.Line
	what   *widget.Label
	pass   *passfield.Entry
	unlock *kit.Button
	seal   *kit.Button
	busy   *fyne.Container
	wheel  *widget.Activity
}

func newLockView(w *Window) *lockView {
	t := w.t
	l := &lockView{w: w, what: kit.Paragraph("", widget.LowImportance)}
	icon := canvas.NewImageFromResource(theme.NewThemedResource(kit.IconLock()))
	icon.SetMinSize(fyne.NewSquareSize(40))
	icon.FillMode = canvas.ImageFillContain
	l.title = kit.NewLine(t.LockedTitle).As("", theme.SizeNameHeadingText, kit.Strong).Unshortened()
	l.reason = kit.NewLine("").As(theme.ColorNamePlaceHolder, theme.SizeNameCaptionText, fyne.TextStyle{}).Unshortened()
	l.what.Alignment = fyne.TextAlignCenter
	l.pass = passfield.New(w.host, w.t, l.submit, w.focusHome, func() { kit.Relayout(l.box) })
	l.unlock = w.host.Button(t.Unlock, nil, l.open).Prominent()
	l.seal = w.host.Button(t.LockWithPassphrase, nil, l.encrypt).Prominent()
	l.wheel = widget.NewActivity()
	l.busy = container.NewCenter(container.NewGridWrap(fyne.NewSquareSize(22), l.wheel))
	l.box = container.NewCenter(kit.Padded(12, 16, 12, 16, kit.FixedWidth(340, kit.VBox(10,
		container.NewCenter(icon), container.NewCenter(l.title), container.NewCenter(l.reason), l.what,
		l.pass.Box, l.busy, container.NewCenter(kit.HBox(8, -1, l.seal, l.unlock))))))
	l.box.Hide()
	return l
}

// show draws the view.
func (l *lockView) show() {
	w, t := l.w, l.w.t
	kit.SetVisible(l.box, w.Locked())
	if !w.Locked() {
		return
	}
	v := w.LockDetail()
	l.title.SetText(v.Title)
	l.reason.SetText(v.Reason)
	kit.SetVisible(l.reason, v.Reason != "")
	kit.SetLabel(l.what, v.What)
	l.pass.Choose(v.Way == state.UnlockChoose)
	l.pass.SetEnabled(!v.Busy)
	kit.SetVisible(l.pass.Box, v.Way == state.UnlockPassphrase || v.Way == state.UnlockChoose)
	kit.SetVisible(l.seal, v.Way == state.UnlockChoose)
	l.unlock.SetText(t.Unlock)
	l.unlock.Importance = widget.HighImportance
	if v.Way == state.UnlockChoose {
		l.unlock.SetText(t.UnlockWithout)
		l.unlock.Importance = widget.MediumImportance
	}
	l.unlock.SetEnabled(!v.Busy && v.Way != state.UnlockUnknown)
	l.seal.SetEnabled(!v.Busy)
	kit.SetVisible(l.busy, v.Busy && v.Way != state.UnlockUnknown)
	if l.busy.Visible() {
		l.wheel.Start()
	} else {
		l.wheel.Stop()
	}
	kit.Relayout(l.box)
}

// told says what came of locking or unlocking, and puts the cursor where one goes on.
func (l *lockView) told() {
	if problem := l.w.LockDetail().Problem; problem != "" {
		l.pass.Say(problem)
	}
	l.w.focusHome()
}

// focus puts the cursor where one goes on.
func (l *lockView) focus() {
	way := l.w.LockDetail().Way
	switch {
	case way == state.UnlockPassphrase || way == state.UnlockChoose:
		l.pass.Focus()
	case l.unlock.Disabled():
		l.w.win.Canvas().Unfocus()
	default:
		l.w.win.Canvas().Focus(l.unlock)
	}
}

// submit is Enter in a field.
func (l *lockView) submit() {
	if l.w.LockDetail().Way == state.UnlockChoose {
		l.encrypt()
	} else {
		l.open()
	}
}

// encrypt locks keys in memory with a passphrase that the user chooses.
func (l *lockView) encrypt() {
	if !l.w.CanUnlock() {
		return
	}
	if typed, ok := l.pass.Take(); ok {
		l.w.Seal(typed)
	}
}

// open unlocks: by a click, or with the passphrase that was typed.
func (l *lockView) open() {
	var typed secret.Text
	switch {
	case !l.w.CanUnlock():
		return
	case l.w.LockDetail().Way == state.UnlockPassphrase:
		var ok bool
		if typed, ok = l.pass.Take(); !ok {
			return
		}
	}
	l.w.Unlock(typed)
}

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
	w.lockView.pass.Clear()
	w.passBar.pass.Clear()
	w.bar.search.SetText("")
	w.host.Texts.Forget()
}

// goOn goes on after the window was unlocked.
func (w *Window) goOn() {
	w.lockView.pass.Clear()
	w.focusHome()
	w.editor.Resume()
	w.openHanded()
}

// toggleLock is the button and its key: it locks, also where one changed their mind while
// it opens.
func (w *Window) toggleLock() {
	if w.Locked() && !w.LockDetail().Busy {
		w.lockView.open()
		return
	}
	w.Lock("")
}
