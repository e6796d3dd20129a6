package store

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// What follows takes JSON apart. It looks for where values end, which is many times
// quicker than decoding, and knows where each began. It checks what stands between the
// values; what is in them is checked by whoever decodes them.

// errShape says that a text is not JSON. checkSyntax knows where it stops being that.
var errShape = errors.New("not well-formed JSON")

// part is a value inside a JSON text.
type part struct {
	raw    json.RawMessage // shares the text's memory
	offset int
	items  []part // the values of a list that stands in an object taken apart
}

// objectParts takes an object apart, and the lists in it. A name that stands twice is
// refused: which of the two counts would be a matter of the reader.
func objectParts(text []byte) (map[string]part, error) {
	c := cutter{text: text}
	if c.skipBlank(); c.at == len(text) || text[c.at] != '{' {
		return nil, errors.New("not a JSON object")
	}
	parts := map[string]part{}
	err := c.members('{', '}', func() error {
		var name string
		if err := json.Unmarshal(c.value().raw, &name); err != nil || !c.take(':') {
			return errShape
		}
		if _, twice := parts[name]; twice {
			return fmt.Errorf("the field %q stands twice", name)
		}
		var err error
		parts[name], err = c.valueOrList()
		return err
	})
	if c.skipBlank(); err == nil && c.at < len(text) {
		err = errShape
	}
	return parts, err
}

// cutter walks over a text.
type cutter struct {
	text []byte
	at   int
}

// members walks over an object or list and calls member where each of its members begins.
func (c *cutter) members(open, shut byte, member func() error) error {
	if !c.take(open) {
		return errShape
	}
	for empty := c.take(shut); !empty; {
		if err := member(); err != nil {
			return err
		}
		if c.take(',') {
			continue
		}
		if !c.take(shut) {
			return errShape
		}
		break
	}
	return nil
}

// valueOrList steps over the value that comes next, and takes it apart if it is a list.
func (c *cutter) valueOrList() (part, error) {
	if c.skipBlank(); c.at == len(c.text) || c.text[c.at] != '[' {
		return c.value(), nil
	}
	list := part{offset: c.at}
	err := c.members('[', ']', func() error {
		list.items = append(list.items, c.value())
		return nil
	})
	list.raw = c.text[list.offset:c.at:c.at]
	return list, err
}

// take steps over a byte, and blanks before it, if it comes next.
func (c *cutter) take(b byte) bool {
	c.skipBlank()
	if c.at == len(c.text) || c.text[c.at] != b {
		return false
	}
	c.at++
	return true
}

// value steps over the value that comes next. Where there is none it is empty, which no
// decoder takes.
func (c *cutter) value() part {
	c.skipBlank()
	start := c.at
	switch {
	case c.at == len(c.text):
	case c.text[c.at] == '"':
		c.skipString()
	case c.text[c.at] == '{' || c.text[c.at] == '[':
		c.skipNested()
	default:
		c.skipWord()
	}
	return part{raw: c.text[start:c.at:c.at], offset: start}
}

func (c *cutter) skipBlank() {
	for c.at < len(c.text) && isBlank(c.text[c.at]) {
		c.at++
	}
}

func isBlank(b byte) bool { return b == ' ' || b == '\n' || b == '\t' || b == '\r' }

// skipString steps over a string, to the end of the text if it has none.
func (c *cutter) skipString() {
	c.at++
	if end := bytes.IndexByte(c.text[c.at:], '"'); end >= 0 && bytes.IndexByte(c.text[c.at:c.at+end], '\\') < 0 {
		c.at += end + 1 // as most do
		return
	}
	for ; c.at < len(c.text); c.at++ {
		switch c.text[c.at] {
		case '\\':
			c.at++
		case '"':
			c.at++
			return
		}
	}
	c.at = len(c.text)
}

// skipNested steps over an object or a list, by its brackets alone.
func (c *cutter) skipNested() {
	for depth := 0; c.at < len(c.text); {
		switch c.text[c.at] {
		case '"':
			c.skipString()
			continue
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		}
		c.at++
		if depth == 0 {
			return
		}
	}
}

// skipWord steps over a number, true, false or null.
func (c *cutter) skipWord() {
	for c.at < len(c.text) && !isBlank(c.text[c.at]) && !strings.ContainsRune(",:]}", rune(c.text[c.at])) {
		c.at++
	}
}
