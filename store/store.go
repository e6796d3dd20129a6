// Package store keeps what Lanyard keeps: the profiles file and its backups, the
// settings, and the keys in the operating system's keyring or, when the user chose so,
// in a file encrypted with a passphrase or in memory. It alone knows go-keyring.
//
// A key has an id of its own, so that several profiles can share it, and lies beside
// the [profile.Bound] that says where it may be sent. Listing profiles reads no key.
//
// Files are changed under a lock that all processes share, written beside the old one,
// synced and renamed over it; what isn't understood is refused and kept as it is, and
// fields of later versions survive. [Keyring], [SecretsFile] and [Memory] have the same
// methods and limits, so that a key that fits into one fits into all.
package store

import (
	"errors"
	"fmt"

	"lanyard/internal/profile"
	"lanyard/internal/secret"
	"lanyard/internal/settings"
)

// Service is the name under which keys lie in the operating system's keyring.
const Service = "lanyard"

// MaxEntry is the largest entry, in bytes of its JSON form: what the strictest
// operating system takes (Windows Credential Manager: 2,560 bytes for everything).
const MaxEntry = 2500

// Entry is what lies in the keyring under a key's id.
type Entry struct {
	Secret secret.Text
	Bound  profile.Bound

	// Reference names the key in a team's store where the secret does not lie here; the
	// secret is empty then.
	Reference string

	// Use is the id under which the first key of a row of rotated ones was kept; "" for a
	// key that took no other's place. Who agreed to the use of that one agreed to this one.
	Use string
}

// The places where keys are kept: [Status.Backend], [Settings.Secrets] and the flag
// --secrets.
const (
	BackendKeyring = settings.KeysInKeyring
	BackendFile    = settings.KeysInFile
	BackendMemory  = settings.KeysInMemory
)

// State is the state of the place where keys are kept.
type State string

// The states.
const (
	StateReady        State = "ready"
	StateLocked       State = "locked"        // it must be unlocked first
	StateAbsent       State = "absent"        // no bus, no Secret Service
	StateNoCollection State = "no-collection" // a service without a default collection
	StateStuck        State = "stuck"         // it doesn't answer
	StateDamaged      State = "damaged"       // the secrets file cannot be understood
)

// Status is what Lanyard knows of the place where keys are kept, without prompting
// and without reading a key.
type Status struct {
	Backend string // BackendKeyring, BackendFile or BackendMemory
	Name    string // as the system calls it: "Login keyring", "Windows Credential Manager", "macOS Keychain", "Secrets file", "Memory only"
	State   State
	Detail  string // the cause in the system's words, "" when ready
}

// Err is the failure of a place that cannot be had at all; one that only is to be unlocked
// can be.
func (s Status) Err() error {
	switch s.State {
	case StateAbsent:
		return fmt.Errorf("%w: %s", ErrAbsent, s.Detail)
	case StateNoCollection:
		return fmt.Errorf("%w: %s", ErrNoCollection, s.Detail)
	case StateStuck:
		return fmt.Errorf("%w: %s", ErrStuck, s.Detail)
	}
	return nil
}

// The failures of the places where keys are kept. Errors wrap one of these.
var (
	ErrAbsent       = errors.New("no keyring")
	ErrNoCollection = errors.New("the keyring has no default collection")
	ErrLocked       = errors.New("the keys are locked")
	ErrSealed       = fmt.Errorf("%w with a passphrase", ErrLocked) // not the keyring: the secrets file or memory
	ErrDismissed    = errors.New("unlocking the keyring was dismissed")
	ErrStuck        = errors.New("the keyring does not answer")
	ErrMissing      = errors.New("the key is not on this computer")
	ErrTooBig       = errors.New("the key is too long")
	ErrDamaged      = errors.New("the entry is damaged")
	ErrNotWritten   = errors.New("the keyring did not keep the change")
	ErrRefused      = errors.New("the keyring refused") // for reasons of its own, which the error tells
)

// The failures of files.
var (
	ErrNewer       = errors.New("written by a newer version")
	ErrBadFile     = errors.New("the file is damaged")
	ErrUnavailable = errors.New("cannot be read or written")
	ErrPassphrase  = errors.New("the passphrase does not fit")
	ErrHeld        = errors.New("another program holds the lock")
)
