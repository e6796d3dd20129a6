//go:build !linux && !windows

package session

import "time"

// systemClocks reads the wall clock and the one that stands still during sleep, which on
// these systems is Go's monotonic clock.
func systemClocks() func() (wall time.Time, awake time.Duration) {
	start := time.Now()
	return func() (time.Time, time.Duration) {
		now := time.Now()
		return now.Round(0), now.Sub(start)
	}
}
