// Package cli is Lanyard's command line: the commands, their flags, what they print
// and the codes they exit with.
//
// Results go to stdout and everything said to a person goes to stderr, so that
// $(lanyard token prod) is safe to write. Secrets come from standard input or from a
// prompt that doesn't echo, never from arguments, which every user of the computer
// can read. Nothing here touches a display; the window is a function in [Env].
package cli

import (
	"context"
	"io"

	"lanyard/iam"
	"lanyard/internal/agent"
	"lanyard/internal/platform"
	"lanyard/internal/secret"
	"lanyard/internal/wallet"
	"lanyard/store"
)

// Env is what a run of the program stands on: the world outside, made replaceable.
type Env struct {
	Args   []string  // the arguments after the program's name
	Stdin  io.Reader // an *os.File is asked whether it is a terminal
	Stdout io.Writer
	Stderr io.Writer
	Getenv func(string) string // nil: an empty environment

	// Window opens the window and returns when it is closed. Nil in a build without one.
	Window func(ctx context.Context, s WindowSetup) error

	// StartWindow has another program, which has the window, take this one's place with
	// the same arguments; it returns only when that fails. Nil where there is none.
	StartWindow func() error

	// OwnLimits, when set, runs start with the limits that the process had before it
	// was hardened: what start starts is the user's own program.
	OwnLimits func(start func() error) error

	// Hardened is how far the process is closed to others. Nil: nobody knows.
	Hardened *platform.Hardening

	// Keys, when set, stands in for the operating system's keyring.
	Keys store.PlainKeys
}

// Mender replaces a damaged profiles file; a [store.Profiles] is one.
type Mender interface {
	Backups(ctx context.Context) ([]store.Backup, error)
	RestoreBackup(ctx context.Context, name string) error
	SetAside(ctx context.Context) (string, error)
}

// WindowSetup is what the window is opened on.
type WindowSetup struct {
	Wallet *wallet.Wallet

	// Watch calls changed, from a goroutine of its own, whenever another process has
	// changed the profiles. It returns when ctx ends. Nil: nobody else can change them.
	Watch func(ctx context.Context, changed func())

	// OnRetry has tell called, from other goroutines, with each wait before a request is
	// sent once more.
	OnRetry func(tell func(iam.Retry))

	// Settings is what the user has chosen, and ChangeSettings saves what they choose from
	// now on and heeds what concerns the wallet.
	Settings       store.Settings
	ChangeSettings func(ctx context.Context, change func(*store.Settings) error) error

	// Mend offers the ways out when the profiles file is damaged.
	Mend Mender

	// AskWith has the window asked, from other goroutines, for the passphrase of the
	// secrets file. Nil where nobody has to be asked.
	AskWith func(ask func(ctx context.Context, a store.Ask) (secret.Text, error))

	// UseMemory makes the wallet keep keys in memory until the program ends, after
	// the user chose so because there is no keyring. Nil when they already do.
	UseMemory func()

	// Places is where keys are kept, and how they are moved. Nil for the demo, whose keys
	// are in memory.
	Places *Places

	// Hardened is how far the process is closed to others. Nil: nobody knows.
	Hardened *platform.Hardening

	// Diagnose gives what lanyard doctor finds, for who is asked for help. It has no key in
	// it, but paths of folders and ids of keys.
	Diagnose func(ctx context.Context) (string, error)

	// Serve lets commands and second starts reach the window until it is closed. The
	// window fills in Raise, Lock, Locked and Gate. Its error says that another window
	// was quicker. Nil for the demo, which serves nobody.
	Serve func(h agent.Host) error

	// Open are files, by their full paths, to show in the import's preview.
	Open []string

	// Demo tells that the profiles are samples on the built-in simulator: nothing of
	// the user's is read or written. The first profile of the list is to be chosen and
	// its token fetched.
	Demo bool

	// ConfigDir is the folder of the profiles file, for the window's own files and to
	// show where things are.
	ConfigDir string
}
