package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"unicode"

	keyring "github.com/zalando/go-keyring"

	"lanyard/internal/secret"
)

// maxCause is how much of a keyring's own words an error carries, in characters.
const maxCause = 300

// Keyring keeps keys in the operating system's keyring: the Secret Service on Linux
// (GNOME Keyring, KWallet, KeePassXC), the Credential Manager on Windows, the Keychain
// on macOS. Each lies under [Service] and its id. It is safe for use by several
// goroutines.
//
// Every method ends with its context. Get, Put and Delete unlock a locked keyring,
// which may show the desktop's prompt and wait up to two minutes for a person; they
// never prompt twice, and without a display they fail with [ErrLocked] at once. A
// service that has stopped answering gives [ErrStuck] within three seconds; when it
// goes on, so do we. After ErrStuck or a cancelled context a write may still happen.
type Keyring struct {
	desk desk
	ring ring
	slot *slot
}

// ring is the library's part: plain calls that know no context.
type ring interface {
	Get(service, user string) (string, error)
	Set(service, user, password string) error
	Delete(service, user string) error
}

// desk is the operating system's part around the library.
type desk interface {
	// status looks without prompting, for at most three seconds.
	status(ctx context.Context) Status
	// ready makes sure that the library's next call about the key id (or any, when it
	// is "") finds an open keyring and has no reason to prompt; it may prompt itself.
	ready(ctx context.Context, id string) error
	// alive fails when the service doesn't answer.
	alive(ctx context.Context) error
	// ids lists the keys' ids without prompting.
	ids(ctx context.Context) ([]string, error)
	// classify gives the sentinel that one of the library's errors means, or nil.
	classify(err error) error
}

// OpenKeyring names the operating system's keyring. Nothing is asked of it yet.
func OpenKeyring() *Keyring {
	return &Keyring{desk: newDesk(), ring: goKeyring{}, slot: newSlot()}
}

// Get reads a key: [ErrMissing] when the keyring doesn't have it, [ErrDamaged] when
// what it has is not an entry of ours.
func (k *Keyring) Get(ctx context.Context, id string) (Entry, error) {
	if err := checkID(id); err != nil {
		return Entry{}, fmt.Errorf("get key: %w: %w", ErrMissing, err)
	}
	text := make(chan string, 1) // not a variable: a call that was given up may still write it
	err := k.call(ctx, id, secret.Text{}, func() error {
		s, err := k.ring.Get(Service, id)
		if err == nil {
			text <- s
		}
		return err
	})
	if err != nil {
		return Entry{}, fmt.Errorf("get key %q: %w", id, err)
	}
	e, err := decodeEntry(<-text)
	if err != nil {
		return Entry{}, fmt.Errorf("get key %q: %w", id, err)
	}
	return e, nil
}

