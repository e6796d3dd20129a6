//go:build cgo && !no_metadata

package native

// checkedGoroutines is whether the toolkit looks that its widgets are touched on its
// own goroutine only, and complains on standard error. Test builds do; to a user it
// would be noise.
const checkedGoroutines = false
