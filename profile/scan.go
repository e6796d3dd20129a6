package profile

import (
	"bytes"
	"slices"
)

// onlyKnown reports whether a profile's JSON has known fields only, each once and
// spelled plainly. Nearly every profile is so, and can then be decoded at once, which
// a list of ten thousand profiles notices; all others take the road that sorts fields
// out. A false answer is therefore always safe.
func onlyKnown(data []byte) bool {
	s := scanner{data: data}
	return s.object(profileNames(), true) && s.peek() == 0
}

// scanner walks over JSON text. It trusts nothing: text that isn't JSON ends it.
type scanner struct {
	data []byte
	at   int
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
		name, ok := s.name()
		i := slices.Index(names, name)
		if !ok || i < 0 || seen&(1<<i) != 0 || !s.take(':') {
			return false
		}
		seen |= 1 << i
		if !s.value(name, deep) {
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
	return s.skip()
}

// name reads a member's name as it is written: one with an escape is not a known one.
func (s *scanner) name() (string, bool) {
	if !s.take('"') {
		return "", false
	}
	start := s.at
	end := bytes.IndexByte(s.data[start:], '"')
	if end < 0 {
		return "", false
	}
	s.at = start + end + 1
	return string(s.data[start : start+end]), true
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
