package store

import (
	"encoding/json"
	"errors"
	"fmt"
)

// What follows takes JSON apart that is known to be valid. It only looks for where
// values end, which is many times quicker than decoding, and knows where each began.

// part is a value inside a JSON text.
type part struct {
	raw    json.RawMessage // shares the text's memory
	offset int
}

// objectParts takes an object apart. A name that stands twice is refused: which of the
// two counts would be a matter of the reader.
func objectParts(text []byte) (map[string]part, error) {
	i := skipBlank(text, 0)
	if i == len(text) || text[i] != '{' {
		return nil, errors.New("not a JSON object")
	}
	parts := map[string]part{}
	for i = skipBlank(text, i+1); text[i] != '}'; i = skipComma(text, i) {
		end := skipValue(text, i)
		var name string
		if err := json.Unmarshal(text[i:end], &name); err != nil {
			return nil, err
		}
		if _, twice := parts[name]; twice {
			return nil, fmt.Errorf("the field %q stands twice", name)
		}
		i = skipBlank(text, skipBlank(text, end)+1) // over the colon
		end = skipValue(text, i)
		parts[name] = part{text[i:end:end], i}
		i = end
	}
	return parts, nil
}

// listParts takes a list apart.
func listParts(text []byte) []part {
	var parts []part
	for i := skipBlank(text, 1); text[i] != ']'; i = skipComma(text, i) {
		end := skipValue(text, i)
		parts = append(parts, part{text[i:end:end], i})
		i = end
	}
	return parts
}

func skipBlank(text []byte, i int) int {
	for i < len(text) && (text[i] == ' ' || text[i] == '\n' || text[i] == '\t' || text[i] == '\r') {
		i++
	}
	return i
}

// skipComma goes from a value's end to the next value, or to the closing bracket.
func skipComma(text []byte, i int) int {
	i = skipBlank(text, i)
	if text[i] == ',' {
		i = skipBlank(text, i+1)
	}
	return i
}

func skipValue(text []byte, i int) int {
	switch text[i] {
	case '"':
		return skipString(text, i)
	case '{', '[':
		return skipNested(text, i)
	}
	for i < len(text) {
		switch text[i] {
		case ',', ']', '}', ' ', '\n', '\t', '\r':
			return i
		}
		i++
	}
	return i
}

func skipString(text []byte, i int) int {
	for i++; text[i] != '"'; i++ {
		if text[i] == '\\' {
			i++
		}
	}
	return i + 1
}

func skipNested(text []byte, i int) int {
	for depth := 0; ; {
		switch text[i] {
		case '"':
			i = skipString(text, i)
			continue
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		}
		i++
		if depth == 0 {
			return i
		}
	}
}
