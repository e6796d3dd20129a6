// Package secret has the one type that may hold a secret: an API key, a
// password, a bearer token, a passphrase.
//
// A [Text] cannot be printed by accident: every way in which Go turns a value
// into text gives the same fixed words, whatever the secret is and however long.
// Go's garbage collector copies and keeps memory as it likes, so the package does
// not promise that a secret is ever wiped; it keeps secrets out of output.
//
// That holds for a crash, too: a panic prints a Text, and whatever contains one, without
// the secret, and a stack trace shows texts as addresses and lengths. Only the registers
// that Go prints when a signal from outside kills it may hold eight bytes of anything.
package secret

import (
	"crypto/subtle"
	"fmt"
	"log/slog"
)

// Redacted is what every formatting of a Text gives.
const Redacted = "[secret]"

// Text is a secret text. The zero Text is the empty secret.
//
// The text hides behind a function because fmt, encoders and debug printers walk
// into struct fields and pointers, also unexported ones, but not into a closure.
// It also makes a Text incomparable with ==, which would not be constant in time.
type Text struct {
	reveal func() string
}

// New wraps a secret.
func New(s string) Text {
	if s == "" {
		return Text{}
	}
	return Text{reveal: func() string { return s }}
}

// Reveal gives the secret itself. Call it where the secret leaves for the place it
// belongs to (a request body, the keyring, the clipboard, stdout on request) and
// nowhere else.
func (t Text) Reveal() string {
	if t.reveal == nil {
		return ""
	}
	return t.reveal()
}

// Empty reports whether there is no secret.
func (t Text) Empty() bool { return t.reveal == nil }

// Len is the secret's length in bytes, for limits; never show it.
func (t Text) Len() int { return len(t.Reveal()) }

// Equal compares two secrets in a time that depends on their lengths alone.
func (t Text) Equal(o Text) bool {
	return subtle.ConstantTimeCompare([]byte(t.Reveal()), []byte(o.Reveal())) == 1
}

// String implements fmt.Stringer with [Redacted].
func (t Text) String() string { return Redacted }

// GoString implements fmt.GoStringer with [Redacted].
func (t Text) GoString() string { return Redacted }

// Format implements fmt.Formatter: every verb gives [Redacted].
func (t Text) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(Redacted)) }

// MarshalText implements encoding.TextMarshaler with [Redacted].
func (t Text) MarshalText() ([]byte, error) { return []byte(Redacted), nil }

// MarshalJSON implements json.Marshaler with [Redacted].
func (t Text) MarshalJSON() ([]byte, error) { return []byte(`"` + Redacted + `"`), nil }

// LogValue implements slog.LogValuer with [Redacted].
func (t Text) LogValue() slog.Value { return slog.StringValue(Redacted) }
