// Package reference knows references to what a profile has: lanyard://PROFILE/FIELD, in
// files of settings, in place of a secret that must not stand there. It finds them, and
// writes what they stand for so that the file's own reader gives it back.
package reference

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"lanyard/internal/secret"
)

// Scheme is how every reference begins.
const Scheme = "lanyard://"

// Field is what of a profile a reference stands for.
type Field string

// The fields. Token and Key are secrets, the others what the profile has in the clear.
const (
	Token      Field = "token"
	Key        Field = "key"
	Username   Field = "username"
	URL        Field = "url"
	AuthURL    Field = "auth_url"
	SpaceID    Field = "space_id"
	ProjectID  Field = "project_id"
	AccountID  Field = "account_id"
	InstanceID Field = "instance_id"
)

// Fields lists the fields.
func Fields() []Field {
	return []Field{Token, Key, Username, URL, AuthURL, SpaceID, ProjectID, AccountID, InstanceID}
}

// IsSecret reports whether a field is a secret.
func (f Field) IsSecret() bool { return f == Token || f == Key }

// Ref is a reference as it stands in a text.
type Ref struct {
	Profile string // the profile's name, decoded
	Field   Field
	Text    string // the whole reference
	Line    int    // from 1
	at      int    // where it begins
}

// To writes the reference to a field of a profile.
func To(profile string, f Field) string {
	return Scheme + strings.ReplaceAll(url.QueryEscape(profile), "+", "%20") + "/" + string(f)
}

// MalformedError says that something begins as a reference and is none.
type MalformedError struct {
	Text string // the reference, as far as it goes
	Line int
	Why  string
}

// Error names the reference and what is wrong with it.
func (e *MalformedError) Error() string {
	return fmt.Sprintf("read the reference %s in line %d: %s", e.Text, e.Line, e.Why)
}

// refShape is a reference. Whatever else stands in a URL ends the name, so that a
// reference may stand among other text; whatever could be part of a word is part of the
// field.
var refShape = regexp.MustCompile(`(?i)lanyard://([A-Za-z0-9._~!*+%-]*)(?:/([A-Za-z0-9_]*))?`)

// Find gives the references in a text in their order. The first that is none is a
// [*MalformedError].
func Find(text string) ([]Ref, error) {
	var all []Ref
	for _, m := range refShape.FindAllStringSubmatchIndex(text, -1) {
		r := Ref{Text: text[m[0]:m[1]], Line: 1 + strings.Count(text[:m[0]], "\n"), at: m[0]}
		name, err := url.PathUnescape(text[m[2]:m[3]])
		switch {
		case err != nil:
			return nil, &MalformedError{r.Text, r.Line, "its % is not followed by two hexadecimal digits"}
		case name == "":
			return nil, &MalformedError{r.Text, r.Line, "it names no profile"}
		case m[4] < 0 || m[4] == m[5]:
			return nil, &MalformedError{r.Text, r.Line, "it names no field"}
		}
		r.Profile, r.Field = name, Field(text[m[4]:m[5]])
		if !slices.Contains(Fields(), r.Field) {
			return nil, &MalformedError{r.Text, r.Line, fmt.Sprintf("there is no field %q", string(r.Field))}
		}
		all = append(all, r)
	}
	return all, nil
}

// Resolve gives what a reference stands for.
type Resolve func(r Ref) (secret.Text, error)

// Fill writes what all references of a text stand for in their places, as the text's form
// asks for. Its errors are those of [Find] and of resolve, and a [*MalformedError] for a
// value that cannot be written where its reference stands. There is no text then.
func Fill(text string, form Form, resolve Resolve) (secret.Text, error) {
	refs, err := Find(text)
	if err != nil {
		return secret.Text{}, err
	}
	var out strings.Builder
	done := 0
	for _, r := range refs {
		value, err := resolve(r)
		if err != nil {
			return secret.Text{}, err
		}
		written, ok := form.write(value.Reveal(), placeOf(text, r, form))
		if !ok {
			return secret.Text{}, &MalformedError{r.Text, r.Line, "its value has characters that cannot stand there in " + form.String() + "; put it into double quotes, alone"}
		}
		out.WriteString(text[done:r.at])
		out.WriteString(written)
		done = r.at + len(r.Text)
	}
	out.WriteString(text[done:])
	return secret.New(out.String()), nil
}
