//go:build !linux && !darwin

package harden

// coreLimit is for systems that have core files.
type coreLimit struct{}

// OwnLimits runs start, which starts a program of the user's.
func (h Result) OwnLimits(start func() error) error { return start() }
