//go:build !linux && !darwin && !windows

package platform

import "context"

func watch(ctx context.Context, tell func(Event)) { watchClock(ctx, systemClocks(), tell) }

// WatchReach finds out what [Watch] can hear of: Woke at most.
func WatchReach(context.Context) Reach { return Reach{} }
