package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"lanyard/internal/profile"
	"lanyard/internal/secret"
)

// entryVersion is the version of an entry's JSON form.
const (
	entryVersion     = 1
	referenceVersion = 2 // of an entry that has a reference in place of the secret
)

// maxID is the longest key id, in bytes. Every keyring takes it.
const maxID = 200

// entryJSON is an entry's form in the keyring and in the secrets file:
// {"v":1,"secret":"…","bound":{…},"use":"…"}, or
// {"v":2,"reference":"…","bound":{…},"use":"…"}.
type entryJSON struct {
	V         int           `json:"v"`
	Secret    *string       `json:"secret,omitempty"`
	Reference string        `json:"reference,omitempty"`
	Bound     profile.Bound `json:"bound"`
	Use       string        `json:"use,omitempty"`
}

// CheckSize tells, before anything is saved, whether an entry can be: [ErrTooBig] when
// its JSON form is longer than [MaxEntry] bytes.
func CheckSize(e Entry) error {
	_, err := entryText(e)
	return err
}

// encodeEntry gives the text to keep under an id.
func encodeEntry(id string, e Entry) (string, error) {
	if err := checkID(id); err != nil {
		return "", err
	}
	return entryText(e)
}

func entryText(e Entry) (string, error) {
	plain := e.Secret.Reveal()
	if !utf8.ValidString(plain) {
		return "", errors.New("the key is not UTF-8 text") // JSON would change it silently
	}
	form := entryJSON{V: entryVersion, Secret: &plain, Bound: e.Bound, Use: e.Use}
	if e.Reference != "" {
		if plain != "" {
			return "", errors.New("a key lies here or elsewhere, not both")
		}
		form.V, form.Secret, form.Reference = referenceVersion, nil, e.Reference
	}
	text, err := marshal(form)
	if err != nil {
		return "", err
	}
	if len(text) > MaxEntry {
		return "", fmt.Errorf("%w: %d bytes with what belongs to it, %d are possible", ErrTooBig, len(text), MaxEntry)
	}
	return string(text), nil
}

// decodeEntry reads an entry. Its errors say nothing of the text, which is secret.
func decodeEntry(text string) (Entry, error) {
	var e entryJSON
	if err := json.Unmarshal([]byte(text), &e); err != nil {
		return Entry{}, fmt.Errorf("%w: not the JSON of a key", ErrDamaged)
	}
	switch {
	case e.V > referenceVersion:
		return Entry{}, fmt.Errorf("%w: entry format %d, this program knows up to %d", ErrNewer, e.V, referenceVersion)
	case e.V == referenceVersion && e.Secret == nil && e.Reference != "":
		return Entry{Reference: e.Reference, Bound: e.Bound, Use: e.Use}, nil
	case e.V != entryVersion || e.Secret == nil:
		return Entry{}, fmt.Errorf("%w: not the JSON of a key", ErrDamaged)
	}
	return Entry{Secret: secret.New(*e.Secret), Bound: e.Bound, Use: e.Use}, nil
}

// checkID refuses ids that a keyring could take for something else: a line break is
// a further command to macOS's tool, a colon parts names in Windows. Ids that Lanyard
// made are always fine; a profiles file edited by hand may hold any.
func checkID(id string) error {
	odd := func(r rune) bool {
		return !unicode.IsPrint(r) || unicode.IsSpace(r) || strings.ContainsRune(`:"'\`+"`$", r)
	}
	if id == "" || len(id) > maxID || !utf8.ValidString(id) || strings.HasPrefix(id, "-") || strings.ContainsFunc(id, odd) {
		return fmt.Errorf("the key's id %.40q cannot be used: 1 to %d letters, digits, dots, dashes and underlines", id, maxID)
	}
	return nil
}
