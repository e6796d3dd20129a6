package ui

import (
	"context"
	"time"

	"lanyard/ui/kit"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// Settings is what the user chose for the window.
type Settings struct {
	Theme           string        // ThemeSystem, ThemeLight or ThemeDark
	TextSize        int           // in per cent
	ClearToken      time.Duration // a copied token leaves the clipboard after it; 0: never
	ClearKey        time.Duration // a copied key
	MarkClipboard   bool          // mark what is copied as secret
	LockAfter       time.Duration // lock when nobody used the computer for so long; 0: never; negative: as fits the place of the keys
	LockWithSession bool          // lock when the session locks or the computer sleeps
	Notify          bool          // tell on the desktop before a token in use ends
	Tray            bool          // an icon among the desktop's status icons
	Commands        string        // which commands get tokens: CommandsAny, CommandsAsk or CommandsNone
	Proxy           string        // for profiles that have none of their own: ProxySystem, ProxyNone or an address
	Activity        bool          // note what was done
}

// The values of [Settings.Theme].
const (
	ThemeSystem = "system"
	ThemeLight  = "light"
	ThemeDark   = "dark"
)

// The values of [Settings.Commands].
const (
	CommandsAny  = "any"  // every program of this user
	CommandsAsk  = "ask"  // those that the user allows, each time
	CommandsNone = "none" // none
)

// The values of [Settings.Proxy] that are no address.
const (
	ProxySystem = "system" // the environment's, else the system's
	ProxyNone   = "none"
)

// LockAsFits as [Settings.LockAfter] locks after [lockAfterWithFile] where unlocking takes
// the passphrase of a secrets file, and not at all where it takes a click.
const LockAsFits time.Duration = -1

// lockAfterWithFile is what LockAsFits means with a secrets file.
const lockAfterWithFile = 10 * time.Minute

// DefaultSettings is what holds until the user chooses.
func DefaultSettings() Settings {
	return Settings{
		Theme: ThemeSystem, TextSize: 100, ClearToken: 60 * time.Second, ClearKey: 30 * time.Second, MarkClipboard: true,
		LockAfter: LockAsFits, LockWithSession: true, Notify: true, Commands: CommandsAny, Proxy: ProxySystem, Activity: true,
	}
}

// lockAfter is how long nobody uses the computer before the window locks itself; 0: it
// doesn't.
func (w *Window) lockAfter() time.Duration {
	switch {
	case w.settings.LockAfter >= 0:
		return w.settings.LockAfter
	case w.keyring.Backend == backendFile:
		return lockAfterWithFile
	}
	return 0
}

// chooseSetting changes a setting: it holds at once, and is saved.
func (w *Window) chooseSetting(change func(*Settings)) {
	before := w.settings
	change(&w.settings)
	if w.settings == before {
		return
	}
	w.heed(before)
	w.refresh()
	if w.set.ChangeSettings == nil {
		return
	}
	background(w.ctx, w, func(ctx context.Context) (nothing, error) {
		return nothing{}, w.set.ChangeSettings(ctx, change)
	}, func(_ nothing, err error) {
		if err != nil {
			w.say(w.t.NotKept + " " + inOneLine(err))
		}
	})
}

// heed makes the settings hold where something has to be told of a change.
func (w *Window) heed(before Settings) {
	now := w.settings
	w.tellOthers()
	w.watchAway()
	if now.Tray != before.Tray {
		w.tray.nowhere = false
	}
	if now.Commands != before.Commands {
		w.askBar.forget() // what was allowed, or is asked, was so under the other rule
	}
	if now.Theme != before.Theme || now.TextSize != before.TextSize {
		w.app.Settings().SetTheme(w.lookChosen())
		if now.TextSize != before.TextSize {
			w.win.SetMainMenu(w.mainMenu()) // the texts are laid out by their widths
		}
	}
}

// tellOthers has other goroutines know what is chosen.
func (w *Window) tellOthers() {
	w.withSession.Store(w.settings.LockWithSession)
	commands := w.settings.Commands
	w.commands.Store(&commands)
}

// lookChosen is the theme that the settings ask for.
func (w *Window) lookChosen() fyne.Theme {
	l := kit.NewTheme()
	switch w.settings.Theme {
	case ThemeLight:
		l.Fix(theme.VariantLight)
	case ThemeDark:
		l.Fix(theme.VariantDark)
	}
	l.Percent = w.settings.TextSize
	return l
}
