package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"lanyard/ui/kit"
)

// frame gives everything in the window its place, draws it, and knows where the focus goes.
type frame struct {
	w        *Window
	panes    *panes
	right    *fyne.Container // the detail, or what stands in its place
	body     *fyne.Container // the panes, or the welcome
	whole    *fyne.Container
	welcome  *welcome
	recovery *recovery
}

func (f *frame) build() {
	w := f.w
	w.bar = newToolbar(w)
	w.banner = newBanner(w)
	w.status = newStatusBar(w)
	f.recovery = newRecovery(w)
	f.right = kit.Layers()
	f.fillRight()
	back := w.host.Button(w.t.Back, theme.NavigateBackIcon(), func() { f.panes.showDetail(false, false); f.focusHome() }).Quiet()
	f.panes = newPanes(f.leftPane(), f.right, kit.Padded(4, 4, 0, 4, kit.HBox(0, -1, back)))
	f.welcome = newWelcome(w)
	f.body = kit.Layers(f.panes, f.welcome.box)
	w.keyBanner = w.keyLife.NewBanner()
	f.whole = kit.Framed(kit.VBox(0, w.bar.box, w.banner.box, w.keyBanner.Box, w.lock.Approval.Box, w.lock.Passphrase.Box), w.status.box, f.body)
	w.TakeFirst()
	f.refresh() // hides what is not shown at first, which is then not laid out
	w.win.SetMainMenu(w.keys.menu())
	if c, ok := w.win.Canvas().(interface{ Resize(fyne.Size) }); ok {
		c.Resize(fyne.NewSize(firstWidth, firstHeight)) // instead of being laid out as small as it can be, and then again
	}
	w.win.SetContent(container.NewStack(f.whole, w.host.Tips.Layer))
	if w.Loaded() {
		f.focusHome()
	}
}

func (f *frame) leftPane() fyne.CanvasObject {
	w := f.w
	return kit.OnSurface(kit.ColorSidebar, 0, kit.Padded(4, 4, 4, 4, w.list.Box))
}

// refresh draws everything anew. Single parts have their own ways; this one is for
// whatever changes more than one of them.
func (f *frame) refresh() {
	w := f.w
	w.list.List.Refresh()
	f.refreshRest()
}

// refreshRest draws everything but the rows of the list.
func (f *frame) refreshRest() {
	w := f.w
	empty := w.Loaded() && len(w.Profiles()) == 0 && !w.editing() && w.LoadError() == nil
	f.welcome.show(empty && !w.Locked())
	kit.SetVisible(f.panes, !empty || w.Locked())
	kit.Restack(f.body)
	w.bar.refresh()
	w.banner.refresh()
	w.keyBanner.Refresh()
	w.keyLife.Refresh()
	w.prefs.Refresh()
	w.list.Refresh()
	f.refreshDetail()
	w.detail.RefreshActivity()
	w.tray.arrange()
	w.status.refresh()
}

func (f *frame) refreshDetail() {
	w := f.w
	w.detail.View.Show(w.Detail())
	w.lock.View.Show()
	f.recovery.show()
	elsewhere := w.editing() || w.Locked() || w.Damaged()
	kit.SetVisible(w.detail.View.Box, !elsewhere)
	kit.Restack(f.right)
	f.panes.showDetail(f.panes.detailWanted, elsewhere)
}

// fillRight puts into the right pane what may stand there; what can be seen of it is
// refreshDetail's to say.
func (f *frame) fillRight() {
	w := f.w
	f.right.Objects = []fyne.CanvasObject{w.detail.View.Box, f.recovery.box, w.lock.View.Box}
	w.SetCovered(w.host.Panes.Top() != nil)
	if p := w.host.Panes.Top(); p != nil {
		f.right.Objects = append(f.right.Objects, p.Object())
	}
	if f.whole != nil { // while the window is being built, nothing has been drawn yet
		f.right.Refresh()
	}
}

// paneChanged draws what stands in place of the detail now.
func (f *frame) paneChanged(opened bool) {
	w := f.w
	if opened {
		w.ClearMessage()
	}
	f.fillRight()
	f.refresh()
}

// covered reports whether something of the toolkit's lies above the window, such as a menu.
func (f *frame) covered() bool { return f.w.win.Canvas().Overlays().Top() != nil }

// focusHome gives the focus back to where one works: the search field or the list.
func (f *frame) focusHome() {
	w := f.w
	if w.editing() || w.host.Dialog != nil {
		return
	}
	c := w.win.Canvas()
	switch {
	case w.Locked():
		w.lock.View.Focus()
	case f.welcome.box.Visible():
		c.Focus(f.welcome.add)
	default:
		w.list.Focus()
	}
}

// focusBack gives the focus back to the pane that is shown, or to where one works.
func (f *frame) focusBack() {
	w := f.w
	if p := w.host.Panes.Top(); p != nil {
		w.host.Focus(p.RestFocus())
		return
	}
	f.focusHome()
}

// focusSeen scrolls what has the focus now into view.
func (f *frame) focusSeen(b fyne.CanvasObject) {
	w := f.w
	if p := w.host.Panes.Top(); p != nil {
		p.Reveal(b)
	} else {
		kit.RevealIn(w.detail.View.Scroll, b)
	}
}
