package store

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"unicode/utf8"

	"lanyard/profile"
)

// profilesVersion is the version of profiles.json that this program writes.
const profilesVersion = 1

// DamageError says where a file stopped making sense. It is an [ErrBadFile].
type DamageError struct {
	Path   string
	Line   int // from 1; 0 when the place is not known
	Column int // in bytes, from 1
	Cause  error
}

// Error names the file, the place and the cause.
func (e *DamageError) Error() string {
	if e.Line == 0 {
		return fmt.Sprintf("%s: %v: %v", e.Path, ErrBadFile, e.Cause)
	}
	return fmt.Sprintf("%s: line %d, column %d: %v: %v", e.Path, e.Line, e.Column, ErrBadFile, e.Cause)
}

// Unwrap gives ErrBadFile and the cause.
func (e *DamageError) Unwrap() []error { return []error{ErrBadFile, e.Cause} }

// damageAt makes a DamageError for a byte offset of content.
func damageAt(path string, content []byte, offset int64, cause error) error {
	head := content[:min(max(int(offset), 0), len(content))]
	return &DamageError{
		Path:   path,
		Line:   bytes.Count(head, []byte("\n")) + 1,
		Column: len(head) - (bytes.LastIndexByte(head, '\n') + 1) + 1,
		Cause:  cause,
	}
}

// profilesDoc is profiles.json in memory.
type profilesDoc struct {
	profiles []profile.Profile
	extra    map[string]json.RawMessage // top-level fields that this version doesn't know
}

// parseProfiles reads the content of a profiles file. What isn't wholly understood is
// refused, since a save would lose it: [ErrBadFile] with the place, or [ErrNewer].
func parseProfiles(path string, content []byte) (profilesDoc, error) {
	text := bytes.TrimPrefix(content, []byte("\ufeff")) // Windows editors put it there
	shift := int64(len(content) - len(text))
	fail := func(offset int64, cause error) error { return damageAt(path, content, offset+shift, cause) }

	if i := invalidUTF8(text); i >= 0 {
		return profilesDoc{}, fail(int64(i), errors.New("not UTF-8 text"))
	}
	if err := checkSyntax(text); err != nil {
		return profilesDoc{}, fail(offsetOf(err), err)
	}
	fields, offsets, err := topLevel(text)
	if err != nil {
		return profilesDoc{}, fail(offsetOf(err), err)
	}
	if err := checkVersion(fields["version"]); err != nil {
		if errors.Is(err, ErrNewer) {
			return profilesDoc{}, fmt.Errorf("%s: %w", path, err)
		}
		return profilesDoc{}, fail(offsets["version"], err)
	}
	if len(fields["profiles"]) == 0 || fields["profiles"][0] != '[' {
		return profilesDoc{}, fail(offsets["profiles"], errors.New(`"profiles" is not a list`))
	}
	list, at, err := parseList(fields["profiles"])
	if err != nil {
		return profilesDoc{}, fail(offsets["profiles"]+at, err)
	}
	delete(fields, "version")
	delete(fields, "profiles")
	return profilesDoc{profiles: list, extra: fields}, nil
}

// checkSyntax reports the first byte at which text is not one JSON value.
func checkSyntax(text []byte) error {
	if len(bytes.TrimSpace(text)) == 0 {
		return errors.New("the file is empty")
	}
	if json.Valid(text) {
		return nil
	}
	var any json.RawMessage
	err := json.Unmarshal(text, &any)
	if errors.Is(err, io.ErrUnexpectedEOF) || err == nil {
		err = errors.New("the text ends too early")
	}
	return err
}

// topLevel takes an object apart, and says where each field's value starts.
func topLevel(text []byte) (map[string]json.RawMessage, map[string]int64, error) {
	dec := json.NewDecoder(bytes.NewReader(text))
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return nil, nil, errors.New("not a JSON object")
	}
	fields, offsets := map[string]json.RawMessage{}, map[string]int64{}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return nil, nil, err
		}
		name := key.(string) // in valid JSON every key is one
		if _, twice := fields[name]; twice {
			return nil, nil, fmt.Errorf("the field %q stands twice", name)
		}
		var value json.RawMessage
		if err := dec.Decode(&value); err != nil {
			return nil, nil, err
		}
		fields[name], offsets[name] = value, dec.InputOffset()-int64(len(value))
	}
	return fields, offsets, nil
}

func checkVersion(field json.RawMessage) error {
	var version int
	if field == nil {
		return errors.New(`"version" is missing`)
	}
	if err := json.Unmarshal(field, &version); err != nil || version < 1 {
		return fmt.Errorf(`"version" is not a number from 1: %.20s`, field)
	}
	if version > profilesVersion {
		return fmt.Errorf("%w: format %d, this program knows up to %d", ErrNewer, version, profilesVersion)
	}
	return nil
}

// parseList reads the profiles. On failure it gives the offset of the one that failed.
func parseList(text []byte) ([]profile.Profile, int64, error) {
	dec := json.NewDecoder(bytes.NewReader(text))
	_, _ = dec.Token() // the bracket, checked by the caller
	list := []profile.Profile{}
	for dec.More() {
		var raw json.RawMessage
		if err := dec.Decode(&raw); err != nil {
			return nil, dec.InputOffset(), err
		}
		start := dec.InputOffset() - int64(len(raw))
		if raw[0] != '{' {
			return nil, start, fmt.Errorf("profile %d is not an object", len(list)+1)
		}
		var p profile.Profile
		if err := json.Unmarshal(raw, &p); err != nil {
			return nil, start, fmt.Errorf("profile %d: %w", len(list)+1, err)
		}
		list = append(list, p)
	}
	return list, 0, nil
}

// encode gives the file's content: known fields first, the others by name, indented so
// that people can read it and version control can show what changed.
func (d profilesDoc) encode() ([]byte, error) {
	var b bytes.Buffer
	fmt.Fprintf(&b, "{\n  \"version\": %d,\n  \"profiles\": [", profilesVersion)
	for i, p := range d.profiles {
		text, err := marshal(p)
		if err != nil {
			return nil, fmt.Errorf("encode profile %q: %w", p.Name, err)
		}
		if i > 0 {
			b.WriteString(",")
		}
		b.WriteString("\n    ")
		if err := json.Indent(&b, text, "    ", "  "); err != nil {
			return nil, fmt.Errorf("encode profile %q: %w", p.Name, err)
		}
	}
	if len(d.profiles) > 0 {
		b.WriteString("\n  ")
	}
	b.WriteString("]")
	for _, name := range slices.Sorted(maps.Keys(d.extra)) {
		key, err := marshal(name)
		if err != nil {
			return nil, err
		}
		b.WriteString(",\n  ")
		b.Write(key)
		b.WriteString(": ")
		if err := json.Indent(&b, d.extra[name], "  ", "  "); err != nil {
			return nil, fmt.Errorf("encode field %q: %w", name, err)
		}
	}
	b.WriteString("\n}\n")
	return b.Bytes(), nil
}

// marshal is json.Marshal without the escapes that only HTML needs.
func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// invalidUTF8 is the offset of the first byte that isn't UTF-8, or -1.
func invalidUTF8(text []byte) int {
	if utf8.Valid(text) {
		return -1
	}
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRune(text[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return -1
}

func offsetOf(err error) int64 {
	if e, ok := errors.AsType[*json.SyntaxError](err); ok {
		return max(e.Offset-1, 0)
	}
	return 0
}
