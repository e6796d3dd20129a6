package ui

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"lanyard/assets"
	"lanyard/internal/profile"

	"lanyard/ui/filepick"
	"lanyard/ui/kit"
	"lanyard/ui/text"
)

// Window is Lanyard's main window. Its fields belong to Fyne's goroutine.
type Window struct {
	app  fyne.App
	win  fyne.Window
	set  Setup
	t    *text.Texts
	do   func(func())
	now  func() time.Time
	zone *time.Location

	ctx  context.Context // ends when the window does
	stop context.CancelFunc

	profiles []profile.Profile
	find     *finder
	found    []int  // positions in profiles, in the order shown
	chosen   string // id, "": none
	sessions map[string]*session

	placeNames map[string]string // of spaces and projects that were seen, by id

	loaded      bool
	loadErr     error
	keyring     Keyring
	keyringLook *time.Timer // looks at the keyring again; nil: never planned
	locked      bool
	lockKnown   bool     // whether it begins locked is known
	handed      []string // files to import, see openHanded
	pasted      bool     // something was pasted since a secret was saved
	memory      bool     // the user chose to keep keys in memory
	quitting    bool

	bar        *toolbar
	banner     *banner
	list       *profileList
	empty      *emptyList
	detail     *detail
	activity   *activityPart
	stack      paneStack   // what stands in place of the detail
	unfinished *unfinished // the form to go on with after unlocking; nil: none
	listPane   *fyne.Container
	right      *fyne.Container
	panes      *panes
	measured   kit.TextCache
	passBar    *passBar
	askBar     *askBar
	away       away
	tray       tray
	status     *statusBar
	host       *kit.Host // of its widgets
	files      *filepick.Picker
	welcome    *welcome
	lock       *lockView
	mend       *mendView
	settings   Settings
	body       *fyne.Container
	whole      *fyne.Container
	chooser    *chooser // nil: closed
	clock      *clock
	home       fyne.Focusable     // where the focus goes back to: the list or the search field
	hidden     bool               // minimised
	held       bool               // the key that is acted on came before and is still down
	aim        *aim               // what stands under the pointer
	touched    time.Time          // when somebody used the window last
	unlocking  context.CancelFunc // ends waiting for the keyring; nil: nobody waits
	askTime    time.Duration      // how long a command waits for the user's word

	// For other goroutines.
	front       atomic.Bool            // the window has the desktop's focus
	withSession atomic.Bool            // the settings want it locked with the session
	commands    atomic.Pointer[string] // and which commands get tokens
}

// The window's first size, and the narrowest in which list and detail stand side by side.
const (
	firstWidth  = 1060
	firstHeight = 700
	narrowBelow = 700
)

// New makes the window. It is not shown yet; see [Window.Run].
func New(app fyne.App, s Setup) *Window {
	w := &Window{
		app: app, set: s, t: text.English(), do: s.Do, now: s.Now, zone: s.Zone,
		sessions: map[string]*session{}, placeNames: map[string]string{}, find: newFinder(nil, nil),
		settings: s.Settings, askTime: askTime, handed: s.Open,
	}
	if w.settings == (Settings{}) {
		w.settings = DefaultSettings()
	}
	w.tellOthers()
	if w.do == nil {
		w.do = w.onLoop
	}
	if w.now == nil {
		w.now = time.Now
	}
	if w.zone == nil {
		w.zone = time.Local
	}
	w.followAim()
	w.ctx, w.stop = context.WithCancel(context.Background())
	app.Settings().SetTheme(w.lookChosen())
	w.win = app.NewWindow(w.t.AppName)
	w.win.SetIcon(fyne.NewStaticResource("lanyard.png", assets.Icon))
	w.win.SetMaster()
	w.win.SetPadded(false)
	w.clock = newClock(w.tick, w.do)
	w.host = w.newHost()
	w.files = filepick.New(w.host, w.t, fileNav{w})
	w.build()
	go w.publishState()
	w.win.SetCloseIntercept(w.closePressed)
	w.win.Canvas().SetOnTypedKey(func(e *fyne.KeyEvent) { w.looseKey(e) })
	w.win.Canvas().SetOnTypedRune(w.looseRune)
	w.win.Canvas().AddShortcut(&fyne.ShortcutPaste{}, func(fyne.Shortcut) { w.importPasted() })
	w.win.Canvas().AddShortcut(&fyne.ShortcutUndo{}, func(fyne.Shortcut) { w.undoKey() })
	w.win.SetOnDropped(func(at fyne.Position, uris []fyne.URI) { w.dropped(at, uris); w.aim.after() })
	w.win.Resize(fyne.NewSize(firstWidth, firstHeight))
	app.Lifecycle().SetOnEnteredForeground(func() { w.front.Store(true); w.lookAgain(); w.aim.after() })
	app.Lifecycle().SetOnExitedForeground(func() { w.front.Store(false) })
	skipLastHook(app.Lifecycle())
	return w
}

