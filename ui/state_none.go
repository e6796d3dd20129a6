//go:build !uistate

package ui

// newDump is a no-op: only test builds tell what the window shows.
func (w *Window) newDump() func() { return func() {} }
