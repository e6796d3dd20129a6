// Package mask hides known secrets in what a program writes: as they are, percent-encoded,
// with backslashes as in JSON, and in base64, by whatever pieces they come. It guards
// against accidents. A program that wants to give a secret away has other ways.
package mask

import (
	"encoding/base64"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"unicode/utf16"

	"lanyard/internal/secret"
)

// Text is what stands in place of a secret.
const Text = "<hidden by lanyard>"

// Shortest is how many bytes a secret must have to be hidden: shorter ones stand
// everywhere.
const Shortest = 4

// shortestBase64 is how many letters of base64 must be a secret's own.
const shortestBase64 = 6

// Secrets are the secrets to hide. More may be added at any time. It is safe for use by
// several goroutines.
type Secrets struct {
	mu    sync.Mutex
	known map[string]bool
	short bool // one was too short
	table atomic.Pointer[table]
}

// Add has more secrets hidden from now on. One that is too short to be is left out; see
// [Shortest].
func (s *Secrets) Add(all ...secret.Text) {
	s.mu.Lock()
	defer s.mu.Unlock()
	next := &table{}
	if now := s.table.Load(); now != nil {
		*next = *now
	}
	grown := false
	for _, one := range all {
		text := one.Reveal()
		if len(text) < Shortest {
			s.short = s.short || text != ""
			continue
		}
		if s.known[text] {
			continue
		}
		if s.known == nil {
			s.known = map[string]bool{}
		}
		s.known[text], grown = true, true
		for _, p := range written(text) {
			next.add(p)
		}
		for _, encoding := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
			for before := range 3 {
				next.add(encoded(encoding, text, before))
			}
		}
	}
	if grown {
		s.table.Store(next)
	}
}

// Short reports whether a secret was too short to be hidden.
func (s *Secrets) Short() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.short
}

// pattern is what a secret looks like in one form.
type pattern struct {
	letters string
	percent bool // a letter may be written as %41, and a blank as a plus sign
	slash   bool // a letter may have a backslash before it, or be written as \u0041
	base64  bool
	rest    bool // base64: one more letter has the secret's last bits
}

