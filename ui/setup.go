package ui

import (
	"context"

	"fyne.io/fyne/v2"

	"lanyard/internal/agent"
	"lanyard/ui/filepick"
	"lanyard/ui/state"
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
	state.Setup // Do may be nil: fyne.Do

	// IdleKnown and TrayThere tell what this desktop can do: say since when nobody has used
	// the computer, and show an icon. They may wait. Nil: it cannot.
	IdleKnown func(ctx context.Context) bool
	TrayThere func(ctx context.Context) bool

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

	ConfigDir string // where the profiles are, to be shown
}
