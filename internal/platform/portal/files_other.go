//go:build !linux

package portal

import (
	"context"

	"lanyard/internal/platform/bus"
)

// ChooseFile asks nobody here: there is no portal.
func ChooseFile(context.Context, FileQuestion) (string, error) { return "", bus.ErrAbsent }
