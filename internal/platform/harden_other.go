//go:build !linux && !darwin && !windows

package platform

// Harden does nothing on this system.
func Harden() Hardening { return Hardening{} }
