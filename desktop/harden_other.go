//go:build !linux && !darwin && !windows

package desktop

// Harden does nothing on this system.
func Harden() Hardening { return Hardening{} }
