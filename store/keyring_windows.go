package store

import (
	"context"
	"errors"
	"fmt"

	keyring "github.com/zalando/go-keyring"
	"golang.org/x/sys/windows"
)

// credentialManager is the Windows Credential Manager. It is open as long as its user
// is signed in; only a service or a remote shell may have none.
type credentialManager struct{}

func newDesk() desk { return credentialManager{} }

func (credentialManager) status(context.Context) Status {
	return Status{Backend: BackendKeyring, Name: "Windows Credential Manager", State: StateReady}
}

func (credentialManager) ready(ctx context.Context, _ string) error { return ctx.Err() }
func (credentialManager) alive(context.Context) error               { return nil }

func (credentialManager) ids(context.Context) ([]string, error) {
	return nil, fmt.Errorf("listing the Windows Credential Manager: %w", errors.ErrUnsupported)
}

func (credentialManager) classify(err error) error {
	switch {
	case errors.Is(err, keyring.ErrNotFound):
		return ErrMissing
	case errors.Is(err, keyring.ErrSetDataTooBig):
		return ErrTooBig
	case errors.Is(err, windows.ERROR_NO_SUCH_LOGON_SESSION):
		return ErrAbsent
	}
	return nil
}
