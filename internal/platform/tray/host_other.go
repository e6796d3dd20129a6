//go:build !linux

package tray

import (
	"context"
	"runtime"
)

// HasHost reports whether somebody shows status icons. Windows and macOS always do.
func HasHost(context.Context) bool { return runtime.GOOS == "windows" || runtime.GOOS == "darwin" }
