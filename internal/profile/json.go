package profile

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"sync"
)

// plain is a Profile without its methods, for the standard encoding of its fields.
type plain Profile

// The JSON names of a profile and of the objects in it, in the order of their
// fields, of which the last may be none of JSON's. They are read off the types once.
var (
	profileNames = sync.OnceValue(func() []string { return namesOf(reflect.TypeFor[Profile]()) })
	tlsNames     = sync.OnceValue(func() []string { return namesOf(reflect.TypeFor[TLS]()) })
	trustNames   = sync.OnceValue(func() []string { return namesOf(reflect.TypeFor[TrustedProfile]()) })
)

// insideNames are the names inside a field that is an object, nil for other fields.
// What this version doesn't know of its inside is kept in Extra under the field's own
// name.
func insideNames(field string) []string {
	switch field {
	case fieldTLS:
		return tlsNames()
	case fieldTrust:
		return trustNames()
	}
	return nil
}

// MarshalJSON writes the fields in their order and then, sorted by name, the ones in
// Extra. A field of Extra never stands in for a known one.
func (p Profile) MarshalJSON() ([]byte, error) {
	known, err := json.Marshal(plain(p))
	if err != nil {
		return nil, fmt.Errorf("write profile: %w", err)
	}
	if len(p.Extra) == 0 {
		return known, nil
	}
	return withExtra(known, p.Extra)
}

// withExtra adds unknown fields to a profile's JSON.
func withExtra(known []byte, extra map[string]json.RawMessage) ([]byte, error) {
	names := profileNames()
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(known, &fields); err != nil {
		return nil, fmt.Errorf("write profile: %w", err)
	}
	order := slices.DeleteFunc(slices.Clone(names), func(n string) bool { return fields[n] == nil })
	for _, name := range slices.Sorted(maps.Keys(extra)) {
		inside := insideNames(name)
		switch {
		case inside != nil && fields[name] != nil:
			merged, err := mergeInside(fields[name], extra[name], inside)
			if err != nil {
				return nil, fmt.Errorf("write profile: field %q: %w", name, err)
			}
			fields[name] = merged
		case !slices.Contains(names, name):
			fields[name] = extra[name]
			order = append(order, name)
		}
	}
	return object(order, fields)
}

// mergeInside adds the unknown fields of a nested object behind its known ones.
func mergeInside(known, extra json.RawMessage, names []string) (json.RawMessage, error) {
	var fields, more map[string]json.RawMessage
	if err := json.Unmarshal(known, &fields); err != nil {
		return nil, err
	}
	if err := json.Unmarshal(extra, &more); err != nil {
		return nil, err
	}
	order := slices.DeleteFunc(slices.Clone(names), func(n string) bool { return fields[n] == nil })
	for _, name := range slices.Sorted(maps.Keys(more)) {
		if !slices.Contains(names, name) {
			fields[name] = more[name]
			order = append(order, name)
		}
	}
	return object(order, fields)
}

// object writes fields as one JSON object in the given order.
func object(order []string, fields map[string]json.RawMessage) (json.RawMessage, error) {
	b := []byte{'{'}
	for i, name := range order {
		if i > 0 {
			b = append(b, ',')
		}
		key, err := json.Marshal(name)
		if err != nil {
			return nil, err
		}
		b = append(append(append(b, key...), ':'), fields[name]...)
	}
	return append(b, '}'), nil
}

// UnmarshalJSON reads a profile and keeps the fields that it doesn't know. Names
// count exactly: "URL" is not "url", so that no reader of the file takes another
// field for the address than this one.
func (p *Profile) UnmarshalJSON(data []byte) error {
	if p.quick(data) {
		return nil
	}
	return p.sortOut(data)
}

// sortOut reads any profile: it parts what is known of it from the rest.
func (p *Profile) sortOut(data []byte) error {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(data, &fields); err != nil {
		return fmt.Errorf("read profile: %w", err)
	}
	known, extra := parted(fields, profileNames())
	for _, name := range []string{fieldTLS, fieldTrust} {
		raw, ok := known[name]
		if !ok || string(raw) == "null" {
			continue
		}
		clean, more, err := splitInside(raw, insideNames(name))
		if err != nil {
			return fmt.Errorf("read profile: field %q: %w", name, err)
		}
		known[name] = clean
		if more != nil {
			extra[name] = more
		}
	}
	clean, err := json.Marshal(known)
	if err != nil {
		return fmt.Errorf("read profile: %w", err)
	}
	return p.decode(clean, extra)
}

func (p *Profile) decode(data []byte, extra map[string]json.RawMessage) error {
	var out plain
	if err := json.Unmarshal(data, &out); err != nil {
		return fmt.Errorf("read profile: %w", err)
	}
	if len(extra) > 0 {
		out.Extra = extra
	}
	*p = Profile(out)
	return nil
}

// splitInside parts a nested object into what is known of it and the rest.
func splitInside(raw json.RawMessage, names []string) (known, extra json.RawMessage, err error) {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(raw, &fields); err != nil {
		return nil, nil, err
	}
	k, e := parted(fields, names)
	if known, err = json.Marshal(k); err != nil {
		return nil, nil, err
	}
	if len(e) > 0 {
		extra, err = json.Marshal(e)
	}
	return known, extra, err
}

// parted parts fields into those with a known name and the others.
func parted(fields map[string]json.RawMessage, names []string) (known, extra map[string]json.RawMessage) {
	known, extra = map[string]json.RawMessage{}, map[string]json.RawMessage{}
	for name, raw := range fields {
		if slices.Contains(names, name) {
			known[name] = raw
		} else {
			extra[name] = raw
		}
	}
	return known, extra
}

// namesOf lists a type's JSON names in the order of its fields.
func namesOf(t reflect.Type) []string {
	var names []string
	for f := range t.Fields() {
		if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); name != "-" {
			names = append(names, name)
		}
	}
	return names
}
