// Package jsonscan walks over JSON text without decoding it: it finds where values begin
// and end, many times quicker than a decoder, and keeps no copy of them. It checks what
// stands between the values; what is in those it skips is checked by whoever decodes them.
package jsonscan

import (
	"encoding/json"
	"strings"
	"unicode/utf8"
)

// Scanner is a place in a text. A step that does not find what it looks for reports it,
// and leaves the place somewhere: whoever goes on has to set it again.
type Scanner[T ~string | ~[]byte] struct {
	Text T
	At   int
}

// Blank steps over blanks and gives the place behind them.
func (s *Scanner[T]) Blank() int {
	for s.At < len(s.Text) {
		switch s.Text[s.At] {
		case ' ', '\t', '\r', '\n':
			s.At++
		default:
			return s.At
		}
	}
	return s.At
}

// Next is the byte behind the blanks that come next, 0 at the end of the text.
func (s *Scanner[T]) Next() byte {
	if s.Blank() == len(s.Text) {
		return 0
	}
	return s.Text[s.At]
}

// Take steps over a byte, and blanks before it, if it comes next.
func (s *Scanner[T]) Take(c byte) bool {
	if s.Blank() == len(s.Text) || s.Text[s.At] != c {
		return false
	}
	s.At++
	return true
}

// End reports whether nothing but blanks comes next.
func (s *Scanner[T]) End() bool { return s.Blank() == len(s.Text) }

// List walks over a list and reports whether that went well. member steps over the value
// that comes next.
func (s *Scanner[T]) List(member func() bool) bool { return s.members('[', ']', member) }

// Object walks over an object and reports whether that went well. member steps over what
// stands behind a name and its colon.
func (s *Scanner[T]) Object(member func(name string) bool) bool {
	return s.members('{', '}', func() bool {
		name, ok := s.String()
		return ok && s.Take(':') && member(name)
	})
}

func (s *Scanner[T]) members(open, shut byte, member func() bool) bool {
	if !s.Take(open) {
		return false
	}
	if s.Take(shut) {
		return true
	}
	for member() {
		if s.Take(shut) {
			return true
		}
		if !s.Take(',') {
			return false
		}
	}
	return false
}

// String reads a string. One that is written as it is, UTF-8 without escapes, is a part of
// the text, where that is a string.
func (s *Scanner[T]) String() (string, bool) {
	start := s.Blank()
	if text, ok := s.plain(); ok {
		return text, true
	}
	s.At = start
	if !s.skipString() {
		return "", false
	}
	var text string
	err := json.Unmarshal([]byte(s.Text[start:s.At]), &text)
	return text, err == nil
}

func (s *Scanner[T]) plain() (string, bool) {
	if !s.Take('"') {
		return "", false
	}
	start, ascii := s.At, true
	for ; s.At < len(s.Text); s.At++ {
		switch c := s.Text[s.At]; {
		case c == '"':
			text := string(s.Text[start:s.At])
			s.At++
			return text, ascii || utf8.ValidString(text)
		case c == '\\' || c < ' ':
			return "", false
		case c >= utf8.RuneSelf:
			ascii = false
		}
	}
	return "", false
}

// Skip steps over one value, an object or list by its brackets alone.
func (s *Scanner[T]) Skip() bool {
	for depth := 0; ; {
		switch s.Next() {
		case 0:
			return false
		case '"':
			if !s.skipString() {
				return false
			}
		case '{', '[':
			depth++
			s.At++
			continue
		case '}', ']':
			if depth--; depth < 0 {
				return false
			}
			s.At++
		case ',', ':':
			if depth == 0 {
				return false
			}
			s.At++
			continue
		default:
			s.skipWord()
		}
		if depth == 0 {
			return true
		}
	}
}

func (s *Scanner[T]) skipString() bool {
	if !s.Take('"') {
		return false
	}
	for ; s.At < len(s.Text); s.At++ {
		switch s.Text[s.At] {
		case '\\':
			s.At++
		case '"':
			s.At++
			return true
		}
	}
	return false
}

// skipWord steps over a number, true, false or null.
func (s *Scanner[T]) skipWord() {
	for s.At++; s.At < len(s.Text) && strings.IndexByte(` ,:]}"{[`+"\t\r\n", s.Text[s.At]) < 0; s.At++ {
	}
}
