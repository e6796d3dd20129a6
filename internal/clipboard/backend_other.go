//go:build !linux && !windows && !darwin

package clipboard

import (
	"errors"
	"runtime"
)

func openBackend() (backend, error) {
	return nil, errors.New("no clipboard code for " + runtime.GOOS)
}
