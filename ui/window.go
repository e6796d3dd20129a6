package ui

import (
	"context"
	"sync/atomic"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"lanyard/assets"
	"lanyard/internal/credimport"

	"lanyard/ui/detail"
	"lanyard/ui/editor"
	"lanyard/ui/filepick"
	"lanyard/ui/importer"
	"lanyard/ui/kit"
	"lanyard/ui/list"
	"lanyard/ui/lock"
	"lanyard/ui/prefs"
	"lanyard/ui/state"
	"lanyard/ui/text"
	"lanyard/ui/transfer"
)

// Window is Lanyard's main window. Its fields belong to Fyne's goroutine.
type Window struct {
	*state.Model
	app fyne.App
	win fyne.Window
	set Setup
	t   *text.Texts

	handed   []string // files to import, see openHanded
	quitting bool

	bar        *toolbar
	banner     *banner
	list       *list.Room
	detail     *detail.Room
	right      *fyne.Container
	panes      *panes
	passBar    *lock.PassphraseBar
	askBar     *lock.ApprovalBar
	tray       tray
	help       help
	activation activation
	status     *statusBar
	host       *kit.Host // of its widgets
	files      *filepick.Picker
	transfer   *transfer.Room
	editor     *editor.Room
	importer   *importer.Room
	prefs      *prefs.Room
	welcome    *welcome
	lockView   *lock.View
	mend       *mendView
	body       *fyne.Container
	whole      *fyne.Container
	held       bool           // the key that is acted on came before and is still down
	aim        *aim           // what stands under the pointer
	drawn      state.Settings // those that the theme and the menus were made by

	front atomic.Bool // the window has the desktop's focus; for other goroutines
}

// The window's first size, and the narrowest in which list and detail stand side by side.
const (
	firstWidth  = 1060
	firstHeight = 700
	narrowBelow = 700
)

// New makes the window. It is not shown yet; see [Window.Run].
func New(app fyne.App, s Setup) *Window {
	w := &Window{app: app, set: s, t: text.English(), handed: s.Open}
	do := s.Do
	if do == nil {
		do = w.onLoop
	}
	w.aim = &aim{w: w}
	w.tray.w, w.help.w, w.activation.w = w, w, w
	setup := s.Setup
	setup.Do, setup.Touches = w.aim.around(do), s.FollowInput != nil
	w.Model = state.New(setup, newScreen(w))
	w.drawn = w.Settings()
	app.Settings().SetTheme(w.lookChosen())
	w.win = app.NewWindow(w.t.AppName)
	w.win.SetIcon(fyne.NewStaticResource("lanyard.png", assets.Icon))
	w.win.SetMaster()
	w.win.SetPadded(false)
	w.host = w.newHost()
	w.files = filepick.New(w.host, w.t, fileNav{w})
	w.prefs = prefs.New(w.host, w.t, w.Model, prefs.Desktop{IdleKnown: s.IdleKnown, TrayThere: s.TrayThere, TrayLater: s.TrayLater, Demo: s.Demo}, nav{w})
	w.editor = editor.New(w.host, w.t, w.Model, s.Wallet, nav{w})
	w.transfer = transfer.New(w.host, w.t, w.Model, s.Setup, nav{w})
	w.importer = importer.New(w.host, w.t, w.Model, s.Wallet, nav{w})
	w.build()
	go w.publishState()
	w.win.SetCloseIntercept(w.tray.closePressed)
	w.win.Canvas().SetOnTypedKey(func(e *fyne.KeyEvent) { w.looseKey(e) })
	w.win.Canvas().SetOnTypedRune(w.looseRune)
	w.win.Canvas().AddShortcut(&fyne.ShortcutPaste{}, func(fyne.Shortcut) { w.importer.ImportPasted() })
	w.win.Canvas().AddShortcut(&fyne.ShortcutUndo{}, func(fyne.Shortcut) { w.list.UndoRemoval() })
	w.win.SetOnDropped(func(at fyne.Position, uris []fyne.URI) { w.dropped(at, uris); w.aim.after() })
	w.win.Resize(fyne.NewSize(firstWidth, firstHeight))
	app.Lifecycle().SetOnEnteredForeground(func() { w.front.Store(true); w.Wake(); w.aim.after() })
	app.Lifecycle().SetOnExitedForeground(func() { w.front.Store(false) })
	skipLastHook(app.Lifecycle())
	return w
}

