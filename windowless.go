//go:build !cgo

package main

import (
	"context"

	"lanyard/cli"
)

// window is nil: without cgo the program is the command line alone, a static binary
// for computers without a display.
func window() func(context.Context, cli.WindowSetup) error { return nil }
