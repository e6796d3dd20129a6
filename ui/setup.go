package ui

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"lanyard/internal/agent"
	"lanyard/internal/wallet"
	"lanyard/ui/filepick"
)

// Input is told of what the user does in the window. Touched is called after the toolkit
// has had it, the others before.
type Input struct {
	Key      func(repeated bool)    // repeated: it is still down
	Moved    func(to fyne.Position) // the pointer, in the window
	Button   func(down bool) bool   // of the mouse; false: the toolkit is not to know
	Scrolled func()                 // is called after the toolkit has had a turn of the wheel
	Touched  func()
}

// Setup is what a window stands on.
type Setup struct {
	Wallet    Wallet
	Keyring   func(ctx context.Context) Keyring // may wait; asks nobody
	Clipboard Clipboard                         // nil: this desktop has none

	// First is the first list of profiles, see [ReadFirst]. Nil: it is read when the window
	// is there.
	First *First

	// Watch calls changed from its own goroutine when another process has changed the
	// profiles, and returns when ctx ends. Nil: nobody else can.
	Watch func(ctx context.Context, changed func())

	// OnRetry has tell called, from other goroutines, with each wait before a request is
	// sent once more. May be nil.
	OnRetry func(tell func(wallet.Retry))

	// Settings is what the user has chosen; the zero value means what holds until they do.
	// ChangeSettings saves what they choose from now on. Nil: it holds until the end.
	Settings       Settings
	ChangeSettings func(ctx context.Context, change func(*Settings)) error

	// IdleKnown and TrayThere tell what this desktop can do: say since when nobody has used
	// the computer, and show an icon. They may wait. Nil: it cannot.
	IdleKnown func(ctx context.Context) bool
	TrayThere func(ctx context.Context) bool

	// IdleWatch calls idle, from another goroutine, each time that nobody has used the
	// computer for a time, until ctx ends. Nil: the desktop doesn't tell.
	IdleWatch func(ctx context.Context, after time.Duration, idle func()) error

	// SessionWatch tells what happens to the user's session until ctx ends. Where the
	// desktop lets it, the computer sleeps only when tell has returned. May be nil.
	SessionWatch func(ctx context.Context, tell func(SessionEvent))

	// Serve lets commands and second starts reach this window until it is closed; the host
	// has what they may do. The error says that another window was quicker. Nil: nobody is
	// served.
	Serve func(h agent.Host) error

	// FollowHiding has tell called on Fyne's goroutine when the window is minimised, and
	// when it is shown again. Restore shows it again and asks the desktop to put it in front
	// of the others, on behalf of the user. May be nil.
	FollowHiding func(w fyne.Window, tell func(hidden bool))
	Restore      func(w fyne.Window)

	// FollowInput tells on Fyne's goroutine what the user does in the window. Nil: somebody
	// is taken to look all the time, what a key does is done for as long as it is down, and a
	// click may land on what has just appeared.
	FollowInput func(w fyne.Window, in Input)

	// Notify shows a notification until ctx ends, and calls clicked from another goroutine
	// when the user clicks it. With an error, and where it is nil, Fyne's way is used, in
	// which a click does nothing.
	Notify func(ctx context.Context, title, text string, clicked func()) error

	// ShowTray shows an icon among the desktop's status icons. open and gone are called from
	// other goroutines: when it is clicked, and when nobody shows it any more. Nil: this
	// system has none.
	// TrayLater says that it comes and goes only when the program is started next.
	ShowTray  func(ctx context.Context, open, gone func()) (Tray, error)
	TrayLater bool

	// Mend is the way out when the profiles file is damaged. Nil: there is none.
	Mend *Mend

	// UseMemory makes the wallet keep keys in memory until the program ends. Nil when
	// it does so already.
	UseMemory func()

	// Keep moves keys from one place to another. Nil: they stay where they are.
	Keep *Keep

	// Hardened says how far the process is closed to others, and Threats is the page, in
	// Markdown, on what the program protects against. May be empty.
	Hardened, Threats string

	// Diagnose gives what there is to know of the computer for who is asked for help,
	// without secrets. Nil: nothing.
	Diagnose func(ctx context.Context) (string, error)

	// ChooseFile is called on Fyne's goroutine and gives what lets the desktop's own dialog
	// ask, which waits for the user until its context ends: "" when they did not choose. With
	// an error, and where it is nil, the window asks itself.
	ChooseFile func(w fyne.Window, q filepick.Question) (ask func(context.Context) (string, error))

	// Open are files to import, of which the importer shows what is in them once the window
	// is there and unlocked.
	Open []string

	// Opening is called when the window is built, before it is shown. May be nil.
	Opening func()

	// Started is called once the first list of profiles is there. May be nil.
	Started func()

	// OpenDemo opens another Lanyard with sample profiles. Nil: not offered.
	OpenDemo func() error

	Demo      bool   // choose the first profile and fetch its token
	ConfigDir string // where the profiles are, to be shown

	// For tests. Zero values mean fyne.Do, time.Now and the local zone.
	Do   func(func())
	Now  func() time.Time
	Zone *time.Location
}

// model is what the window's model stands on.
func (s Setup) model(do func(func())) ModelSetup {
	return ModelSetup{
		Wallet: s.Wallet, Keyring: s.Keyring, Clipboard: s.Clipboard, First: s.First, Watch: s.Watch, OnRetry: s.OnRetry,
		Settings: s.Settings, ChangeSettings: s.ChangeSettings, IdleWatch: s.IdleWatch, SessionWatch: s.SessionWatch,
		Mend: s.Mend, UseMemory: s.UseMemory, Keep: s.Keep, Demo: s.Demo, Touches: s.FollowInput != nil,
		Do: do, Now: s.Now, Zone: s.Zone,
	}
}
