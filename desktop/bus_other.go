//go:build !linux

package desktop

// HasBus reports whether a session bus runs; only Linux has one, and nothing here asks for
// it.
func HasBus() bool { return true }