// Put writes a key in the place of what it had, reads it back and compares:
// [ErrNotWritten] when the keyring has something else now. [ErrTooBig] tells before
// anything is written.
func (k *Keyring) Put(ctx context.Context, id string, e Entry) error {
	text, err := encodeEntry(id, e)
	if err != nil {
		return fmt.Errorf("put key %q: %w", id, err)
	}
	err = k.call(ctx, id, e.Secret, func() error {
		if err := k.ring.Set(Service, id, text); err != nil {
			return err
		}
		back, err := k.ring.Get(Service, id)
		switch {
		case errors.Is(err, keyring.ErrNotFound):
			return fmt.Errorf("%w: nothing is there after writing", ErrNotWritten)
		case err != nil:
			return fmt.Errorf("read back: %w", err)
		case back != text:
			return fmt.Errorf("%w: something else is there after writing", ErrNotWritten)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("put key %q: %w", id, err)
	}
	return nil
}

// Delete removes a key and makes sure that it is gone: [ErrNotWritten] when the
// keyring still has it. One that isn't there is no error.
func (k *Keyring) Delete(ctx context.Context, id string) error {
	if checkID(id) != nil {
		return nil // no keyring has one
	}
	err := k.call(ctx, id, secret.Text{}, func() error {
		if err := k.ring.Delete(Service, id); err != nil {
			return err
		}
		if _, err := k.ring.Get(Service, id); err != nil {
			return err
		}
		return fmt.Errorf("%w: the key is still there after deleting", ErrNotWritten)
	})
	if err != nil && !errors.Is(err, ErrMissing) {
		return fmt.Errorf("delete key %q: %w", id, err)
	}
	return nil
}

// IDs lists the keys in the keyring by their ids, sorted, without prompting: for
// finding keys that no profile uses. Only the Secret Service on Linux can list;
// elsewhere the error is an [errors.ErrUnsupported].
func (k *Keyring) IDs(ctx context.Context) ([]string, error) {
	if k.slot.isStuck() {
		return nil, fmt.Errorf("list keys: %w", ErrStuck)
	}
	ids, err := k.desk.ids(ctx)
	if err != nil {
		return nil, fmt.Errorf("list keys: %w", err)
	}
	return ids, nil
}

// Status tells the keyring's name and state within three seconds. It never prompts and
// reads no key.
func (k *Keyring) Status(ctx context.Context) Status {
	s := k.desk.status(ctx)
	if s.State == StateReady && k.slot.isStuck() {
		s.State, s.Detail = StateStuck, "an earlier call still waits for an answer"
	}
	return s
}

// Unlock unlocks the keyring, with the desktop's prompt where one is needed, so that
// what follows doesn't wait for a person.
func (k *Keyring) Unlock(ctx context.Context) error {
	if k.slot.isStuck() {
		return fmt.Errorf("unlock the keyring: %w", ErrStuck)
	}
	if err := k.desk.ready(ctx, ""); err != nil {
		return fmt.Errorf("unlock the keyring: %w", err)
	}
	return nil
}

// call makes the keyring ready and runs a call of the library. A failure that the
// library cannot explain is looked into: a keyring that was locked, or its service
// restarted, between our look and the call is made ready once more.
func (k *Keyring) call(ctx context.Context, id string, about secret.Text, do func() error) error {
	var err error
	for range 2 {
		if k.slot.isStuck() {
			return fmt.Errorf("%w: an earlier call still waits", ErrStuck)
		}
		if err := k.desk.ready(ctx, id); err != nil {
			return err
		}
		err = k.slot.run(ctx, k.desk.alive, do)
		if err == nil || ctx.Err() != nil || isOurs(err) {
			return err
		}
		kind := k.desk.classify(err)
		if errors.Is(kind, ErrMissing) {
			return kind
		}
		if kind != nil {
			return fmt.Errorf("%w: %w", kind, clean(err, about))
		}
	}
	return fmt.Errorf("%w: %w", ErrRefused, clean(err, about))
}

// isOurs tells whether an error already wraps one of our sentinels.
func isOurs(err error) bool {
	for _, ours := range []error{ErrStuck, ErrNotWritten, ErrRefused} {
		if errors.Is(err, ours) {
			return true
		}
	}
	return false
}

// clean makes an error of a keyring's own words fit to be shown: one line, not too
// long, without the secret should it be echoed.
func clean(err error, about secret.Text) error {
	text := err.Error()
	if !about.Empty() {
		text = strings.ReplaceAll(text, about.Reveal(), secret.Redacted)
	}
	return errors.New(cleanText(text))
}

func cleanText(text string) string {
	text = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, "?"))
	if r := []rune(text); len(r) > maxCause {
		text = string(r[:maxCause]) + "…"
	}
	return strings.TrimSpace(text)
}

// goKeyring is the library itself.
type goKeyring struct{}

func (goKeyring) Get(service, user string) (string, error) { return keyring.Get(service, user) }
func (goKeyring) Set(service, user, password string) error {
	return keyring.Set(service, user, password)
}
func (goKeyring) Delete(service, user string) error { return keyring.Delete(service, user) }
