//go:build !linux

package tray

import (
	"context"
	"image"

	"lanyard/internal/platform/bus"
)

// Icon is a status icon, which this package shows on Linux alone.
type Icon struct{}

// Options say what a status icon is.
type Options struct {
	Program string
	Picture image.Image
	Open    func()
	Gone    func()
}

// Show shows nothing here: the toolkit's own library knows this system's icons.
func Show(context.Context, Options) (*Icon, error) { return nil, bus.ErrAbsent }

// Close takes the icon away.
func (*Icon) Close() {}

// SetMenu gives the icon another menu.
func (*Icon) SetMenu([]Item) {}
