// Package bus asks the services on the session's and the system's message bus (D-Bus) of a
// Linux desktop, over connections of its own. No bus is ever started for a question, and
// every question has a short limit.
package bus

import (
	"errors"
	"strings"
	"time"
	"unicode"
)

// AskLimit bounds a question to a service of the desktop.
const AskLimit = time.Second

// ErrAbsent is the answer where no service is there to ask.
var ErrAbsent = errors.New("this desktop has no such service")

// maxText is how much of another program's text is shown, in characters.
const maxText = 300

// Clean makes another program's text fit to be shown.
func Clean(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "?"))
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > maxText {
		s = string(r[:maxText]) + "…"
	}
	return s
}
