//go:build cgo

package native

import (
	"context"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"

	"fyne.io/fyne/v2"
	fyneapp "fyne.io/fyne/v2/app"

	"lanyard/assets"
	"lanyard/internal/app"
	"lanyard/internal/clipboard"
	"lanyard/internal/platform/bus"
	"lanyard/internal/platform/display"
	"lanyard/internal/platform/idle"
	"lanyard/internal/platform/portal"
	"lanyard/internal/platform/tray"
	"lanyard/internal/secret"
	"lanyard/ui"
	"lanyard/ui/state"
)

// appID names the program to the desktop. It never changes: the toolkit keeps its
// settings under it.
const appID = "app.lanyard.Lanyard"

// Open opens the window and returns when it is closed. It has to run on the goroutine that
// the program began on, which is the one that windows are drawn from. threats is the page,
// in Markdown, on what the program protects against.
func Open(ctx context.Context, s app.Window, threats string) error {
	o := beginOpening()
	defer o.stop()
	leave, err := display.Check(ctx)
	if err != nil {
		return err
	}
	defer leave()
	if err := checkOpenGL(); err != nil {
		return err
	}
	id := appID
	if s.Demo {
		id = "" // without one the toolkit keeps no preferences, nor watches their folder, which goes with the demo
	}
	fyneapp.SetMetadata(fyne.AppMetadata{
		ID: id, Name: "Lanyard", Version: assets.Version(), Build: 1,
		Icon:       fyne.NewStaticResource("lanyard.png", assets.Icon),
		Migrations: map[string]bool{"fyneDo": !checkedGoroutines},
	})
	ctx, quit := context.WithCancel(ctx)
	defer quit()
	setup := setupOf(s, threats)
	if board, err := clipboard.Open(); err == nil {
		// Closed after the window: what we copied is taken off the clipboard however
		// the program ends.
		defer func() { _ = board.Close() }()
		setup.Clipboard = windowClipboard{board}
	}
	setup.First = state.ReadFirst(ctx, s.Wallet, setup.Keyring)
	portal.Introduce(ctx) // the toolkit asks for the desktop's colours while it starts
	makeCache()
	beWithoutBus()
	a := fyneapp.New()
	setup.Opening = prepare(a)
	sleep := newSleeper(a)
	setup.Started = func() {
		leave()
		takeSignals(quit)
		time.AfterFunc(startOver, debug.FreeOSMemory)
		sleep.begin()
	}
	setup.FollowInput = func(w fyne.Window, in ui.Input) {
		touched := in.Touched
		in.Touched = func() { sleep.touch(); touched() }
		followInput(w, in)
	}
	o.follow(a, quit)
	setup.ShowTray, setup.TrayLater = showTray(a, setup.Settings.Tray), trayByToolkit
	w := ui.New(a, setup)
	askInWindow(s, w)
	return o.run(func() { w.Run(ctx) })
}

// setupOf is what the window stands on, but for what is opened with it.
func setupOf(s app.Window, threats string) ui.Setup {
	setup := ui.Setup{
		ConfigDir: s.ConfigDir, Open: s.Open, Serve: s.Serve,
		IdleKnown: idleKnown, TrayThere: tray.HasHost,
		Hardened: hardening(s.Hardened), Threats: threats, Diagnose: s.Diagnose,
		FollowHiding: followMinimising, Restore: bringUp, Notify: showNotification, ChooseFile: chooseFile,
		Setup: state.Setup{
			Wallet: s.Wallet, Watch: s.Watch, OnRetry: s.OnRetry, UseMemory: s.UseMemory, LetGo: s.LetGo, Demo: s.Demo, Policy: s.Policy,
			Rotation: s.Rotation, FollowKeys: s.FollowKeys,
			Settings: s.Settings, ChangeSettings: changeSettings(s), Mend: mend(s.Mend), Keep: keep(s.KeyLocation),
			IdleWatch: idle.Watch, SessionWatch: watchSession,
			Keyring: func(ctx context.Context) state.Keyring {
				st := s.Wallet.Status(ctx)
				return state.Keyring{Backend: st.Backend, Name: st.Name, State: string(st.State), Detail: st.Detail}
			},
		},
	}
	if s.Served != nil {
		setup.Served = func(ctx context.Context) ([]state.ServedCommand, error) {
			all, err := s.Served(ctx)
			out := make([]state.ServedCommand, 0, len(all))
			for _, c := range all {
				out = append(out, state.ServedCommand(c))
			}
			return out, err
		}
	}
	if s.Results != nil { // a nil pointer in an interface is something
		setup.Results = s.Results
	}
	if !s.Demo {
		setup.OpenDemo = startDemo
	}
	return setup
}

// makeCache makes the user's folder for what can be made again, which a new user has not
// yet and the toolkit complains about. Without it nothing is lost.
func makeCache() {
	if dir, err := os.UserCacheDir(); err == nil {
		_ = os.MkdirAll(dir, 0o700)
	}
}

// beWithoutBus keeps the toolkit from following the desktop's colours where no bus runs
// that could tell of them: it would complain, or start a bus of its own and leave it.
func beWithoutBus() {
	const theme = "FYNE_THEME"
	if os.Getenv(theme) == "" && !bus.Running() {
		_ = os.Setenv(theme, "default") // neither "light" nor "dark", so it changes nothing else
	}
}

// startOver is when what only the start needed is given back to the system: reading fonts
// leaves more behind than they take, and a window that is left alone gives nothing back by
// itself.
const startOver = time.Second

// takeSignals makes a signal that ends the program go through the window's own way of
// quitting. The toolkit has a handler of its own by now, which would drop the window
// with removals, watchers and the form as they are. It has to be called when that
// handler is there, some time after the toolkit's loop began. A second signal ends the
// program whatever it is doing.
func takeSignals(quit func()) {
	signal.Reset(os.Interrupt, syscall.SIGTERM)
	ended, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ended, func() {
		stop()
		quit()
	})
}

// startDemo starts another Lanyard on the sample profiles and leaves it alone.
func startDemo() error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	demo, err := os.StartProcess(self, []string{self, "--demo"}, &os.ProcAttr{Files: []*os.File{nil, os.Stdout, os.Stderr}})
	if err != nil {
		return err
	}
	go func() { _, _ = demo.Wait() }()
	return nil
}

// windowClipboard is the desktop's clipboard in the words of the window.
type windowClipboard struct{ *clipboard.Clipboard }

// CopySecret implements state.Clipboard.
func (c windowClipboard) CopySecret(t secret.Text, life time.Duration, mark bool) (state.SecretCopy, error) {
	held, err := c.Clipboard.CopySecret(t, clipboard.Options{Life: life, Mark: mark})
	if err != nil {
		return state.SecretCopy{}, err
	}
	return state.SecretCopy{
		Done:  held.Done(),
		Taken: func() bool { return held.Ended() == clipboard.TakenOver },
		Fate:  c.fate,
	}, nil
}

// fate tells what became of the secret that lies on the clipboard.
func (c windowClipboard) fate(ctx context.Context) state.Fate {
	r := c.Report(ctx)
	f := state.Fate{Stuck: r.Stuck}
	switch r.Mark {
	case clipboard.MarkRead:
		f.Mark = state.MarkThere
	case clipboard.MarkUnknown:
		f.Mark = state.MarkUnknown
	case clipboard.MarkOff:
		f.Mark = state.MarkOff
	}
	if r.Keeps != clipboard.SkipsMarked {
		f.Keeper = r.Manager
	}
	return f
}

// Clear implements state.Clipboard.
func (c windowClipboard) Clear() error {
	_, err := c.Clipboard.Clear()
	return err
}
