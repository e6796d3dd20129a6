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

// copied shares nothing with d that a caller could change.
func (d profilesDoc) copied() profilesDoc {
	list := slices.Clone(d.profiles)
	for i := range list {
		list[i].Tags = slices.Clone(list[i].Tags)
		list[i].Extra = maps.Clone(list[i].Extra)
		if trusted := list[i].TrustedProfile; trusted != nil {
			one := *trusted
			list[i].TrustedProfile = &one
		}
	}
	return profilesDoc{profiles: list, extra: d.extra}
}

// parseProfiles reads the content of a profiles file. What isn't wholly understood is
// refused, since a save would lose it: [ErrBadFile] with the place, or [ErrNewer].
func parseProfiles(path string, content []byte) (profilesDoc, error) {
	text := bytes.TrimPrefix(content, []byte("\ufeff")) // Windows editors put it there
	shift := len(content) - len(text)
	fail := func(offset int, cause error) error { return damageAt(path, content, offset+shift, cause) }

	if i := invalidUTF8(text); i >= 0 {
		return profilesDoc{}, fail(i, errors.New("not UTF-8 text"))
	}
	if err := checkSyntax(text); err != nil {
		return profilesDoc{}, fail(offsetOf(err), err)
	}
	fields, err := objectParts(text)
	if err != nil {
		return profilesDoc{}, fail(0, err)
	}
	if err := checkVersion(fields["version"].raw, profilesVersion); err != nil {
		if errors.Is(err, ErrNewer) {
			return profilesDoc{}, fmt.Errorf("%s: %w", path, err)
		}
		return profilesDoc{}, fail(fields["version"].offset, err)
	}
	at := fields["profiles"]
	if len(at.raw) == 0 || at.raw[0] != '[' {
		return profilesDoc{}, fail(at.offset, errors.New(`"profiles" is not a list`))
	}
	list, offset, err := parseList(at.raw)
	if err != nil {
		return profilesDoc{}, fail(at.offset+offset, err)
	}
	return profilesDoc{profiles: list, extra: others(fields, "version", "profiles")}, nil
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

// parseList reads the profiles, on all processors. On failure it gives the offset of
// the first one that failed.
func parseList(text []byte) ([]profile.Profile, int, error) {
	parts := listParts(text)
	list := make([]profile.Profile, len(parts))
	errs := make([]error, len(parts))
	share := max(100, (len(parts)+runtime.NumCPU()-1)/runtime.NumCPU()) // fewer are not worth a goroutine
	var wg sync.WaitGroup
	for start := 0; start < len(parts); start += share {
		wg.Go(func() {
			for i := start; i < min(start+share, len(parts)); i++ {
				errs[i] = parseProfile(parts[i].raw, &list[i])
			}
		})
	}
	wg.Wait()
	for i, err := range errs {
		if err != nil {
			return nil, parts[i].offset, fmt.Errorf("profile %d: %w", i+1, err)
		}
	}
	return list, 0, nil
}

func parseProfile(raw json.RawMessage, into *profile.Profile) error {
	if raw[0] != '{' {
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
