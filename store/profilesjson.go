package store

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"runtime"
	"slices"
	"sync"
	"unicode/utf8"

	"lanyard/internal/profile"
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
func damageAt(path string, content []byte, offset int, cause error) error {
	head := content[:min(max(offset, 0), len(content))]
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

// outline is profiles.json taken apart, its profiles not yet read.
type outline struct {
	path     string
	content  []byte
	profiles []part                     // their offsets are those in content
	labels   []label                    // those of the profiles, once somebody has looked for one
	extra    map[string]json.RawMessage // as in profilesDoc
}

// takeApart finds the profiles in the content of a profiles file.
func takeApart(path string, content []byte) (outline, error) {
	o := outline{path: path, content: content}
	text := bytes.TrimPrefix(content, []byte("\ufeff")) // Windows editors put it there
	shift := len(content) - len(text)
	if i := invalidUTF8(text); i >= 0 {
		return o, damageAt(path, content, shift+i, errors.New("not UTF-8 text"))
	}
	fields, err := objectParts(text)
	if err != nil {
		return o, o.damage(shift, err)
	}
	if err := checkVersion(fields["version"].raw, profilesVersion); err != nil {
		if errors.Is(err, ErrNewer) {
			return o, fmt.Errorf("%s: %w", path, err)
		}
		return o, o.damage(shift+fields["version"].offset, err)
	}
	at := fields["profiles"]
	if len(at.raw) == 0 || at.raw[0] != '[' {
		return o, o.damage(shift+at.offset, errors.New(`"profiles" is not a list`))
	}
	o.profiles = at.items
	for i := range o.profiles {
		o.profiles[i].offset += shift
	}
	o.extra = others(fields, "version", "profiles")
	for name, raw := range o.extra {
		if !json.Valid(raw) {
			return o, o.damage(shift+fields[name].offset, errShape)
		}
	}
	return o, nil
}

// damage is the error for a byte of the content, or for the one at which it stops being
// JSON, if there is one: that says more.
func (o outline) damage(offset int, cause error) error {
	text := bytes.TrimPrefix(o.content, []byte("\ufeff"))
	if err := checkSyntax(text); err != nil {
		offset, cause = len(o.content)-len(text)+offsetOf(err), err
	}
	return damageAt(o.path, o.content, offset, cause)
}

// read reads all profiles.
func (o outline) read() (profilesDoc, error) {
	list, failed, err := parseList(o.profiles)
	if err != nil {
		return profilesDoc{}, o.damage(failed.offset, err)
	}
	return profilesDoc{profiles: list, extra: o.extra}, nil
}

// label is what a profile is looked for by.
type label struct{ id, name string }

// labelled finds the labels of the profiles.
func (o outline) labelled() (outline, error) {
	o.labels = make([]label, len(o.profiles))
	for i, part := range o.profiles {
		var err error
		if o.labels[i].id, o.labels[i].name, err = profile.Label(part.raw); err != nil {
			return o, o.damage(part.offset, fmt.Errorf("profile %d: %w", i+1, err))
		}
	}
	return o, nil
}

// pick reads the profiles that want chooses by their labels.
func (o outline) pick(want func(id, name string) bool) ([]profile.Profile, error) {
	var list []profile.Profile
	for i, l := range o.labels {
		if !want(l.id, l.name) {
			continue
		}
		var p profile.Profile
		if err := parseProfile(o.profiles[i].raw, &p); err != nil {
			return nil, o.damage(o.profiles[i].offset, fmt.Errorf("profile %d: %w", i+1, err))
		}
		list = append(list, p)
	}
	return list, nil
}

// parseProfiles reads the content of a profiles file. What isn't wholly understood is
// refused, since a save would lose it: [ErrBadFile] with the place, or [ErrNewer].
func parseProfiles(path string, content []byte) (profilesDoc, error) {
	o, err := takeApart(path, content)
	if err != nil {
		return profilesDoc{}, err
	}
	return o.read()
}

// others copies the fields that have none of the names.
func others(fields map[string]part, names ...string) map[string]json.RawMessage {
	rest := map[string]json.RawMessage{}
	for name, p := range fields {
		if !slices.Contains(names, name) {
			rest[name] = bytes.Clone(p.raw)
		}
	}
	return rest
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

func checkVersion(field json.RawMessage, known int) error {
	var version int
	if field == nil {
		return errors.New(`"version" is missing`)
	}
	if err := json.Unmarshal(field, &version); err != nil || version < 1 {
		return fmt.Errorf(`"version" is not a number from 1: %.20s`, field)
	}
	if version > known {
		return fmt.Errorf("%w: format %d, this program knows up to %d", ErrNewer, version, known)
	}
	return nil
}

// parseList reads profiles, on all processors. On failure it gives the first one that
// failed.
func parseList(parts []part) ([]profile.Profile, part, error) {
	list := make([]profile.Profile, len(parts))
	errs := make([]error, len(parts))
	share := max(100, (len(parts)+runtime.NumCPU()-1)/runtime.NumCPU()) // fewer are not worth a goroutine
	var wg sync.WaitGroup
	for start := 0; start < len(parts); start += share {
		wg.Go(func() {
			// Not in its place in the list: to read new memory before it is written costs an
			// interrupt of all processors for each page.
			one := new(profile.Profile)
			for i := start; i < min(start+share, len(parts)); i++ {
				*one = profile.Profile{}
				errs[i] = parseProfile(parts[i].raw, one)
				list[i] = *one
			}
		})
	}
	wg.Wait()
	for i, err := range errs {
		if err != nil {
			return nil, parts[i], fmt.Errorf("profile %d: %w", i+1, err)
		}
	}
	return list, part{}, nil
}

func parseProfile(raw json.RawMessage, into *profile.Profile) error {
	if len(raw) == 0 || raw[0] != '{' {
		return errors.New("not an object")
	}
	return into.UnmarshalJSON(raw) // json.Unmarshal would read it twice more before
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

// offsetOf is where a syntax error is, 0 for any other.
func offsetOf(err error) int {
	if e, ok := errors.AsType[*json.SyntaxError](err); ok {
		return max(int(e.Offset)-1, 0)
	}
	return 0
}
