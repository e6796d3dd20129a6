package store

import (
	"encoding/json"
	"errors"
	"fmt"

	"lanyard/internal/jsonscan"
)

// errShape says that a text is not JSON. checkSyntax knows where it stops being that.
var errShape = errors.New("not well-formed JSON")

// part is a value inside a JSON text.
type part struct {
	raw    json.RawMessage // shares the text's memory
	offset int
	items  []part // the values of a list that stands in an object taken apart
}

// objectParts takes an object apart, and the lists in it. What is in the values is
// checked by whoever decodes them. A name that stands twice is refused: which of the two
// counts would be a matter of the reader.
func objectParts(text []byte) (map[string]part, error) {
	s := jsonscan.Scanner[[]byte]{Text: text}
	if s.Next() != '{' {
		return nil, errors.New("not a JSON object")
	}
	parts := map[string]part{}
	var twice error
	whole := s.Object(func(name string) bool {
		if _, has := parts[name]; has {
			twice = fmt.Errorf("the field %q stands twice", name)
			return false
		}
		value, ok := nextPart(&s)
		parts[name] = value
		return ok
	})
	switch {
	case twice != nil:
		return parts, twice
	case !whole || !s.End():
		return parts, errShape
	}
	return parts, nil
}

// nextPart steps over the value that comes next, and takes it apart if it is a list.
func nextPart(s *jsonscan.Scanner[[]byte]) (part, bool) {
	p := part{offset: s.Blank()}
	var ok bool
	if s.Next() == '[' {
		ok = s.List(func() bool {
			at := s.Blank()
			ok := s.Skip()
			p.items = append(p.items, part{raw: s.Text[at:s.At:s.At], offset: at})
			return ok
		})
	} else {
		ok = s.Skip()
	}
	p.raw = s.Text[p.offset:s.At:s.At]
	return p, ok
}
