//go:build !linux

package session

import "context"

// WatchEnd returns false when ctx ends: these systems end a session's processes with it.
func WatchEnd(ctx context.Context) bool {
	<-ctx.Done()
	return false
}
