package wallet

import (
	"errors"
	"fmt"
	"strings"

	"lanyard/internal/profile"
)

var (
	// ErrNotFound is wrapped by every [*NotFoundError].
	ErrNotFound = errors.New("no such profile")
	// ErrNameTaken is wrapped when another profile has the name, in whatever case.
	ErrNameTaken = errors.New("the name is taken")
	// ErrNoKey is wrapped when a profile is added without a key.
	ErrNoKey = errors.New("no key was given")
	// ErrChanged is wrapped when the profile changed while it was being changed.
	ErrChanged = errors.New("the profile changed meanwhile")
	// ErrLocked is wrapped by everything that needs a key or a token between
	// [Wallet.Lock] and unlocking.
	ErrLocked = errors.New("lanyard is locked")
	// ErrNoZen is wrapped when a profile cannot have a ZenApiKey header.
	ErrNoZen = errors.New("only Cloud Pak for Data with an API key has this header")
	// ErrNotSealed is given by [Wallet.Lock] where keys in memory could not be encrypted,
	// as there was no passphrase to do it with.
	ErrNotSealed = errors.New("keys in memory are not encrypted without a passphrase")
)

// NotFoundError says which profile does not exist, and which have names like it.
type NotFoundError struct {
	Name string
	Near []string
}

// Error names the profile.
func (e *NotFoundError) Error() string {
	return fmt.Sprintf("find profile %q: %v", e.Name, ErrNotFound)
}

// Unwrap gives ErrNotFound.
func (e *NotFoundError) Unwrap() error { return ErrNotFound }

// UnboundError says that a profile is not what the user agreed to: its key is bound to
// another place, or something else that decides where a key or token goes has changed.
// Nothing was sent. [Wallet.Agree] agrees to the profile as it is.
type UnboundError struct {
	Profile profile.Profile
	Have    profile.Bound  // where the key may go
	Want    profile.Bound  // where the profile would send it
	Was     *profile.Place // what was agreed to; nil: nothing is known of it
	Is      profile.Place  // what the profile is now
}

// Differences lists what was changed. A profile that nothing was agreed for differs by
// where it sends its key and its token.
func (e *UnboundError) Differences() []profile.Difference {
	if e.Was != nil {
		if changed := e.Was.Differences(e.Is); len(changed) > 0 {
			return changed
		}
	}
	if changed := e.Have.Differences(e.Want); len(changed) > 0 {
		return changed
	}
	return profile.Place{}.Differences(profile.Place{AuthURL: e.Is.AuthURL, URL: e.Is.URL, Key: e.Is.Key})
}

// Error names the profile, and the old and new place.
func (e *UnboundError) Error() string {
	var parts []string
	for _, d := range e.Differences() {
		parts = append(parts, fmt.Sprintf("%s was %q, is %q", d.Field, d.Old, d.New))
	}
	return fmt.Sprintf("read the key of profile %q: not bound to this place: %s", e.Profile.Name, strings.Join(parts, "; "))
}

// TwinError says that several profiles have one id, which only a file that was changed by
// hand or by a program for synchronising has. None of them is used until one is left.
type TwinError struct {
	ID    string
	Names []string
}

// Error names the profiles.
func (e *TwinError) Error() string {
	return fmt.Sprintf("use profile %q: several profiles have the id %q: %s", e.Names[0], e.ID, strings.Join(e.Names, ", "))
}
