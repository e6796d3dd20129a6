package policy

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// maxSize is more than any policy takes.
const maxSize = 1 << 20

// Parse reads a policy in its JSON form: one object with the rules that are fixed. where
// is told in errors, which are an [*Error] with the line.
func Parse(where string, text []byte) (*Policy, error) {
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	p := &Policy{Where: where}
	d := json.NewDecoder(bytes.NewReader(text))
	if err := p.parse(d); err != nil {
		at := d.InputOffset()
		if e, ok := errors.AsType[*json.SyntaxError](err); ok {
			at = e.Offset
		}
		if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
			err, at = errors.New("it ends too early"), int64(len(text))
		}
		return nil, &Error{Where: where, Line: 1 + bytes.Count(text[:min(at, int64(len(text)))], []byte("\n")), Err: err}
	}
	return p, nil
}

func (p *Policy) parse(d *json.Decoder) error {
	if open, err := d.Token(); err != nil {
		return err
	} else if open != json.Delim('{') {
		return errors.New("it has to be one JSON object")
	}
	seen := map[string]bool{}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return err
		}
		rule := name.(string) // the decoder takes nothing else for a name
		if seen[rule] {
			return fmt.Errorf("%q stands twice", rule)
		}
		seen[rule] = true
		var value any
		if err := d.Decode(&value); err != nil {
			return err
		}
		if err := p.set(rule, value); err != nil {
			return fmt.Errorf("%s: %w", rule, err)
		}
	}
	if _, err := d.Token(); err != nil {
		return err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("something stands behind the object")
	}
	return nil
}