// written is a secret as it is and with letters encoded: in one way or the other, as each
// has a letter of its own that would be ambiguous. Where letters beyond ASCII are written by
// their numbers, they are so all.
func written(text string) []pattern {
	if !strings.ContainsAny(text, `%\`) && isASCII(text) {
		return []pattern{{letters: text, percent: true, slash: true}}
	}
	all := []pattern{{letters: text}, {letters: text, percent: true}, {letters: text, slash: true}}
	if isASCII(text) {
		return all
	}
	for _, format := range []string{`\u%04x`, `\u%04X`} {
		var b strings.Builder
		for _, r := range utf16.Encode([]rune(text)) {
			switch {
			case r == '"' || r == '\\':
				b.WriteString(`\` + string(rune(r)))
			case r < 0x80:
				b.WriteRune(rune(r))
			default:
				fmt.Fprintf(&b, format, r)
			}
		}
		all = append(all, pattern{letters: b.String()})
	}
	return all
}

func isASCII(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return r >= 0x80 })
}

// encoded is a secret in base64, with as many bytes before it, of a group of three: the
// letters that are the secret's alone, whatever stands around it.
func encoded(encoding *base64.Encoding, text string, before int) pattern {
	letters := encoding.EncodeToString([]byte(strings.Repeat("\x00", before) + text))
	first := [3]int{0, 2, 3}[before]
	whole := (before + len(text)) * 8 / 6
	return pattern{letters: letters[first:max(first, whole)], percent: true, slash: true, base64: true, rest: (before+len(text))%3 != 0}
}

// table finds where a pattern may begin.
type table struct {
	patterns []pattern
	pairs    [1 << 16]bool // the two bytes with which one may begin
	firsts   [256]bool     // the first of these
	spaced   [256]bool     // first letters behind which a blank is the second
	plain    [256][]int    // the patterns by their first letters
}

func (t *table) add(p pattern) {
	if p.base64 && len(p.letters) < shortestBase64 {
		return
	}
	for _, have := range t.patterns {
		if have == p {
			return
		}
	}
	t.patterns = append(t.patterns[:len(t.patterns):len(t.patterns)], p)
	begin := &t.plain[p.letters[0]]
	*begin = append((*begin)[:len(*begin):len(*begin)], len(t.patterns)-1)
	const hex = "0123456789abcdefABCDEF"
	first, second := p.letters[0], p.letters[1]
	t.spaced[first] = t.spaced[first] || second == ' '
	for _, next := range []byte{second, '%', '\\', '\n', '\r', '\b', ' ', '\x1b', '+'} { // the second letter, encoded or not
		t.pair(first, next)
	}
	for _, digit := range []byte(hex) {
		t.pair('%', digit) // an encoded first letter
	}
	t.pair('\\', first)
	t.pair('\\', 'u')
	for c := range 256 {
		if first == ' ' {
			t.pair('+', byte(c))
		}
	}
}

func (t *table) pair(a, b byte) {
	t.pairs[uint16(a)<<8|uint16(b)] = true
	t.firsts[a] = true
}

// next gives the first place from which a pattern may begin, len(data) for none.
func (t *table) next(data []byte, from int) int {
	if from >= len(data) {
		return len(data)
	}
	last := data[from]
	for i, c := range data[from+1:] {
		if t.pairs[uint16(last)<<8|uint16(c)] && (c != ' ' || t.spaced[last] || wraps(data[from+i+1:])) {
			return from + i
		}
		last = c
	}
	if t.firsts[last] {
		return len(data) - 1
	}
	return len(data)
}

// wraps reports whether a blank is the one that less writes at the right margin.
func wraps(data []byte) bool { return len(data) == 1 || data[1] == '\r' || data[1] == '\b' }

// find looks at the beginning of data for the longest secret. open is how many letters of
// one are there in the midst of which data ends, if that may be longer.
func (t *table) find(data []byte) (length, open int) {
	try := func(p pattern) {
		n, letters := p.match(data)
		length, open = max(length, n), max(open, letters)
	}
	for _, i := range t.plain[data[0]] {
		try(t.patterns[i])
	}
	if data[0] == '%' || data[0] == '\\' || data[0] == '+' { // the first letter may be encoded
		for _, p := range t.patterns {
			try(p)
		}
	}
	return length, open
}

// match reports how much of the beginning of data is the pattern, 0 for none. If data ends
// before that can be told, open is how many letters are there, or begin, else 0.
func (p pattern) match(data []byte) (length, open int) {
	at := 0
	for i := range len(p.letters) {
		n, short := p.letter(p.letters[i], data[at:])
		switch {
		case short && at == len(data):
			return 0, i
		case short:
			return 0, i + 1
		case n == 0:
			return 0, 0
		}
		at += n
	}
	if !p.base64 {
		return at, 0
	}
	return p.tail(data, at)
}

// tail takes what belongs to a secret in base64 behind its own letters: the one with its
// last bits and what fills the group.
func (p pattern) tail(data []byte, at int) (length, open int) {
	if !p.rest {
		return at, 0
	}
	if at == len(data) {
		return at, len(p.letters)
	}
	if isBase64(data[at]) {
		at++
	}
	for at < len(data) && data[at] == '=' {
		at++
	}
	for len(data) >= at+3 && strings.EqualFold(string(data[at:at+3]), "%3D") {
		at += 3
	}
	return at, 0
}

func isBase64(c byte) bool {
	return 'A' <= c && c <= 'Z' || 'a' <= c && c <= 'z' || '0' <= c && c <= '9' || c == '+' || c == '/' || c == '-' || c == '_'
}

// letter reports how many bytes at the beginning of data stand for a letter, 0 for none, and
// whether data is too short to tell.
func (p pattern) letter(c byte, data []byte) (n int, short bool) {
	skip, short := gap(data)
	data = data[skip:]
	switch {
	case short, len(data) == 0:
		return 0, true
	case data[0] == '%' && p.percent:
		n, short = escape(c, data, "%")
	case data[0] == '\\' && p.slash:
		n, short = slashed(c, data)
	case data[0] == c, c == ' ' && data[0] == '+' && p.percent:
		n = 1
	}
	if n > 0 {
		n += skip
	}
	return n, short
}

// gap is what may stand between letters: the end of a line, where text is wrapped, and
// what moves a terminal's cursor or colours its text.
func gap(data []byte) (n int, short bool) {
	for n < len(data) {
		switch {
		case data[n] == '\n', data[n] == '\r', data[n] == '\b':
			n++
		case data[n] == ' ' && n+1 < len(data) && (data[n+1] == '\r' || data[n+1] == '\b'): // less at the right margin
			n += 2
		case data[n] == '\x1b':
			m := control.FindIndex(data[n:min(len(data), n+longestControl)])
			if m == nil {
				return n, len(data) < n+longestControl && begun.Match(data[n:])
			}
			n += m[1]
		default:
			return n, false
		}
	}
	return n, false
}

// control is a sequence for a terminal, and begun the beginning of one.
var (
	control = regexp.MustCompile("^\x1b(\\[[0-?]*[ -/]*[@-~]|[()][ -~])")
	begun   = regexp.MustCompile("^\x1b(\\[[0-?]*[ -/]*|[()])?$")
)

const longestControl = 32

// slashed reads a letter behind a backslash.
func slashed(c byte, data []byte) (n int, short bool) {
	switch {
	case len(data) == 1:
		return 0, true
	case data[1] == c:
		return 2, false
	}
	return escape(c, data, `\u00`)
}

// escape reads a letter by its number behind a mark.
func escape(c byte, data []byte, mark string) (n int, short bool) {
	for i := range len(mark) + 2 {
		switch {
		case i == len(data):
			return 0, true
		case i < len(mark) && data[i] == mark[i]:
		case i == len(mark) && hexValue(data[i]) == c>>4:
		case i > len(mark) && hexValue(data[i]) == c&15:
		default:
			return 0, false
		}
	}
	return len(mark) + 2, false
}

func hexValue(digit byte) byte {
	switch {
	case '0' <= digit && digit <= '9':
		return digit - '0'
	case 'a' <= digit|0x20 && digit|0x20 <= 'f':
		return (digit | 0x20) - 'a' + 10
	}
	return 0xff
}
