//go:build cgo && !linux

package native

// checkOpenGL finds nothing missing: only on Linux is the library a part that may not be
// there.
func checkOpenGL() error { return nil }
