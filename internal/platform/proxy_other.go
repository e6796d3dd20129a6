//go:build !linux && !darwin && !windows

package platform

import (
	"context"
	"net/url"
	"time"
)

func systemProxies() (func(context.Context, *url.URL) (*url.URL, error), time.Duration) {
	return func(context.Context, *url.URL) (*url.URL, error) { return nil, errAbsent }, askLimit
}
