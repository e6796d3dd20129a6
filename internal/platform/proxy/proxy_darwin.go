package proxy

import (
	"context"
	"fmt"
	"net/url"
	"os/exec"
	"time"

	"lanyard/internal/platform/bus"
)

func systemProxies() (func(context.Context, *url.URL) (*url.URL, error), time.Duration) {
	return func(ctx context.Context, target *url.URL) (*url.URL, error) {
		out, err := exec.CommandContext(ctx, "/usr/sbin/scutil", "--proxy").Output()
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if err != nil {
			return nil, fmt.Errorf("run scutil: %w", err)
		}
		return macProxy(string(out), target)
	}, bus.AskLimit
}
