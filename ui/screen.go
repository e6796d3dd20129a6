package ui

import (
	"context"

	"fyne.io/fyne/v2"
)

// screen draws what the model says has changed. It implements [View].
type screen struct {
	w    *Window
	draw map[Part]func()
}

func newScreen(w *Window) *screen {
	return &screen{w: w, draw: map[Part]func(){
		All:           w.refresh,
		Rest:          w.refreshRest,
		Found:         func() { w.list.choose(w.Position(w.Chosen())) },
		Chosen:        func() { w.detail.leave() },
		Detail:        w.refreshDetail,
		Status:        func() { w.status.refresh() },
		Time:          w.drawTime,
		Copied:        w.selectSearch,
		Test:          func() { w.showPart(w.detail.test.box) },
		Looked:        func() { w.detail.chain.looked() },
		Saving:        func() { w.detail.saving() },
		IdentityAsked: func() { w.detail.identity.begin() },
		Locked:        w.hideAll,
		Unlocked:      w.goOn,
		UnlockWay:     func() { w.lockView.told() },
		UnlockAsk:     func() { w.lockView.focus() },
		Preference:    w.applySettings,
		Approval:      func() { w.askBar.show() },
		Passphrase:    func() { w.passBar.show() },
		Activity:      func() { w.activity.changed() },
		Waits:         func() { w.chooser.tick() },
		Listed:        w.listed,
		LockKnown:     w.openHanded,
		Reloaded:      w.focusWelcome,
		Woke:          func() { w.tray.nowhere = false }, // a panel may have come
		LoggedOut:     w.Quit,
	}}
}

// Changed implements [View].
func (v *screen) Changed(p Part) { v.draw[p]() }

// InFront implements [View].
func (v *screen) InFront() bool { return v.w.front.Load() }

// Notify implements [View].
func (v *screen) Notify(title, text, id string) {
	v.w.notify(title, text, func() { v.w.openAt(id) })
}

// CallUser implements [View]: it brings the window to the front for a question, or tells of
// it. News of having left the front may be on their way when the question comes.
func (v *screen) CallUser(ctx context.Context, title string) {
	w := v.w
	if w.front.Load() && w.keepsFront(ctx, raiseTime) {
		return
	}
	w.Do(func() {
		if w.ApprovalAsked().Text != "" {
			w.askBar.takeFocus()
			w.comeUp()
		}
	})
	if !w.inFront(ctx) && ctx.Err() == nil {
		w.notify(title, w.t.AskedHow, w.comeUp)
	}
}

// drawTime draws what time has changed.
func (w *Window) drawTime() {
	if !w.editing() {
		w.detail.show(w.Detail())
	}
	w.status.refresh()
	w.chooser.tick()
	w.askBar.tick()
	w.list.tick()
}

// focusWelcome gives the welcome the focus while there is nothing else to do.
func (w *Window) focusWelcome() {
	if w.welcome.box.Visible() {
		w.focusHome()
	}
}

// selectSearch has the search field ready for the next name after a token was copied from
// it: the next thing is often another profile.
func (w *Window) selectSearch() {
	if w.win.Canvas().Focused() == fyne.Focusable(w.bar.search) {
		w.bar.search.SelectAll()
	}
}

// listed is called when the first list of profiles is there.
func (w *Window) listed() {
	if w.set.Started != nil {
		w.set.Started()
	}
	w.openHanded()
}

// act does what a button below a failure offers.
func (w *Window) act(r Remedy) {
	actions := map[Action]func(){
		TryAgain:     func() { w.Again(r.Again) },
		ReplaceKey:   w.replaceKey,
		EditProfile:  w.openEdit,
		SetProxy:     w.editProxy,
		LookAtServer: w.ifFree(func() { w.OpenChain(r.Again) }),
		AskIdentity:  w.ifFree(func() { w.Model.AskIdentity(r.Again) }),
		UnlockRing:   func() { w.UnlockKeyring(r.Again) },
		KeepInMemory: w.UseMemory,
		ChoosePlace:  w.openChooser,
		OpenPage:     func() { w.openPage(r.Link) },
		CopyIdentity: func() { w.CopyPlain(r.What, r.Copy) },
	}
	if do := actions[r.Action]; do != nil {
		do()
	}
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
