//go:build !linux

package platform

import (
	"context"
	"image"
)

// Icon is a status icon, which this package shows on Linux alone.
type Icon struct{}

// IconOptions say what a status icon is.
type IconOptions struct {
	Program string
	Picture image.Image
	Open    func()
	Gone    func()
}

// ShowIcon shows nothing here: the toolkit's own library knows this system's icons.
func ShowIcon(context.Context, IconOptions) (*Icon, error) { return nil, errAbsent }

// Close takes the icon away.
func (*Icon) Close() {}

// SetMenu gives the icon another menu.
func (*Icon) SetMenu([]IconItem) {}
