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
	return &screen{w: w, draw: map[state.Part]func(){
		state.All:           w.refresh,
		state.Rest:          w.refreshRest,
		state.Found:         func() { w.list.Draw() },
		state.Chosen:        func() { w.detail.View.Leave() },
		state.Detail:        w.refreshDetail,
		state.Status:        func() { w.status.refresh() },
		state.Time:          w.drawTime,
		state.Copied:        func() { w.list.SelectSearch() },
		state.Test:          func() { w.detail.ShowTest() },
		state.Looked:        func() { w.detail.ShowCertificates() },
		state.Saving:        func() { w.detail.AskWhereToSave() },
		state.CodeAsked:     func() { w.detail.BeginCode() },
		state.IdentityAsked: func() { w.detail.BeginIdentity() },
		state.Locked:        w.hideAll,
		state.Unlocked:      w.goOn,
		state.UnlockWay:     func() { w.lockView.Told() },
		state.UnlockAsk:     func() { w.lockView.Focus() },
		state.Preference:    w.applySettings,
		state.Approval:      func() { w.askBar.Show() },
		state.Passphrase:    func() { w.passBar.Show() },
		state.Activity:      func() { w.detail.RefreshActivity() },
		state.Waits:         func() { w.detail.Tick() },
		state.Listed:        w.listed,
		state.LockKnown:     w.openHanded,
		state.Reloaded:      w.focusWelcome,
		state.Woke:          func() { w.tray.nowhere = false }, // a panel may have come
		state.LoggedOut:     w.Quit,
	}}
}

// Changed implements [View].
func (v *screen) Changed(p state.Part) { v.draw[p]() }

// InFront implements [View].
func (v *screen) InFront() bool { return v.w.front.Load() }

// Notify implements [View].
func (v *screen) Notify(title, text, id string) {
	v.w.activation.notify(title, text, func() { v.w.openAt(id) })
}

// CallUser implements [View]: it brings the window to the front for a question, or tells of
// it. News of having left the front may be on their way when the question comes.
func (v *screen) CallUser(ctx context.Context, title string) {
	w := v.w
	if w.front.Load() && w.activation.keepsFront(ctx, raiseTime) {
		return
	}
	w.Do(func() {
		if w.ApprovalAsked().Text != "" {
			w.askBar.TakeFocus()
			w.activation.comeUp()
		}
	})
	if !w.activation.inFront(ctx) && ctx.Err() == nil {
		w.activation.notify(title, w.t.AskedHow, w.activation.comeUp)
	}
}

// drawTime draws what time has changed.
func (w *Window) drawTime() {
	if !w.editing() {
		w.detail.View.Show(w.Detail())
	}
	w.status.refresh()
	w.detail.Tick()
	w.askBar.Tick()
	w.list.Tick()
}

// focusWelcome gives the welcome the focus while there is nothing else to do.
func (w *Window) focusWelcome() {
	if w.welcome.box.Visible() {
		w.focusHome()
	}
}

// listed is called when the first list of profiles is there.
func (w *Window) listed() {
	if w.set.Started != nil {
		w.set.Started()
	}
	w.openHanded()
}

// ifFree makes an action of the reading view that does nothing while anything else is in
// front.
func (w *Window) ifFree(do func()) func() {
	return func() {
		if w.free() {
			do()
		}
	}
}
