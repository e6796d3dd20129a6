//go:build cgo && !(!ci && linux && x11)

package main

// prepare does nothing: which window system the toolkit chooses is its own business.
func prepare() (ready func()) { return func() {} }
