//go:build cgo

package main

import (
	"context"
	_ "embed"

	"lanyard/internal/app"
	"lanyard/ui/native"
)

// threats is the page on what the program protects against, for the window to show.
//
//go:embed docs/threats.md
var threats string

func window() func(context.Context, app.Window) error {
	return func(ctx context.Context, s app.Window) error { return native.Open(ctx, s, threats) }
}

// startWindow is nil: the window is in this program.
func startWindow(func(func() error) error) func() error { return nil }
