//go:build !linux || !cgo

package libgl

// Check finds nothing missing: only on Linux is the library a part that may not be
// there.
func Check() error { return nil }
