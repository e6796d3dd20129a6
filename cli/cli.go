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

	"lanyard/internal/app"
	"lanyard/internal/platform/harden"
	"lanyard/internal/policy"
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
	Window func(ctx context.Context, w app.Window) error

	// StartWindow has another program, which has the window, take this one's place with
	// the same arguments; it returns only when that fails. Nil where there is none.
	StartWindow func() error

	// OwnLimits, when set, runs start with the limits that the process had before it
	// was hardened: what start starts is the user's own program.
	OwnLimits func(start func() error) error

	// Hardened is how far the process is closed to others. Nil: it is not known.
	Hardened *harden.Result

	// Policy reads what this computer's administrator has fixed. Nil: nothing is.
	Policy func(ctx context.Context) (*policy.Policy, error)

	// Keys, when set, stands in for the operating system's keyring.
	Keys store.PlainKeys
}
