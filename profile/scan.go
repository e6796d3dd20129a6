package profile

import (
	"bytes"
	"slices"
	"unicode/utf8"
)

// onlyKnown reports whether a profile's JSON has known fields only, each once and
// spelled plainly. Nearly every profile is so, and can then be decoded at once, which
// a list of ten thousand profiles notices; all others take the road that sorts fields
// out. A false answer is therefore always safe.
func onlyKnown(data []byte) bool {
	s := scanner{data: data}
	return s.object(profileNames(), true) && s.peek() == 0
}

// Label reads the id and the name off a profile's JSON and leaves the rest unread, for
// who looks for one among many. It says what [Profile.UnmarshalJSON] would, but for
// what is wrong with the other fields.
func Label(data []byte) (id, name string, err error) {
	s := scanner{data: data}
	if s.object(profileNames(), true) && s.peek() == 0 {
		id, plainID := plainString(s.id)
		name, plainName := plainString(s.name)
		if plainID && plainName {
			return id, name, nil
		}
	}
	var p Profile
	err = p.UnmarshalJSON(data)
	return p.ID, p.Name, err
}

// plainString reads a string that is written as it is: UTF-8 without escapes.
func plainString(raw []byte) (string, bool) {
	if len(raw) < 2 || raw[0] != '"' || !utf8.Valid(raw) {
		return "", false
	}
	raw = raw[1 : len(raw)-1]
	escaped := func(c byte) bool { return c == '\\' || c < ' ' }
	return string(raw), !slices.ContainsFunc(raw, escaped)
}

// scanner walks over JSON text. It trusts nothing: text that isn't JSON ends it.
type scanner struct {
	data []byte
	at   int

	id, name []byte // the values of a profile's fields, as they are written
}

// object walks over an object and reports whether its names are in the list. With
// deep, objects under the nested fields' names are walked in the same way.
func (s *scanner) object(names []string, deep bool) bool {
	if !s.take('{') {
		return false
	}
	if s.take('}') {
		return true
	}
	var seen uint64
	for {
		name, ok := s.member()
		i := slices.IndexFunc(names, func(n string) bool { return n == string(name) })
		if !ok || i < 0 || seen&(1<<i) != 0 || !s.take(':') {
			return false
		}
		seen |= 1 << i
		if !s.value(names[i], deep) {
			return false
		}
		if s.take('}') {
			return true
		}
		if !s.take(',') {
			return false
		}
	}
}

func (s *scanner) value(name string, deep bool) bool {
	if inside := insideNames(name); deep && inside != nil && s.peek() == '{' {
		return s.object(inside, false)
	}
	_ = s.peek() // blanks are no part of the value
	start := s.at
	ok := s.skip()
	switch {
	case !deep:
	case name == fieldID:
		s.id = s.data[start:s.at]
	case name == fieldName:
		s.name = s.data[start:s.at]
	}
	return ok
}

// member reads a member's name as it is written: one with an escape is not a known one.
func (s *scanner) member() ([]byte, bool) {
	if !s.take('"') {
		return nil, false
	}
	start := s.at
	end := bytes.IndexByte(s.data[start:], '"')
	if end < 0 {
		return nil, false
	}
	s.at = start + end + 1
	return s.data[start : start+end], true
}

// skip walks over one value.
func (s *scanner) skip() bool {
	depth := 0
	for s.peek() != 0 {
		switch c := s.data[s.at]; c {
		case '"':
			if !s.skipString() {
				return false
			}
		case '{', '[':
			depth++
			s.at++
			continue
		case '}', ']':
			if depth--; depth < 0 {
				return false
			}
			s.at++
		case ',', ':':
			s.at++
			continue
		default:
			s.skipWord()
		}
		if depth == 0 {
			return true
		}
	}
	return false
}

func (s *scanner) skipString() bool {
	for s.at++; s.at < len(s.data); s.at++ {
		switch s.data[s.at] {
		case '\\':
			s.at++
		case '"':
			s.at++
			return true
		}
	}
	return false
}

// skipWord walks over a number, true, false or null.
func (s *scanner) skipWord() {
	for s.at < len(s.data) && !slices.Contains([]byte(` ,:]}"{[`+"\t\r\n"), s.data[s.at]) {
		s.at++
	}
}

// peek is the next byte that is not a blank, 0 at the end.
func (s *scanner) peek() byte {
	for ; s.at < len(s.data); s.at++ {
		switch c := s.data[s.at]; c {
		case ' ', '\t', '\r', '\n':
		default:
			return c
		}
	}
	return 0
}

func (s *scanner) take(c byte) bool {
	if s.peek() != c {
		return false
	}
	s.at++
	return true
}
