//go:build !linux

package platform

// HasBus reports whether a session bus runs; only Linux has one, and nothing here asks for
// it.
func HasBus() bool { return true }
