//go:build !linux && !darwin && !windows

package store

import (
	"context"
	"errors"
	"fmt"
	"runtime"
)

// noKeyring stands where Lanyard supports no keyring.
type noKeyring struct{}

func newDesk() desk { return noKeyring{} }

func (noKeyring) status(context.Context) Status {
	return Status{Backend: BackendKeyring, Name: "Keyring", State: StateAbsent, Detail: "not supported on " + runtime.GOOS}
}

func (noKeyring) ready(context.Context, string) error {
	return fmt.Errorf("%w: not supported on %s", ErrAbsent, runtime.GOOS)
}
func (noKeyring) alive(context.Context) error           { return nil }
func (noKeyring) ids(context.Context) ([]string, error) { return nil, errors.ErrUnsupported }
func (noKeyring) classify(error) error                  { return nil }
