package idle

import (
	"context"
	"os"
	"strings"
	"time"

	"lanyard/internal/platform/bus"
)

func idle(ctx context.Context) (time.Duration, error) {
	// XWayland knows only of what is done in X programs' windows.
	if os.Getenv("DISPLAY") != "" && !onWayland() {
		if d, err := xIdle(ctx); err == nil {
			return d, nil
		}
	}
	address := bus.SessionAddress()
	var ms uint64
	err := bus.Ask(ctx, address, "org.gnome.Mutter.IdleMonitor", "/org/gnome/Mutter/IdleMonitor/Core",
		"org.gnome.Mutter.IdleMonitor.GetIdletime", &ms)
	if err == nil {
		return milliseconds(ms), nil
	}
	if ctx.Err() != nil {
		return 0, ctx.Err()
	}
	var n uint32
	err = bus.Ask(ctx, address, "org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver",
		"org.freedesktop.ScreenSaver.GetSessionIdleTime", &n)
	switch {
	case err != nil:
		return 0, err
	case strings.EqualFold(desktopName(), "KDE"): // alone in counting milliseconds
		return milliseconds(uint64(n)), nil
	}
	return time.Duration(n) * time.Second, nil
}

// milliseconds makes a time of what a service says, which may be anything.
func milliseconds(n uint64) time.Duration {
	const most = uint64(1<<63-1) / uint64(time.Millisecond)
	return time.Duration(min(n, most)) * time.Millisecond
}
