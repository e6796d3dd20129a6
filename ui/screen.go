package ui

import (
	"context"

	"lanyard/ui/state"
)

// screen draws what the model says has changed. It implements [View].
type screen struct {
	w    *Window
	draw map[state.Part]func()
}

func newScreen(w *Window) *screen {
	v := &screen{w: w}
	v.draw = map[state.Part]func(){
		state.All:           w.frame.refresh,
		state.Rest:          w.frame.refreshRest,
		state.Found:         func() { w.list.Draw() },
		state.Chosen:        func() { w.detail.View.Leave() },
		state.Detail:        w.frame.refreshDetail,
		state.Status:        func() { w.status.refresh() },
		state.Time:          v.drawTime,
		state.Copied:        func() { w.list.SelectSearch() },
		state.Test:          func() { w.detail.ShowTest() },
		state.Looked:        func() { w.detail.ShowCertificates() },
		state.Saving:        func() { w.detail.AskWhereToSave() },
		state.CodeAsked:     func() { w.detail.BeginCode() },
		state.IdentityAsked: func() { w.detail.BeginIdentity() },
		state.Locked:        v.hideAll,
		state.Unlocked:      v.goOn,
		state.UnlockWay:     func() { w.lock.View.Told() },
		state.UnlockAsk:     func() { w.lock.View.Focus() },
		state.Preference:    w.appearance.apply,
		state.Approval:      func() { w.lock.Approval.Show() },
		state.Passphrase:    func() { w.lock.Passphrase.Show() },
		state.Activity:      func() { w.detail.RefreshActivity() },
		state.Waits:         func() { w.detail.Tick() },
		state.Listed:        v.listed,
		state.LockKnown:     w.handed.open,
		state.Reloaded:      v.focusWelcome,
		state.Woke:          func() { w.tray.nowhere = false }, // a panel may have come
		state.Many:          func() { w.results.Refresh() },
		state.LoggedOut:     w.Quit,
		state.KeyLife:       v.drawKeys,
	}
	return v
}

// Changed implements [View].
func (v *screen) Changed(p state.Part) { v.draw[p]() }

// InFront implements [View].
func (v *screen) InFront() bool { return v.w.activation.front.Load() }

// Notify implements [View].
func (v *screen) Notify(title, text, id string) {
	v.w.activation.notify(title, text, func() { v.w.activation.openAt(id) })
}

// CallUser implements [View]: it brings the window to the front for a question, or tells of
// it. News of having left the front may be on their way when the question comes.
func (v *screen) CallUser(ctx context.Context, title string) {
	w := v.w
	if w.activation.front.Load() && w.activation.keepsFront(ctx, raiseTime) {
		return
	}
	w.Do(func() {
		if w.ApprovalAsked().Text != "" {
			w.lock.Approval.TakeFocus()
			w.activation.comeUp()
		}
	})
	if !w.activation.inFront(ctx) && ctx.Err() == nil {
		w.activation.notify(title, w.t.AskedHow, w.activation.comeUp)
	}
}

// drawTime draws what time has changed.
func (v *screen) drawTime() {
	w := v.w
	if !w.editing() {
		w.detail.View.Show(w.Detail())
	}
	w.status.refresh()
	w.detail.Tick()
	w.lock.Approval.Tick()
	w.list.Tick()
}

// drawKeys draws what is known of API keys.
func (v *screen) drawKeys() {
	w := v.w
	if w.keyBanner == nil {
		return // the window is being built
	}
	w.list.Tick()
	if !w.editing() {
		w.detail.View.Show(w.Detail())
	}
	w.keyBanner.Refresh()
	w.keyLife.Refresh()
}

// focusWelcome gives the welcome the focus while there is nothing else to do.
func (v *screen) focusWelcome() {
	w := v.w
	if w.frame.welcome.box.Visible() {
		w.frame.focusHome()
	}
}

// listed is called when the first list of profiles is there.
func (v *screen) listed() {
	w := v.w
	if w.set.Started != nil {
		w.set.Started()
	}
	w.handed.open()
}

// hideAll takes off the screen, and out of the widgets, what must not be there while the
// window is locked.
func (v *screen) hideAll() {
	w := v.w
	w.editor.Suspend()
	w.files.Cancel()
	w.host.Panes.CloseAll()
	if w.host.Dialog != nil {
		w.host.Dialog.Close()
	}
	for c := w.win.Canvas(); c.Overlays().Top() != nil; {
		c.Overlays().Remove(c.Overlays().Top())
	}
	w.lock.Clear()
	w.list.Search.SetText("")
	w.host.Texts.Forget()
}

// goOn goes on after the window was unlocked.
func (v *screen) goOn() {
	w := v.w
	w.lock.View.Pass.Clear()
	w.frame.focusHome()
	w.editor.Resume()
	w.keyLife.Resume()
	w.handed.open()
}
