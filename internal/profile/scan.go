package profile

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// quick reads a profile whose JSON is plain: known fields only, each once, each of its
// type. Nearly every profile is so, and is read in one pass, which a list of ten thousand
// profiles notices; all others take the road that sorts fields out. A false answer is
// therefore always safe, and leaves the profile as it was.
func (p *Profile) quick(data []byte) bool {
	before := *p
	*p = Profile{}
	s := scanner{text: string(data)} // one copy: the profile's texts are parts of it
	if s.object(reflect.ValueOf(p).Elem(), profileNames()) && s.end() {
		return true
	}
	*p = before
	return false
}

// Label reads the id and the name off a profile's JSON and leaves the rest unread, for
// who looks for one among many. It says what [Profile.UnmarshalJSON] would, but for
// what is wrong with the other fields.
func Label(data []byte) (id, name string, err error) {
	s := scanner{text: string(data)}
	if id, name, ok := s.label(); ok {
		return strings.Clone(id), strings.Clone(name), nil // without the rest of the text
	}
	var p Profile
	err = p.UnmarshalJSON(data)
	return p.ID, p.Name, err
}

// scanner walks over JSON text. It trusts nothing: what it does not take for certain ends
// it.
type scanner struct {
	text string
	at   int
}

// members walks over an object and reports whether that went well. member reads what
// stands behind a name and its colon.
func (s *scanner) members(member func(name string) bool) bool {
	if !s.take('{') {
		return false
	}
	if s.take('}') {
		return true
	}
	for {
		name, ok := s.plainString()
		if !ok || !s.take(':') || !member(name) {
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

// object reads an object into a struct, whose fields have these names.
func (s *scanner) object(into reflect.Value, names []string) bool {
	var seen uint64
	next := 0 // as they are written, fields come in their order
	return s.members(func(name string) bool {
		i := next
		if i == len(names) || names[i] != name {
			i = slices.Index(names, name)
		}
		if i < 0 || seen&(1<<i) != 0 {
			return false
		}
		seen |= 1 << i
		next = i + 1
		return s.field(into.Field(i))
	})
}

// field reads a value of the types that profiles have.
func (s *scanner) field(into reflect.Value) bool {
	switch place := into.Addr().Interface().(type) {
	case *bool:
		return s.bool(place)
	case *[]string:
		return s.strings(place)
	case *time.Time:
		start := s.blank()
		_, ok := s.plainString()
		return ok && place.UnmarshalJSON([]byte(s.text[start:s.at])) == nil
	case *TLS:
		return s.object(into, tlsNames())
	case **TrustedProfile:
		*place = &TrustedProfile{}
		return s.object(into.Elem(), trustNames())
	}
	if into.Kind() != reflect.String {
		return false
	}
	text, ok := s.string()
	into.SetString(text)
	return ok
}

func (s *scanner) bool(into *bool) bool {
	s.blank()
	rest := s.text[s.at:]
	switch {
	case strings.HasPrefix(rest, "true"):
		*into = true
		s.at += len("true")
	case strings.HasPrefix(rest, "false"):
		s.at += len("false")
	default:
		return false
	}
	return true
}

func (s *scanner) strings(into *[]string) bool {
	if !s.take('[') {
		return false
	}
	list := []string{}
	for empty := s.take(']'); !empty; empty = s.take(']') {
		if len(list) > 0 && !s.take(',') {
			return false
		}
		text, ok := s.string()
		if !ok {
			return false
		}
		list = append(list, text)
	}
	*into = list
	return true
}

// label reads id and name off an object.
func (s *scanner) label() (id, name string, ok bool) {
	var seenID, seenName bool
	ok = s.members(func(field string) bool {
		into, seen := &id, &seenID
		switch field {
		case fieldID:
		case fieldName:
			into, seen = &name, &seenName
		default:
			return s.skip()
		}
		twice := *seen
		var ok bool
		*into, ok = s.string()
		*seen = true
		return ok && !twice
	})
	return id, name, ok && s.end()
}

// string reads a string.
func (s *scanner) string() (string, bool) {
	start := s.blank()
	if text, ok := s.plainString(); ok {
		return text, true
	}
	s.at = start
	if !s.skipString() {
		return "", false
	}
	var text string
	err := json.Unmarshal([]byte(s.text[start:s.at]), &text)
	return text, err == nil
}

// plainString reads a string that is written as it is: UTF-8 without escapes.
func (s *scanner) plainString() (string, bool) {
	if !s.take('"') {
		return "", false
	}
	start, ascii := s.at, true
	for ; s.at < len(s.text); s.at++ {
		switch c := s.text[s.at]; {
		case c == '"':
			text := s.text[start:s.at]
			s.at++
			return text, ascii || utf8.ValidString(text)
		case c == '\\' || c < ' ':
			return "", false
		case c >= utf8.RuneSelf:
			ascii = false
		}
	}
	return "", false
}

// skip walks over one value, by its brackets alone.
func (s *scanner) skip() bool {
	for depth := 0; ; {
		s.blank()
		if s.at == len(s.text) {
			return false
		}
		switch s.text[s.at] {
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
}

func (s *scanner) skipString() bool {
	if !s.take('"') {
		return false
	}
	for ; s.at < len(s.text); s.at++ {
		switch s.text[s.at] {
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
	for s.at < len(s.text) && strings.IndexByte(` ,:]}"{[`+"\t\r\n", s.text[s.at]) < 0 {
		s.at++
	}
}

// blank walks over blanks and gives the place behind them.
func (s *scanner) blank() int {
	for s.at < len(s.text) {
		switch s.text[s.at] {
		case ' ', '\t', '\r', '\n':
			s.at++
		default:
			return s.at
		}
	}
	return s.at
}

// take walks over a byte, and blanks before it, if it comes next.
func (s *scanner) take(c byte) bool {
	if s.blank() == len(s.text) || s.text[s.at] != c {
		return false
	}
	s.at++
	return true
}

func (s *scanner) end() bool { return s.blank() == len(s.text) }
