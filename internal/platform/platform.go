// Package platform knows what the desktop around the program knows: its proxy
// settings, when the user is away, when the session locks or the computer sleeps,
// whether there is a tray and a display to draw on. It has the desktop's own dialog ask
// for files, and closes the process to others as far as the system allows.
//
// Everything is asked for with a short limit, so that nothing here but an open dialog
// blocks for longer than a few seconds whatever the desktop does, and where a desktop cannot tell, that
// is said rather than guessed. On Linux the answers come from the session's and the
// system's message bus over connections of our own, from the X server and from the
// Wayland compositor; no bus and no service is ever started for a question, but the
// desktop portal inside a graphical session.
package platform

import (
	"context"
	"errors"
	"os"
	"strings"
	"time"
	"unicode"
)

// askLimit bounds a question to a service of the desktop.
const askLimit = time.Second

// errAbsent is the answer where nobody is there to ask.
var errAbsent = errors.New("this desktop has no such service")

// graphical reports whether the program runs inside a graphical session, also one
// that is far away.
func graphical() bool { return os.Getenv("DISPLAY") != "" || os.Getenv("WAYLAND_DISPLAY") != "" }

// maxText is how much of another program's text is shown, in characters.
const maxText = 300

// clean makes another program's text fit to be shown.
func clean(s string) string {
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

// wait sleeps, and reports whether ctx let it.
func wait(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}