// Run shows the window and returns when it is closed or ctx ends.
func (w *Window) Run(ctx context.Context) {
	stop := context.AfterFunc(ctx, func() { w.Do(w.Quit) })
	defer stop()
	w.app.Lifecycle().SetOnStarted(w.start)
	if w.set.Opening != nil {
		w.set.Opening()
	}
	w.takeLate()
	w.win.Show()
	w.app.Run()
	w.End()
}

// onLoop runs f on Fyne's goroutine, and not at all once the window has ended: Fyne
// would then run it on the calling one.
func (w *Window) onLoop(f func()) {
	if w.Context().Err() != nil {
		return
	}
	fyne.Do(func() {
		if w.Context().Err() == nil {
			f()
		}
	})
}

// skipLastHook drops the hook by which Fyne saves its preferences when it ends. This
// program has none, and Fyne 2.8 runs the hook through a queue that it closes at the
// same time: now and then the program would end with a panic.
func skipLastHook(l fyne.Lifecycle) {
	if h, ok := l.(interface{ SetOnStoppedHookExecuted(func()) }); ok {
		h.SetOnStoppedHookExecuted(nil)
	}
}

// takeLate shows what has come while the window was built a little later, once, instead
// of at once, and then again.
func (w *Window) takeLate() {
	if !w.Loaded() && w.TakeFirst() {
		w.refresh()
		w.focusHome()
	}
}

// start reads what there is to show.
func (w *Window) start() {
	w.focusHome()
	w.Start()
	if w.set.FollowHiding != nil {
		w.set.FollowHiding(w.win, w.SetHidden)
	}
	if w.set.FollowInput != nil {
		w.set.FollowInput(w.win, w.input())
	}
	w.serve()
}

// newHost is what the window does for its widgets.
func (w *Window) newHost() *kit.Host {
	h := &kit.Host{
		Context: w.Context(), Canvas: w.win.Canvas(), Do: func(f func()) { w.Do(f) }, Texts: kit.NewTextCache(kit.NewTheme()),
		Words: kit.CommonWords{Copy: w.t.Copy, Close: w.t.Close, Cancel: w.t.Cancel, Done: w.t.Done, Canceled: w.t.Canceled, Busy: w.t.PageBusy},
		Paste: w.Paste, CopyPlain: w.CopyPlain, FunctionKey: w.functionKey, Once: w.once, Say: w.Say,
		Stray:   func() bool { return w.aim.stale },
		Focused: w.focusSeen, FocusHome: w.focusHome,
	}
	h.Tips = kit.NewTips(h)
	kit.NewPaneStack(h, w.paneChanged, func() { w.list.Draw() }) // back to whose detail is hidden
	return h
}

// nav is what rooms ask of the window and of each other.
type nav struct{ *Window }

// ChooseFile lets the user choose a file.
func (n nav) ChooseFile(title string, chosen func(path string)) { n.files.File(title, chosen) }

// ChooseFolder lets the user choose a folder.
func (n nav) ChooseFolder(title, from string, chosen func(dir string)) {
	n.files.Folder(title, from, chosen)
}

// Backup opens the page that saves profiles and keys in a file.
func (n nav) Backup() { n.transfer.OpenBackup() }

// Restore opens the page that brings back what a backup has.
func (n nav) Restore() { n.transfer.OpenRestore() }

// Share opens the page that saves profiles without keys.
func (n nav) Share() { n.transfer.OpenShare() }

// MoveKeys opens the page that moves keys to another place.
func (n nav) MoveKeys(to string, back func()) { n.transfer.OpenMove(to, back) }

