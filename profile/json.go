package profile

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// plain is a Profile without its methods, for the standard encoding of its fields.
type plain Profile

// nested names the fields that are objects themselves. What this version doesn't
// know of their inside is kept in Extra under their own names.
var nested = map[string]reflect.Type{
	"tls":             reflect.TypeFor[TLS](),
	"trusted_profile": reflect.TypeFor[TrustedProfile](),
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
	names := namesOf(reflect.TypeFor[Profile]())
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(known, &fields); err != nil {
		return nil, fmt.Errorf("write profile: %w", err)
	}
	order := slices.DeleteFunc(slices.Clone(names), func(n string) bool { return fields[n] == nil })
	for _, name := range slices.Sorted(maps.Keys(extra)) {
		inside, isObject := nested[name]
		switch {
		case isObject && fields[name] != nil:
			merged, err := mergeInside(fields[name], extra[name], namesOf(inside))
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
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(data, &fields); err != nil {
		return fmt.Errorf("read profile: %w", err)
	}
	known, extra, err := sortOut(fields, reflect.TypeFor[Profile]())
	if err != nil {
		return fmt.Errorf("read profile: %w", err)
	}
	for name, inside := range nested {
		raw, ok := known[name]
		if !ok || string(raw) == "null" {
			continue
		}
		clean, more, err := splitInside(raw, inside)
		if err != nil {
			return fmt.Errorf("read profile: field %q: %w", name, err)
		}
		known[name] = clean
		if more != nil {
			extra[name] = more
		}
	}
	return p.fill(known, extra)
}

func (p *Profile) fill(known, extra map[string]json.RawMessage) error {
	data, err := json.Marshal(known)
	if err != nil {
		return fmt.Errorf("read profile: %w", err)
	}
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
func splitInside(raw json.RawMessage, inside reflect.Type) (known, extra json.RawMessage, err error) {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(raw, &fields); err != nil {
		return nil, nil, err
	}
	k, e, err := sortOut(fields, inside)
	if err != nil {
		return nil, nil, err
	}
	if known, err = json.Marshal(k); err != nil {
		return nil, nil, err
	}
	if len(e) > 0 {
		extra, err = json.Marshal(e)
	}
	return known, extra, err
}

// sortOut parts fields into those that a type knows and the others.
func sortOut(fields map[string]json.RawMessage, t reflect.Type) (known, extra map[string]json.RawMessage, err error) {
	names := namesOf(t)
	known, extra = map[string]json.RawMessage{}, map[string]json.RawMessage{}
	for name, raw := range fields {
		if slices.Contains(names, name) {
			known[name] = raw
		} else {
			extra[name] = raw
		}
	}
	return known, extra, nil
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
