package team

import (
	"errors"
	"fmt"
	"time"
)

// Reason says in one word why a store did not do what it was asked.
type Reason string

// The reasons.
const (
	Unreachable Reason = "unreachable" // no answer, or none that can be used; Err says why
	Sealed      Reason = "sealed"      // it has to be unsealed by its operators
	Denied      Reason = "denied"      // 403: no permission, an ended token, or no such path
	NoToken     Reason = "no-token"    // nobody has signed in
	Refused     Reason = "refused"     // the sign-in was refused
	Missing     Reason = "missing"     // nothing lies there
	Deleted     Reason = "deleted"     // it was there, and was deleted
	Conflict    Reason = "conflict"    // somebody else wrote since it was read
	Unusable    Reason = "unusable"    // what lies there has no key in it, or the answer makes no sense
	NotKV       Reason = "not-kv"      // the mount is no KV store of version 2
	Unknown     Reason = "unknown"     // no team of this computer has such a key
	Foreign     Reason = "foreign"     // what lies there is the key of another place
	Changed     Reason = "changed"     // the store's settings are not what was agreed to
	Differs     Reason = "differs"     // what was read back is not what was written
)

// ErrStore is wrapped by every [*Error].
var ErrStore = errors.New("the team's store")

// Error is a failure of a team's store. It has no secret in it: what the store said is
// cleaned.
type Error struct {
	Team       string // its name
	Host       string // whom we talked to, or would have
	Path       string // what was asked for: mount and path
	Reason     Reason
	Status     int
	Message    string // the store's words
	RetryAfter time.Duration
	Err        error // the cause, may be nil
}

// Error gives store, path and reason in one line.
func (e *Error) Error() string {
	text := fmt.Sprintf("%s %q", ErrStore, e.Team)
	if e.Host != "" {
		text += " at " + e.Host
	}
	if e.Path != "" {
		text += ": " + e.Path
	}
	text += ": " + string(e.Reason)
	if e.Status != 0 {
		text += fmt.Sprintf(" (HTTP %d)", e.Status)
	}
	switch {
	case e.Message != "":
		text += ": " + e.Message
	case e.Err != nil:
		text += ": " + e.Err.Error()
	}
	return text
}

// Unwrap gives [ErrStore] and the cause.
func (e *Error) Unwrap() []error {
	if e.Err == nil {
		return []error{ErrStore}
	}
	return []error{ErrStore, e.Err}
}

// Is reports whether an error is a store's, for one of some reasons.
func Is(err error, reasons ...Reason) bool {
	e, ok := errors.AsType[*Error](err)
	if !ok {
		return false
	}
	for _, r := range reasons {
		if e.Reason == r {
			return true
		}
	}
	return false
}