// ChangePassphrase opens the page that changes the passphrase of the secrets file.
func (n nav) ChangePassphrase(back func()) { n.transfer.OpenChangePassphrase(back) }

// OpenPage opens a web page in the browser.
func (n nav) OpenPage(link string) { n.openPage(link) }

// Typing reports whether a form or a page stands in place of the detail, which are not
// left for what was pasted elsewhere.
func (n nav) Typing() bool {
	return n.editor.Typing() || kit.IsTop[*kit.TaskPage](n.host.Panes)
}

// ArrangePane gives everything in place of the detail its place anew.
func (n nav) ArrangePane() { kit.Relayout(n.right) }

// ClearSearch shows all profiles.
func (n nav) ClearSearch() { n.list.Search.SetText("") }

// ReadingView goes back to the detail from the settings, and reports whether nothing else
// stands in its place.
func (n nav) ReadingView() bool {
	n.prefs.Close()
	return n.free()
}

// ShowFound shows what was found in a pasted text, to be imported.
func (n nav) ShowFound(found []credimport.Found) { n.importer.Show(found) }

// Edit opens the form of the chosen profile.
func (n nav) Edit() { n.editor.Edit() }

// ReplaceKey opens it at the key.
func (n nav) ReplaceKey() { n.editor.ReplaceKey() }

// SetProxy opens it at the proxy.
func (n nav) SetProxy() { n.editor.SetProxy() }

// Free reports whether the detail is in front.
func (n nav) Free() bool { return n.free() }

// ShowDetail shows the detail where there is no room for the list beside it.
func (n nav) ShowDetail() { n.panes.showDetail(true, false) }

// ShowList shows the list where there is no room for the detail beside it.
func (n nav) ShowList() { n.panes.showDetail(false, false) }

// Narrow reports whether there is room for one of the two alone.
func (n nav) Narrow() bool { return n.panes.narrow }

// Editing reports whether something stands in place of the detail.
func (n nav) Editing() bool { return n.editing() }

// Test tests the chosen profile's credential.
func (n nav) Test() { n.detail.Test() }

// ProfileItems are the lines of a menu for the chosen profile.
func (n nav) ProfileItems() []*fyne.MenuItem { return n.detail.ProfileItems() }

// ImportPasted shows what the clipboard has, to be imported.
func (n nav) ImportPasted() { n.importer.ImportPasted() }

// RefreshDetail draws the detail anew.
func (n nav) RefreshDetail() { n.refreshDetail() }

// Refresh draws everything anew.
func (n nav) Refresh() { n.refresh() }

// ArrangeTop gives everything its place after a question has come or gone above the panes.
func (n nav) ArrangeTop() { kit.Relayout(n.whole) }

// FocusBack gives the focus back after a question was answered.
func (n nav) FocusBack() { n.focusBack() }

// InFront reports whether the window has the desktop's focus.
func (n nav) InFront() bool { return n.front.Load() }

// fileNav tells the picker of files what it needs to know.
type fileNav struct{ w *Window }

// FileFor implements filepick.Nav.
func (n fileNav) FileFor() any { return n.w.host.Panes.Top() }

// DesktopDialog implements filepick.Nav.
func (n fileNav) DesktopDialog(q filepick.Question) func(context.Context) (string, error) {
	if n.w.set.ChooseFile == nil {
		return nil
	}
	return n.w.set.ChooseFile(n.w.win, q)
}

