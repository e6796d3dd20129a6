//go:build !linux && !darwin

package platform

// coreLimit is for systems that have core files.
type coreLimit struct{}

// OwnLimits runs start, which starts a program of the user's.
func (h Hardening) OwnLimits(start func() error) error { return start() }
