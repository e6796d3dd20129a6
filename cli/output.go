package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/term"
)

// clean makes a text safe for a terminal: one line, no control characters, none that
// turn the direction of writing around.
func clean(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case r == '\n', r == '\t':
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r), r == '\u2028', r == '\u2029':
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD")))
}

// marshal gives JSON on one line and a newline. Control characters above ASCII, which
// JSON allows as they are and some terminals obey, become escapes.
func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	text := b.Bytes()
	if bytes.IndexFunc(text, risky) < 0 {
		return text, nil
	}
	var out bytes.Buffer
	for len(text) > 0 {
		r, n := utf8.DecodeRune(text)
		if risky(r) {
			fmt.Fprintf(&out, `\u%04x`, r)
		} else {
			out.Write(text[:n])
		}
		text = text[n:]
	}
	return out.Bytes(), nil
}

func risky(r rune) bool {
	return r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r))
}

// instant is a time as JSON: RFC 3339 in UTC with whole seconds, null when unknown.
type instant struct{ time.Time }

func (i instant) MarshalJSON() ([]byte, error) {
	if i.IsZero() {
		return []byte("null"), nil
	}
	return []byte(`"` + i.UTC().Format(time.RFC3339) + `"`), nil
}

// print writes a result to stdout in one piece. A result that does not arrive is a
// failure: whoever reads it must not take half for the whole.
func (a *program) print(text string) error {
	if _, err := io.WriteString(a.env.Stdout, text); err != nil {
		return trouble(err, "", "the result could not be written")
	}
	return nil
}

func (a *program) printJSON(v any) error {
	text, err := marshal(v)
	if err != nil {
		return trouble(err, "", "the result could not be written")
	}
	return a.print(string(text))
}

// say tells something to a person on stderr.
func (a *program) say(format string, args ...any) {
	_, _ = fmt.Fprintln(a.env.Stderr, clean(fmt.Sprintf(format, args...)))
}

// note is what a person should know although all went well.
func (a *program) note(format string, args ...any) { a.say("note: "+format, args...) }

// isTerminal reports whether a stream is a terminal. Everything but a file is not.
func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && f != nil && term.IsTerminal(int(f.Fd()))
}

// colours reports whether stdout takes colours: a terminal that knows escapes, and
// nobody asked for none (no-color.org).
func (a *program) colours() bool {
	if a.getenv("NO_COLOR") != "" || a.getenv("TERM") == "dumb" {
		return false
	}
	if runtime.GOOS == "windows" && a.getenv("WT_SESSION") == "" {
		return false // the old console shows escapes as text
	}
	return isTerminal(a.env.Stdout)
}

// The colours in use. Each stands beside a word that says the same.
const (
	quiet = "2"    // faint
	alarm = "1;31" // bold red
)

func paint(on bool, colour, text string) string {
	if !on || text == "" {
		return text
	}
	return "\x1b[" + colour + "m" + text + "\x1b[0m"
}

// cell is one field of a table.
type cell struct{ text, colour string }

// table lines up columns with two blanks between them. The last column isn't padded.
func table(rows [][]cell, colour bool) string {
	var widths []int
	for _, row := range rows {
		for i, c := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], utf8.RuneCountInString(c.text))
		}
	}
	var b strings.Builder
	for _, row := range rows {
		var line strings.Builder
		for i, c := range row {
			line.WriteString(paint(colour, c.colour, c.text))
			if i < len(row)-1 {
				line.WriteString(strings.Repeat(" ", widths[i]-utf8.RuneCountInString(c.text)+2))
			}
		}
		b.WriteString(strings.TrimRight(line.String(), " ") + "\n")
	}
	return b.String()
}
