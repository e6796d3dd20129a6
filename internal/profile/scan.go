package profile

import (
	"reflect"
	"slices"
	"strings"
	"time"

	"lanyard/internal/jsonscan"
)

// quick reads a profile whose JSON is plain: known fields only, each once, each of its
// type. Nearly every profile is so, and is read in one pass, which a list of ten thousand
// profiles notices; all others take the road that sorts fields out. A false answer is
// therefore always safe, and leaves the profile as it was.
func (p *Profile) quick(data []byte) bool {
	before := *p
	*p = Profile{}
	s := scanner{jsonscan.Scanner[string]{Text: string(data)}} // one copy: the profile's texts are parts of it
	if s.object(reflect.ValueOf(p).Elem(), profileNames()) && s.End() {
		return true
	}
	*p = before
	return false
}

// Label reads the id and the name off a profile's JSON and leaves the rest unread, for
// who looks for one among many. It says what [Profile.UnmarshalJSON] would, but for
// what is wrong with the other fields.
func Label(data []byte) (id, name string, err error) {
	s := scanner{jsonscan.Scanner[string]{Text: string(data)}}
	if id, name, ok := s.label(); ok {
		return strings.Clone(id), strings.Clone(name), nil // without the rest of the text
	}
	var p Profile
	err = p.UnmarshalJSON(data)
	return p.ID, p.Name, err
}

// scanner reads the values of profiles. It trusts nothing: what it does not take for
// certain ends it.
type scanner struct{ jsonscan.Scanner[string] }

// object reads an object into a struct, whose fields have these names.
func (s *scanner) object(into reflect.Value, names []string) bool {
	var seen uint64
	next := 0 // as they are written, fields come in their order
	return s.Object(func(name string) bool {
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
		start := s.Blank()
		return s.Next() == '"' && s.Skip() && place.UnmarshalJSON([]byte(s.Text[start:s.At])) == nil
	case *TLS:
		return s.object(into, tlsNames())
	case **TrustedProfile:
		*place = &TrustedProfile{}
		return s.object(into.Elem(), trustNames())
	}
	if into.Kind() != reflect.String {
		return false
	}
	text, ok := s.String()
	into.SetString(text)
	return ok
}

func (s *scanner) bool(into *bool) bool {
	start := s.Blank()
	if !s.Skip() {
		return false
	}
	word := s.Text[start:s.At]
	*into = word == "true"
	return *into || word == "false"
}

func (s *scanner) strings(into *[]string) bool {
	*into = []string{}
	return s.List(func() bool {
		text, ok := s.String()
		*into = append(*into, text)
		return ok
	})
}

// label reads id and name off an object.
func (s *scanner) label() (id, name string, ok bool) {
	var seenID, seenName bool
	ok = s.Object(func(field string) bool {
		into, seen := &id, &seenID
		switch field {
		case fieldID:
		case fieldName:
			into, seen = &name, &seenName
		default:
			return s.Skip()
		}
		twice := *seen
		var ok bool
		*into, ok = s.String()
		*seen = true
		return ok && !twice
	})
	return id, name, ok && s.End()
}
