//go:build !linux

package platform

import "context"

// Activate is for X windows, of which there are none here.
func Activate(context.Context, uintptr) error { return errAbsent }
