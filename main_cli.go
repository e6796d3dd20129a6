//go:build !cgo

package main

import (
	"context"

	"lanyard/internal/app"
	"lanyard/internal/background"
)

// window is nil: without cgo the program is the command line alone, static, and starts
// without the libraries of a display.
func window() func(context.Context, app.Window) error { return nil }

// startWindow starts the program with the window that is installed with this one.
func startWindow(ownLimits func(func() error) error) func() error {
	return background.Window(ownLimits)
}
