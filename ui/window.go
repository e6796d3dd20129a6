package ui

import (
	"context"

	"fyne.io/fyne/v2"

	"lanyard/assets"

	"lanyard/ui/detail"
	"lanyard/ui/editor"
	"lanyard/ui/filepick"
	"lanyard/ui/importer"
	"lanyard/ui/keylife"
	"lanyard/ui/kit"
	"lanyard/ui/list"
	"lanyard/ui/lock"
	"lanyard/ui/prefs"
	"lanyard/ui/results"
	"lanyard/ui/state"
	"lanyard/ui/text"
	"lanyard/ui/transfer"
)

// Window is Lanyard's main window. Its fields belong to Fyne's goroutine.
type Window struct {
	*state.Model
	rooms
	app  fyne.App
	win  fyne.Window
	set  Setup
	t    *text.Texts
	host *kit.Host // of its widgets

	frame      frame
	bar        *toolbar
	banner     *banner
	status     *statusBar
	keys       keys
	aim        *aim // what stands under the pointer
	tray       tray
	help       help
	activation activation
	appearance appearance
	handed     handed
	quitting   bool
}

// rooms are the parts of the window that are packages of their own.
type rooms struct {
	list     *list.Room
	detail   *detail.Room
	lock     *lock.Room
	files    *filepick.Picker
	transfer *transfer.Room
	editor   *editor.Room
	importer *importer.Room
	prefs    *prefs.Room
	results  *results.Room
	keyLife  *keylife.Room

	keyBanner *keylife.Banner
}

func newRooms(w *Window) rooms {
	s, n := &w.set, nav{w}
	return rooms{
		list:     list.New(w.host, w.t, w.Model, n),
		detail:   detail.New(w.host, w.t, w.Model, s.Wallet, n),
		lock:     lock.New(w.host, w.t, w.Model, n),
		files:    filepick.New(w.host, w.t, fileNav{w}),
		prefs:    prefs.New(w.host, w.t, w.Model, prefs.Desktop{IdleKnown: s.IdleKnown, TrayThere: s.TrayThere, TrayLater: s.TrayLater, Demo: s.Demo}, n),
		editor:   editor.New(w.host, w.t, w.Model, s.Wallet, n),
		transfer: transfer.New(w.host, w.t, w.Model, s.Setup, n),
		importer: importer.New(w.host, w.t, w.Model, s.Wallet, n),
		results:  results.New(w.host, w.t, w.Model, n),
		keyLife:  w.keyLife,
	}
}

// The window's first size, and the narrowest in which list and detail stand side by side.
const (
	firstWidth  = 1060
	firstHeight = 700
	narrowBelow = 700
)

// New makes the window. It is not shown yet; see [Window.Run].
func New(app fyne.App, s Setup) *Window {
	w := &Window{app: app, set: s, t: text.English()}
	do := s.Do
	if do == nil {
		do = w.onLoop
	}
	w.aim = &aim{w: w}
	w.frame.w, w.keys.w, w.tray.w, w.help.w, w.activation.w, w.appearance.w, w.handed.w = w, w, w, w, w, w, w
	w.handed.files = s.Open
	setup := s.Setup
	setup.Do, setup.Touches = w.aim.around(do), s.FollowInput != nil
	w.Model = state.New(setup, newScreen(w))
	w.appearance.begin()
	w.win = app.NewWindow(w.t.AppName)
	w.win.SetIcon(fyne.NewStaticResource("lanyard.png", assets.Icon))
	w.win.SetMaster()
	w.win.SetPadded(false)
	w.host = w.newHost()
	w.keyLife = keylife.New(w.host, w.t, w.Model, nav{w}) // the detail has a part of it
	w.rooms = newRooms(w)
	w.frame.build()
	go publisher{w}.run()
	w.win.SetCloseIntercept(w.tray.closePressed)
	w.win.Canvas().SetOnTypedKey(func(e *fyne.KeyEvent) { w.keys.loose(e) })
	w.win.Canvas().SetOnTypedRune(w.keys.looseRune)
	w.win.Canvas().AddShortcut(&fyne.ShortcutPaste{}, func(fyne.Shortcut) { w.importer.ImportPasted() })
	w.win.Canvas().AddShortcut(&fyne.ShortcutUndo{}, func(fyne.Shortcut) { w.list.UndoRemoval() })
	w.win.SetOnDropped(func(at fyne.Position, uris []fyne.URI) { w.handed.dropped(at, uris); w.aim.after() })
	w.win.Resize(fyne.NewSize(firstWidth, firstHeight))
	app.Lifecycle().SetOnEnteredForeground(func() { w.activation.front.Store(true); w.Wake(); w.aim.after() })
	app.Lifecycle().SetOnExitedForeground(func() { w.activation.front.Store(false) })
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
		w.frame.refresh()
		w.frame.focusHome()
	}
}

// start reads what there is to show.
func (w *Window) start() {
	w.frame.focusHome()
	w.Start()
	if w.set.FollowHiding != nil {
		w.set.FollowHiding(w.win, w.SetHidden)
	}
	if w.set.FollowInput != nil {
		w.set.FollowInput(w.win, w.aim.input())
	}
	w.serve()
}

// newHost is what the window does for its widgets.
func (w *Window) newHost() *kit.Host {
	h := &kit.Host{
		Context: w.Context(), Canvas: w.win.Canvas(), Do: func(f func()) { w.Do(f) }, Texts: kit.NewTextCache(kit.NewTheme()),
		Words: kit.CommonWords{Copy: w.t.Copy, Close: w.t.Close, Cancel: w.t.Cancel, Done: w.t.Done, Canceled: w.t.Canceled, Busy: w.t.PageBusy},
		Paste: w.Paste, CopyPlain: w.CopyPlain, FunctionKey: w.keys.function, Once: w.keys.once, Say: w.Say,
		Stray:   func() bool { return w.aim.stale },
		Focused: w.frame.focusSeen, FocusHome: w.frame.focusHome,
	}
	h.Tips = kit.NewTips(h)
	kit.NewPaneStack(h, w.frame.paneChanged, func() { w.list.Draw() }) // back to whose detail is hidden
	return h
}

// quitAsked ends the window at the user's word. What they would lose by it is asked about
// first, once: who insists may go.
func (w *Window) quitAsked() {
	if w.keyLife.Keeps() {
		return
	}
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
	w.lock.Clear()
	if w.tray.icon != nil {
		w.tray.icon.Close()
	}
	w.app.Quit()
}

// free reports whether the reading view is in front: not locked, no form, no settings,
// no sheet.
func (w *Window) free() bool { return !w.Locked() && !w.editing() && w.host.Dialog == nil }

// editing reports whether a pane stands in place of the detail.
func (w *Window) editing() bool { return w.host.Panes.Top() != nil }

// ifFree makes an action of the reading view that does nothing while anything else is in
// front.
func (w *Window) ifFree(do func()) func() {
	return func() {
		if w.free() {
			do()
		}
	}
}