func (w *Window) build() {
	w.list = list.New(w.host, w.t, w.Model, nav{w})
	w.bar = newToolbar(w)
	w.banner = newBanner(w)
	w.detail = detail.New(w.host, w.t, w.Model, w.set.Wallet, nav{w})
	w.status = newStatusBar(w)
	locks := lock.New(w.host, w.t, w.Model, nav{w})
	w.lockView, w.mend = lock.NewView(locks), newMendView(w)
	w.right = kit.Layers()
	w.fillRight()
	back := w.host.Button(w.t.Back, theme.NavigateBackIcon(), func() { w.panes.showDetail(false, false); w.focusHome() }).Quiet()
	w.panes = newPanes(w.leftPane(), w.right, kit.Padded(4, 4, 0, 4, kit.HBox(0, -1, back)))
	w.welcome = newWelcome(w)
	w.body = kit.Layers(w.panes, w.welcome.box)
	w.passBar, w.askBar = lock.NewPassphraseBar(locks), lock.NewApprovalBar(locks)
	w.whole = kit.Framed(kit.VBox(0, w.bar.box, w.banner.box, w.askBar.Box, w.passBar.Box), w.status.box, w.body)
	w.TakeFirst()
	w.refresh() // hides what is not shown at first, which is then not laid out
	w.win.SetMainMenu(w.mainMenu())
	if c, ok := w.win.Canvas().(interface{ Resize(fyne.Size) }); ok {
		c.Resize(fyne.NewSize(firstWidth, firstHeight)) // instead of being laid out as small as it can be, and then again
	}
	w.win.SetContent(container.NewStack(w.whole, w.host.Tips.Layer))
	if w.Loaded() {
		w.focusHome()
	}
}

func (w *Window) leftPane() fyne.CanvasObject {
	return kit.OnSurface(kit.ColorSidebar, 0, kit.Padded(4, 4, 4, 4, w.list.Box))
}

// refresh draws everything anew. Single parts have their own ways; this one is for
// whatever changes more than one of them.
func (w *Window) refresh() {
	w.list.List.Refresh()
	w.refreshRest()
}

// refreshRest draws everything but the rows of the list.
func (w *Window) refreshRest() {
	empty := w.Loaded() && len(w.Profiles()) == 0 && !w.editing() && w.LoadError() == nil
	w.welcome.show(empty && !w.Locked())
	kit.SetVisible(w.panes, !empty || w.Locked())
	kit.Restack(w.body)
	w.bar.refresh()
	w.banner.refresh()
	w.prefs.Refresh()
	w.list.Refresh()
	w.refreshDetail()
	w.detail.RefreshActivity()
	w.tray.arrange()
	w.status.refresh()
}

func (w *Window) refreshDetail() {
	w.detail.View.Show(w.Detail())
	w.lockView.Show()
	w.mend.show()
	elsewhere := w.editing() || w.Locked() || w.Damaged()
	kit.SetVisible(w.detail.View.Box, !elsewhere)
	kit.Restack(w.right)
	w.panes.showDetail(w.panes.detailWanted, elsewhere)
}

// fillRight puts into the right pane what may stand there; what can be seen of it is
// refreshDetail's to say.
func (w *Window) fillRight() {
	w.right.Objects = []fyne.CanvasObject{w.detail.View.Box, w.mend.box, w.lockView.Box}
	w.SetCovered(w.host.Panes.Top() != nil)
	if p := w.host.Panes.Top(); p != nil {
		w.right.Objects = append(w.right.Objects, p.Object())
	}
	if w.whole != nil { // while the window is being built, nothing has been drawn yet
		w.right.Refresh()
	}
}

// paneChanged draws what stands in place of the detail now.
func (w *Window) paneChanged(opened bool) {
	if opened {
		w.ClearMessage()
	}
	w.fillRight()
	w.refresh()
}

// quitAsked ends the window at the user's word. What they would lose by it is asked about
// first, once: who insists may go.
func (w *Window) quitAsked() {
	asker, asks := w.host.Panes.Top().(kit.Asker)
	if asks && asker.Asking() || w.Locked() || kit.IsTop[*kit.TaskPage](w.host.Panes) {
		w.Quit()
		return
	}
	w.host.Panes.Leave(w.Quit)
}

// Quit ends the window: whatever road leads here, running work is cancelled first.
func (w *Window) Quit() {
	if w.quitting {
		return
	}
	w.quitting = true
	w.Stop()
	for _, p := range w.host.Panes.All() {
		p.Forget()
	}
	w.lockView.Pass.Clear()
	w.passBar.Pass.Clear()
	if w.tray.icon != nil {
		w.tray.icon.Close()
	}
	w.app.Quit()
}
