//go:build !linux

package platform

import (
	"context"
	"runtime"
)

// TrayHost reports whether somebody shows status icons. Windows and macOS always do.
func TrayHost(context.Context) bool { return runtime.GOOS == "windows" || runtime.GOOS == "darwin" }
