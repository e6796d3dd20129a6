package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"

	keyring "github.com/zalando/go-keyring"
)

// securityTool is what the library runs.
const securityTool = "/usr/bin/security"

// keychain is the macOS Keychain behind Apple's command-line tool. The tool cannot say
// whether the keychain is locked without prompting, so a locked one shows only at use,
// when macOS asks for its password by itself.
type keychain struct{}

func newDesk() desk { return keychain{} }

func (keychain) status(context.Context) Status {
	s := Status{Backend: BackendKeyring, Name: "macOS Keychain", State: StateReady}
	if _, err := os.Stat(securityTool); err != nil {
		s.State, s.Detail = StateAbsent, cleanText(err.Error())
	}
	return s
}

func (k keychain) ready(ctx context.Context, _ string) error {
	if s := k.status(ctx); s.State == StateAbsent {
		return fmt.Errorf("%w: %s", ErrAbsent, s.Detail)
	}
	return ctx.Err()
}

// alive cannot ask; macOS may be waiting for a person.
func (keychain) alive(context.Context) error { return nil }

func (keychain) ids(context.Context) ([]string, error) {
	return nil, fmt.Errorf("the macOS Keychain's tool cannot list: %w", errors.ErrUnsupported)
}

// classify reads the tool's exit code: the last byte of the Security framework's
// error number (errSecInteractionNotAllowed, errSecAuthFailed, errSecUserCanceled,
// errSecItemNotFound).
func (keychain) classify(err error) error {
	if errors.Is(err, keyring.ErrNotFound) {
		return ErrMissing
	}
	if errors.Is(err, keyring.ErrSetDataTooBig) {
		return ErrTooBig
	}
	exit, ok := errors.AsType[*exec.ExitError](err)
	if !ok {
		return nil
	}
	switch exit.ExitCode() {
	case 36, 51:
		return ErrLocked
	case 128:
		return ErrDismissed
	case 44:
		return ErrMissing
	}
	return nil
}
