//go:build !uistate

package ui

// publisher is a no-op: only test builds tell what the window shows.
type publisher struct{ w *Window }

func (publisher) run() {}
