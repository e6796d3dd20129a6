//go:build cgo && no_metadata

package native

const checkedGoroutines = true
