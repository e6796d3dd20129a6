//go:build !linux && !darwin && !windows

package session

import "context"

func watch(ctx context.Context, tell func(Event)) { watchClock(ctx, systemClocks(), tell) }
