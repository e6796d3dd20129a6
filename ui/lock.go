package ui

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"lanyard/internal/explain"
	"lanyard/internal/secret"
	"lanyard/internal/wallet"

	"lanyard/ui/kit"
	"lanyard/ui/text"
)

// lockWay is what it takes to unlock.
type lockWay int

// The ways.
const (
	lockUnknown    lockWay = iota // not found out yet: for a moment after locking
	lockClick                     // a click: the keyring is the system's own to lock
	lockPassphrase                // that of the secrets file, or the one that keys in memory were locked with
	lockChoose                    // keys in memory lie open until a passphrase is chosen for them
)

// lockView stands in place of the detail while the window is locked. The names in the
// list stay.
type lockView struct {
	w      *Window
	box    *fyne.Container
	title  *kit.Line
	reason *kit.Line
	what   *widget.Label
	pass   *passPart
	unlock *kit.Button
	seal   *kit.Button
	busy   *fyne.Container
	wheel  *widget.Activity

	way   lockWay
	first bool               // the secrets file has not been opened since the program began
	why   string             // what locked it, "" when the user did
	turn  int                // counts locks and unlocks: what an earlier one brings is ignored
	stop  context.CancelFunc // ends what is under way; nil: nothing is
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
	l.pass = newPassPart(w, l.submit, w.focusHome, func() { kit.Relayout(l.box) })
	l.unlock = w.host.Button(t.Unlock, nil, l.open).Prominent()
	l.seal = w.host.Button(t.LockWithPassphrase, nil, l.encrypt).Prominent()
	l.wheel = widget.NewActivity()
	l.busy = container.NewCenter(container.NewGridWrap(fyne.NewSquareSize(22), l.wheel))
	l.box = container.NewCenter(kit.Padded(12, 16, 12, 16, kit.FixedWidth(340, kit.VBox(10,
		container.NewCenter(icon), container.NewCenter(l.title), container.NewCenter(l.reason), l.what,
		l.pass.box, l.busy, container.NewCenter(kit.HBox(8, -1, l.seal, l.unlock))))))
	l.box.Hide()
	return l
}

// show draws the view.
func (l *lockView) show() {
	w, t := l.w, l.w.t
	kit.SetVisible(l.box, w.locked)
	if !w.locked {
		return
	}
	busy := l.stop != nil
	l.title.SetText(t.LockedTitle)
	if l.first {
		l.title.SetText(t.LockedFile)
	}
	l.reason.SetText(l.why)
	kit.SetVisible(l.reason, l.why != "")
	kit.SetLabel(l.what, l.words())
	l.pass.choose(l.way == lockChoose)
	l.pass.setEnabled(!busy)
	kit.SetVisible(l.pass.box, l.way == lockPassphrase || l.way == lockChoose)
	kit.SetVisible(l.seal, l.way == lockChoose)
	l.unlock.SetText(t.Unlock)
	l.unlock.Importance = widget.HighImportance
	if l.way == lockChoose {
		l.unlock.SetText(t.UnlockWithout)
		l.unlock.Importance = widget.MediumImportance
	}
	l.unlock.SetEnabled(!busy && l.way != lockUnknown)
	l.seal.SetEnabled(!busy)
	kit.SetVisible(l.busy, busy && l.way != lockUnknown)
	if l.busy.Visible() {
		l.wheel.Start()
	} else {
		l.wheel.Stop()
	}
	kit.Relayout(l.box)
}

// words say what was put away, and what was not.
func (l *lockView) words() string {
	k, t := l.w.keyring, l.w.t
	switch {
	case l.first:
		return t.LockedFileWhat
	case l.way == lockChoose:
		return t.LockedChoose
	case k.Backend == backendMemory:
		return t.LockedMemory
	case k.Backend == backendFile && l.way == lockClick && k.State == keyringReady:
		return t.LockedNoFile
	case k.Backend == backendFile:
		return t.LockedSecrets
	}
	return lockedRingWords(t, k)
}

// lockedRingWords says the same where keys are in the system's keyring.
func lockedRingWords(t *text.Texts, k Keyring) string {
	switch k.State {
	case keyringAbsent, keyringNoCollection:
		return t.LockedNoRing
	case keyringLocked:
		return fmt.Sprintf(t.LockedRing, cmp.Or(k.Name, t.LockedSystems))
	}
	return fmt.Sprintf(t.LockedWhat, cmp.Or(k.Name, t.LockedSystems))
}

// focus puts the cursor where one goes on.
func (l *lockView) focus() {
	switch {
	case l.way == lockPassphrase || l.way == lockChoose:
		l.pass.focus()
	case l.unlock.Disabled():
		l.w.win.Canvas().Unfocus()
	default:
		l.w.win.Canvas().Focus(l.unlock)
	}
}

// submit is Enter in a field.
func (l *lockView) submit() {
	if l.way == lockChoose {
		l.encrypt()
	} else {
		l.open()
	}
}

// lockNow hides and forgets everything in one step, whatever else is going on; why says
// who wanted it, "" for the user.
func (w *Window) lockNow(why string) {
	l := w.lock
	if w.locked && l.stop == nil {
		return
	}
	l.cancel()
	w.locked, l.why, l.way = true, why, lockUnknown
	w.hideAll()
	l.run(func(ctx context.Context) (lockWay, error) {
		err := w.set.Wallet.Lock(secret.Text{})
		switch {
		case errors.Is(err, wallet.ErrNotSealed):
			return lockChoose, nil
		case w.set.Wallet.UnlockTakesPassphrase(ctx):
			return lockPassphrase, err
		}
		return lockClick, err
	}, func(way lockWay, err error) { l.found(way, err) })
	w.refresh()
	w.focusHome()
}