// Run shows the window and returns when it is closed or ctx ends.
func (w *Window) Run(ctx context.Context) {
	stop := context.AfterFunc(ctx, func() { w.do(w.Quit) })
	defer stop()
	w.app.Lifecycle().SetOnStarted(w.start)
	if w.set.Opening != nil {
		w.set.Opening()
	}
	w.takeLate()
	w.win.Show()
	w.app.Run()
	w.end()
}

// onLoop runs f on Fyne's goroutine, and not at all once the window has ended: Fyne
// would then run it on the calling one.
func (w *Window) onLoop(f func()) {
	if w.ctx.Err() != nil {
		return
	}
	fyne.Do(func() {
		if w.ctx.Err() == nil {
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

// start reads what there is to show.
func (w *Window) start() {
	w.focusHome()
	w.readFirst()
	w.readKeyring()
	w.followRetries()
	w.keepRenewing()
	w.lockAtStart()
	if w.set.FollowHiding != nil {
		w.set.FollowHiding(w.win, w.setHidden)
	}
	if w.set.FollowInput != nil {
		w.set.FollowInput(w.win, w.input())
	}
	w.watchAway()
	w.watchSession()
	w.followKeys()
	w.serve()
	if w.set.Watch != nil {
		go w.set.Watch(w.ctx, func() {
			if w.ctx.Err() == nil {
				w.do(func() { w.reload(nil) })
			}
		})
	}
}

// firstLook chooses a profile once the first list is there; a demo shows a token.
func (w *Window) firstLook() {
	if w.set.Started != nil {
		w.set.Started()
	}
	defer w.openHanded()
	w.chooseFirst()
	if w.set.Demo && w.chosen != "" {
		w.getToken(w.chosen, false, false)
	}
}

// chooseFirst chooses the first profile of the first list.
func (w *Window) chooseFirst() {
	if len(w.found) > 0 && w.chosen == "" {
		w.show(w.profiles[w.found[0]].ID)
	}
}

// newHost is what the window does for its widgets.
func (w *Window) newHost() *kit.Host {
	h := &kit.Host{
		Context: w.ctx, Canvas: w.win.Canvas(), Do: func(f func()) { w.do(f) }, Words: kit.CommonWords{Copy: w.t.Copy, Close: w.t.Close},
		Paste: w.paste, CopyPlain: w.copyPlain, FunctionKey: w.functionKey, Once: w.once,
		Stray:   func() bool { return w.aim.stale },
		Focused: w.focusSeen, FocusHome: w.focusHome,
	}
	h.Tips = kit.NewTips(h)
	return h
}

// fileNav tells the picker of files what it needs to know.
type fileNav struct{ w *Window }

// FileFor implements filepick.Nav.
func (n fileNav) FileFor() any { return n.w.stack.top() }

// DesktopDialog implements filepick.Nav.
func (n fileNav) DesktopDialog(q filepick.Question) func(context.Context) (string, error) {
	if n.w.set.ChooseFile == nil {
		return nil
	}
	return n.w.set.ChooseFile(n.w.win, q)
}

func (w *Window) build() {
	w.home = nil
	w.bar = newToolbar(w)
	w.banner = newBanner(w)
	w.list = newProfileList(func() int { return len(w.found) }, w.rowAt, w.t.Production, w.host.Tips)
	w.list.keys = w.listKey
	w.list.onFocus = func() { w.home = w.list }
	w.list.onRune = w.looseRune
	w.list.onMenu = w.rowMenu
	w.list.onCopy = w.copyInList
	w.list.onPaste = w.importPasted
	w.list.onUndo = w.undoKey
	w.list.onPick = w.pick
	w.list.onTap = func(at int) {
		w.pick(at) // also the one that is chosen: where there is one column, its detail is out of sight
		if !w.editing() {
			w.win.Canvas().Focus(w.list)
		}
	}
	w.empty = newEmptyList(w)
	w.activity = newActivityPart(w)
	w.detail = newDetail(w)
	w.status = newStatusBar(w)
	w.lock, w.mend = newLockView(w), newMendView(w)
	w.right = kit.Layers()
	w.fillRight()
	back := w.host.Button(w.t.Back, theme.NavigateBackIcon(), func() { w.panes.showDetail(false, false); w.focusHome() }).Quiet()
	w.panes = newPanes(w.leftPane(), w.right, kit.Padded(4, 4, 0, 4, kit.HBox(0, -1, back)))
	w.welcome = newWelcome(w)
	w.body = kit.Layers(w.panes, w.welcome.box)
	w.measured = kit.NewTextCache(kit.NewTheme())
	w.passBar, w.askBar = newPassBar(w), newAskBar(w)
	w.whole = kit.Framed(kit.VBox(0, w.bar.box, w.banner.box, w.askBar.box, w.passBar.box), w.status.box, w.body)
	w.takeFirst()
	w.refresh() // hides what is not shown at first, which is then not laid out
	w.win.SetMainMenu(w.mainMenu())
	if c, ok := w.win.Canvas().(interface{ Resize(fyne.Size) }); ok {
		c.Resize(fyne.NewSize(firstWidth, firstHeight)) // instead of being laid out as small as it can be, and then again
	}
	w.win.SetContent(container.NewStack(w.whole, w.host.Tips.Layer))
	if w.loaded {
		w.focusHome()
	}
}

func (w *Window) leftPane() fyne.CanvasObject {
	w.listPane = kit.Layers(w.list, w.empty.box)
	return kit.OnSurface(kit.ColorSidebar, 0, kit.Padded(4, 4, 4, 4, w.listPane))
}

// background runs work on a goroutine of its own and hands its result to done on
// Fyne's goroutine, unless ctx has ended by then.
func background[T any](ctx context.Context, w *Window, work func(context.Context) (T, error), done func(T, error)) {
	go func() {
		v, err := work(ctx)
		if ctx.Err() != nil || w.ctx.Err() != nil {
			return
		}
		w.do(func() {
			if ctx.Err() == nil && w.ctx.Err() == nil {
				done(v, err)
			}
		})
	}()
}

// reload reads the profiles again and keeps what is chosen.
func (w *Window) reload(then func()) {
	places := maps.Clone(w.placeNames)
	background(w.ctx, w, func(ctx context.Context) (listing, error) {
		return readListing(ctx, w.set.Wallet, places)
	}, func(l listing, err error) { w.reloaded(l, err, then) })
}

// reloaded shows profiles that were read.
func (w *Window) reloaded(l listing, err error, then func()) {
	w.listRead(l, err)
	if then != nil {
		then()
	}
	w.refresh()
	if w.welcome.box.Visible() {
		w.focusHome()
	}
}

// listRead takes profiles that were read, or why they could not be.
func (w *Window) listRead(l listing, err error) {
	w.loaded, w.loadErr = true, err
	if err == nil {
		w.setProfiles(l)
	}
}

func (w *Window) setProfiles(l listing) {
	at := max(0, w.list.chosen)
	w.profiles, w.find = l.profiles, l.find
	w.search(false)
	if w.chosen == "" || w.profile(w.chosen) != nil {
		return
	}
	w.chosen = ""
	if len(w.found) > 0 { // the one that took the place of the one that is gone
		w.show(w.profiles[w.found[min(at, len(w.found)-1)]].ID)
	}
}

// profile finds a profile by its id; nil when it is gone.
func (w *Window) profile(id string) *profile.Profile {
	for i := range w.profiles { // not copied: there may be thousands, and this is asked often
		if w.profiles[i].ID == id {
			return &w.profiles[i]
		}
	}
	return nil
}

// current is the chosen profile, nil without one.
func (w *Window) current() *profile.Profile {
	if w.chosen == "" {
		return nil
	}
	return w.profile(w.chosen)
}

// position is where the profile stands in the list shown, -1 when it doesn't.
func (w *Window) position(id string) int {
	return slices.IndexFunc(w.found, func(i int) bool { return w.profiles[i].ID == id })
}

func (w *Window) rowAt(at int) rowView {
	if at < 0 || at >= len(w.found) {
		return rowView{}
	}
	p := w.profiles[w.found[at]]
	state, share := w.ringFor(p)
	return rowView{
		id: p.ID, name: p.Name, host: p.Host(), tags: strings.Join(p.Tags, ", "), kind: p.Kind.Short(),
		state: stateWords(w.t, state), ring: state, share: share, production: p.Production, pinned: p.Pinned,
	}
}

// search shows the profiles that fit what is typed. With best, the best match becomes
// the chosen one.
func (w *Window) search(best bool) {
	w.found = w.find.find(w.bar.search.Text)
	if best && len(w.found) > 0 {
		w.show(w.profiles[w.found[0]].ID)
		return
	}
	w.list.choose(w.position(w.chosen))
}

// choose makes a profile the chosen one.
func (w *Window) choose(id string) {
	w.show(id)
	w.refresh()
}

func (w *Window) show(id string) {
	if id != w.chosen {
		if s := w.sessions[w.chosen]; s != nil {
			s.askKey, s.shown = false, time.Time{} // masked again once one looks elsewhere
		}
		w.detail.leave()
		w.status.message = "" // it was about that one
	}
	w.chosen = id
	w.list.choose(w.position(id))
}

// refresh draws everything anew. Single parts have their own ways; this one is for
// whatever changes more than one of them.
func (w *Window) refresh() {
	w.list.Refresh()
	w.refreshRest()
}

// refreshRest draws everything but the rows of the list.
func (w *Window) refreshRest() {
	empty := w.loaded && len(w.profiles) == 0 && !w.editing() && w.loadErr == nil
	w.welcome.show(empty && !w.locked)
	kit.SetVisible(w.panes, !empty || w.locked)
	kit.Restack(w.body)
	w.bar.refresh()
	w.banner.refresh()
	if p := find[*settingsPane](w.stack); p != nil {
		p.showPlace()
	}
	w.empty.refresh()
	w.refreshDetail()
	w.activity.changed()
	w.arrangeTray()
	w.status.refresh()
	w.clock.rearm(w.nextTick())
}

func (w *Window) refreshDetail() {
	w.detail.show(w.describe())
	w.lock.show()
	w.mend.show()
	elsewhere := w.editing() || w.locked || w.damaged()
	kit.SetVisible(w.detail.box, !elsewhere)
	kit.Restack(w.right)
	w.panes.showDetail(w.panes.detailWanted, elsewhere)
}

// fillRight puts into the right pane what may stand there; what can be seen of it is
// refreshDetail's to say.
func (w *Window) fillRight() {
	w.right.Objects = []fyne.CanvasObject{w.detail.box, w.mend.box, w.lock.box}
	if p := w.stack.top(); p != nil {
		w.right.Objects = append(w.right.Objects, p.Object())
	}
	if w.whole != nil { // while the window is being built, nothing has been drawn yet
		w.right.Refresh()
	}
}

// arrangeRight gives everything in place of the detail its place anew.
func (w *Window) arrangeRight() { kit.Relayout(w.right) }

// arrangeTop gives everything its place after something has appeared, gone or changed its
// height above the panes.
func (w *Window) arrangeTop() {
	kit.Relayout(w.whole)
}

// say shows a passing message in the status line.
func (w *Window) say(text string) {
	w.status.message = text
	w.status.refresh()
}

// label is the profile's name, with what must be said of it in every line that tells
// of its token.
func (w *Window) label(p *profile.Profile) string {
	if p.Production {
		return fmt.Sprintf(w.t.NameProduction, p.Name)
	}
	return p.Name
}

// lookAgain brings the window up to date after it was out of sight or the machine slept.
func (w *Window) lookAgain() {
	w.tray.nowhere = false // a panel may have come
	w.touched = w.now()
	w.tick()
	w.checkKeyring()
}

// quitAsked ends the window at the user's word. What they would lose by it is asked about
// first, once: who insists may go.
func (w *Window) quitAsked() {
	asker, asks := w.stack.top().(interface{ asking() bool })
	if asks && asker.asking() || w.locked || isTop[*page](w.stack) {
		w.Quit()
		return
	}
	w.leavePanes(w.Quit)
}

// Quit ends the window: whatever road leads here, running work is cancelled first.
func (w *Window) Quit() {
	if w.quitting {
		return
	}
	w.quitting = true
	w.clock.stop()
	w.stop()
	for _, p := range w.stack {
		p.Forget()
	}
	w.lock.pass.clear()
	w.passBar.refuseAll()
	w.askBar.forget()
	if w.tray.icon != nil {
		w.tray.icon.Close()
	}
	w.app.Quit()
}

// end finishes what must not be left behind, after Fyne's loop has returned: also when
// a signal ended it and Quit never ran.
func (w *Window) end() {
	w.stop()
	w.clock.stop()
	ctx, cancel := context.WithTimeout(context.Background(), endTime)
	defer cancel()
	if w.set.Clipboard != nil {
		_ = w.set.Clipboard.Clear()
	}
	w.status.commitAll(ctx)
	w.set.Wallet.Forget()
}

// endTime is how long finishing may take.
const endTime = 5 * time.Second
