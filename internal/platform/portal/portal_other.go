//go:build !linux

package portal

import "context"

// Introduce is for the desktop portal, which only Linux has. It does nothing.
func Introduce(context.Context) (done <-chan struct{}) {
	finished := make(chan struct{})
	close(finished)
	return finished
}
