package lock

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

// View stands in place of the detail while the window is locked. The names in the
// list stay.
type View struct {
	w      *Room
	Box    *fyne.Container
	title  *kit.Line
	reason *kit.Line
	what   *widget.Label
	Pass   *passfield.Entry
	unlock *kit.Button
	seal   *kit.Button
	busy   *fyne.Container
	wheel  *widget.Activity
}

// newView makes what covers a locked window.
func newView(w *Room) *View {
	t := w.t
	l := &View{w: w, what: kit.Paragraph("", widget.LowImportance)}
	icon := canvas.NewImageFromResource(theme.NewThemedResource(kit.IconLock()))
	icon.SetMinSize(fyne.NewSquareSize(40))
	icon.FillMode = canvas.ImageFillContain
	l.title = kit.NewLine(t.LockedTitle).As("", theme.SizeNameHeadingText, kit.Strong).Unshortened()
	l.reason = kit.NewLine("").As(theme.ColorNamePlaceHolder, theme.SizeNameCaptionText, fyne.TextStyle{}).Unshortened()
	l.what.Alignment = fyne.TextAlignCenter
	l.Pass = passfield.New(w.host, w.t, l.submit, w.host.FocusHome, func() { kit.Relayout(l.Box) })
	l.unlock = w.host.Button(t.Unlock, nil, l.Open).Prominent()
	l.seal = w.host.Button(t.LockWithPassphrase, nil, l.encrypt).Prominent()
	l.wheel = widget.NewActivity()
	l.busy = container.NewCenter(container.NewGridWrap(fyne.NewSquareSize(22), l.wheel))
	l.Box = container.NewCenter(kit.Padded(12, 16, 12, 16, kit.FixedWidth(340, kit.VBox(10,
		container.NewCenter(icon), container.NewCenter(l.title), container.NewCenter(l.reason), l.what,
		l.Pass.Box, l.busy, container.NewCenter(kit.HBox(8, -1, l.seal, l.unlock))))))
	l.Box.Hide()
	return l
}

// Show draws the view.
func (l *View) Show() {
	w, t := l.w, l.w.t
	kit.SetVisible(l.Box, w.Locked())
	if !w.Locked() {
		return
	}
	v := w.LockDetail()
	l.title.SetText(v.Title)
	l.reason.SetText(v.Reason)
	kit.SetVisible(l.reason, v.Reason != "")
	kit.SetLabel(l.what, v.What)
	l.Pass.Choose(v.Way == state.UnlockChoose)
	l.Pass.SetEnabled(!v.Busy)
	kit.SetVisible(l.Pass.Box, v.Way == state.UnlockPassphrase || v.Way == state.UnlockChoose)
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
	kit.Relayout(l.Box)
}

// Told says what came of locking or unlocking, and puts the cursor where one goes on.
func (l *View) Told() {
	if problem := l.w.LockDetail().Problem; problem != "" {
		l.Pass.Say(problem)
	}
	l.w.host.FocusHome()
}

// Focus puts the cursor where one goes on.
func (l *View) Focus() {
	way := l.w.LockDetail().Way
	switch {
	case way == state.UnlockPassphrase || way == state.UnlockChoose:
		l.Pass.Focus()
	case l.unlock.Disabled():
		l.w.host.Canvas.Unfocus()
	default:
		l.w.host.Canvas.Focus(l.unlock)
	}
}

// submit is Enter in a field.
func (l *View) submit() {
	if l.w.LockDetail().Way == state.UnlockChoose {
		l.encrypt()
	} else {
		l.Open()
	}
}

// encrypt locks keys in memory with a passphrase that the user chooses.
func (l *View) encrypt() {
	if !l.w.CanUnlock() {
		return
	}
	if typed, ok := l.Pass.Take(); ok {
		l.w.Seal(typed)
	}
}

// Open unlocks: by a click, or with the passphrase that was typed.
func (l *View) Open() {
	var typed secret.Text
	switch {
	case !l.w.CanUnlock():
		return
	case l.w.LockDetail().Way == state.UnlockPassphrase:
		var ok bool
		if typed, ok = l.Pass.Take(); !ok {
			return
		}
	}
	l.w.Unlock(typed)
}