// hideAll takes off the screen, and out of this window's memory, what must not be there
// while it is locked.
func (w *Window) hideAll() {
	for id, s := range w.sessions {
		s.end()
		delete(w.sessions, id)
	}
	if f := find[*form](w.stack); f != nil && f.dirty() {
		w.unfinished = &unfinished{id: f.id, title: f.title, first: f.first, draft: f.read()}
	}
	w.files.Cancel()
	w.closePanes()
	if w.host.Dialog != nil {
		w.host.Dialog.Close()
	}
	for c := w.win.Canvas(); c.Overlays().Top() != nil; {
		c.Overlays().Remove(c.Overlays().Top())
	}
	w.lock.pass.clear()
	w.passBar.refuseAll()
	w.askBar.forget()
	w.bar.search.SetText("")
	w.banner.open = false
	w.status.message = ""
	w.status.clearNow()
	w.measured.Forget()
}

// run does a step of locking or unlocking off Fyne's goroutine.
func (l *lockView) run(work func(context.Context) (lockWay, error), done func(lockWay, error)) {
	l.turn++
	turn := l.turn
	var ctx context.Context
	ctx, l.stop = context.WithCancel(l.w.ctx)
	background(ctx, l.w, work, func(way lockWay, err error) {
		if turn == l.turn {
			l.cancel()
			done(way, err)
		}
	})
}

// cancel ends the step under way; what it brings is ignored.
func (l *lockView) cancel() {
	if l.stop != nil {
		l.stop()
		l.stop = nil
	}
	l.turn++
}

// ask finds out anew what it takes to unlock, after the keys were moved.
func (l *lockView) ask() {
	if !l.w.locked || l.stop != nil {
		return
	}
	l.run(func(ctx context.Context) (lockWay, error) {
		if l.w.set.Wallet.UnlockTakesPassphrase(ctx) {
			return lockPassphrase, nil
		}
		return lockClick, nil
	}, l.found)
}

// found takes what it will take to unlock.
func (l *lockView) found(way lockWay, err error) {
	l.way = way
	l.w.refresh()
	if err != nil {
		l.pass.say(inOneLine(err))
	}
	l.w.focusHome()
}

// encrypt locks keys in memory with a passphrase that the user chooses.
func (l *lockView) encrypt() {
	w := l.w
	if l.stop != nil {
		return
	}
	typed, ok := l.pass.take()
	if !ok {
		return
	}
	l.run(func(context.Context) (lockWay, error) {
		if err := w.set.Wallet.Lock(typed); err != nil {
			return lockChoose, err
		}
		return lockPassphrase, nil
	}, l.found)
	w.refresh()
}

// open unlocks: by a click, or with the passphrase that was typed.
func (l *lockView) open() {
	w := l.w
	if l.stop != nil || l.way == lockUnknown {
		return
	}
	way := l.way
	unlock := w.set.Wallet.Unlock
	if way == lockPassphrase {
		typed, ok := l.pass.take()
		if !ok {
			return
		}
		unlock = func(ctx context.Context) error { return w.set.Wallet.UnlockWith(ctx, typed) }
	}
	l.run(func(ctx context.Context) (lockWay, error) {
		err := unlock(ctx)
		if ctx.Err() != nil { // locked again meanwhile, perhaps before this unlocked
			_ = w.set.Wallet.Lock(secret.Text{})
		}
		return way, err
	}, l.opened)
	w.refresh()
}

// opened takes the result of unlocking.
func (l *lockView) opened(_ lockWay, err error) {
	w := l.w
	if err != nil {
		f := explain.Explain(err)
		w.refresh()
		l.pass.say(f.What + ". " + f.Next)
		w.focusHome()
		return
	}
	l.pass.clear()
	w.locked, l.first, l.why = false, false, ""
	w.refresh()
	w.checkKeyring()
	w.focusHome()
	w.goOnWithForm()
	w.openHanded()
}

// unfinished is a form that was open when the window was locked, without its secrets.
type unfinished struct {
	id, title    string
	first, draft draft
}

// goOnWithForm opens the form again that was open when the window was locked: what locks it
// is often nobody's wish but a time that went by.
func (w *Window) goOnWithForm() {
	u := w.unfinished
	w.unfinished = nil
	if u == nil || w.editing() || u.id != "" && w.profile(u.id) == nil {
		return
	}
	f := newForm(w, u.id, u.title, u.draft)
	f.first = u.first
	w.showPane(f)
	w.say(w.t.FormIsBack)
}

// toggleLock is the button and its key.
func (w *Window) toggleLock() {
	switch l := w.lock; {
	case !w.locked, l.stop != nil: // also one who changed their mind while it opens
		w.lockNow("")
	default:
		l.open()
	}
}

// saysLocked tells that something needs the window unlocked, if it does.
func (w *Window) saysLocked() bool {
	if !w.locked {
		return false
	}
	w.say(w.t.UnlockFirst)
	w.lock.focus()
	return true
}

// lockAtStart locks a window whose secrets file nobody has opened yet, so that it asks
// for the passphrase where one looks.
func (w *Window) lockAtStart() {
	background(w.ctx, w, func(ctx context.Context) (bool, error) {
		return w.set.Wallet.UnlockTakesPassphrase(ctx), nil
	}, func(takes bool, _ error) {
		if takes && !w.locked {
			w.lock.first = true
			w.lockNow("")
		}
		w.lockKnown = true
		w.openHanded()
	})
}
