//go:build !linux

package platform

import "context"

// Notify shows nothing here: the toolkit has this system's way.
func Notify(_ context.Context, _, _, _, _ string, _ func()) error { return errAbsent }
