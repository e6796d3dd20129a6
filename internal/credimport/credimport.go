// Package credimport reads the credentials that exist outside of Lanyard, whatever shape
// they have there: service credentials, notebooks, scripts, files of settings, commands.
// It also finds them lying in files, and plans what an import saves.
//
// Reading is tolerant about form and strict about meaning: a missing brace is forgiven,
// but nothing is guessed silently. What was inferred, changed or left out stands beside
// what was found, in words, and never with a secret in them.
package credimport

import (
	"fmt"
	"strings"

	"lanyard/internal/profile"
	"lanyard/internal/secret"
)

// MaxInput is how much of a text or file is read, in bytes. More is refused, not cut.
const MaxInput = 1 << 20

// Found is one credential that was found in an input.
type Found struct {
	// Profile is what was found of a profile, tidied. Its name is a suggestion, unique
	// among what one input gave; Kind is "" when nothing speaks for one. It may lack
	// fields that a profile must have: Missing says which.
	Profile profile.Profile
	// Secret is the key, empty when there is none or when Alternatives has several.
	Secret secret.Text
	// Alternatives are a password and an API key for the same user of a cluster. The
	// caller asks which one it shall be, see [Found.Choose].
	Alternatives []Alternative
	// KindUnsure tells that the kind is likely but not certain: the caller asks.
	KindUnsure bool
	// Token is a bearer token that came alone. It can be shown and examined; it lives
	// for hours at most and is not to be stored.
	Token secret.Text

	// Code is a one-time code that stood beside it. It opens a session once, within
	// minutes, and is not to be stored.
	Code secret.Text

	Format string // the shape: "vcap", "apikey.json", "python-dict", "curl", …
	Line   int    // where it begins, from 1
	Column int    // in characters, from 1

	Why     string   // why it looks like this kind, a sentence
	Cleaned []string // what was changed in it, sentences
	Missing []string // what a profile needs and this hasn't: "field: what to do"
	Notes   []string // what was inferred or left out, and why, sentences
	Links   []Link   // pages that the notes speak of

	secretAt spot              // where the secret stands
	problems map[string]string // why the input lacks a field, such as a sample in its place

	// as reads the same again for another kind; nil where the kind is certain.
	as func(profile.Kind) Found
}

// Alternative is one of several keys, of which a profile has one.
type Alternative struct {
	SecretKind profile.SecretKind
	Secret     secret.Text
}

// Link is a page to open.
type Link struct{ Title, URL string }

// HasSecret reports whether a key was found, be it one or several to choose from.
func (f Found) HasSecret() bool { return !f.Secret.Empty() || len(f.Alternatives) > 0 }

// Sensitive reports whether the input holds what must not stand in clear: a key, a bearer
// token or a one-time code.
func (f Found) Sensitive() bool { return f.HasSecret() || !f.Token.Empty() || !f.Code.Empty() }

// Forget drops the secrets of a find, also those that it would be read from again.
func (f *Found) Forget() {
	f.Secret, f.Token, f.Code, f.Alternatives, f.as = secret.Text{}, secret.Text{}, secret.Text{}, nil, nil
}

// Choose settles which of the alternatives is the key. It reports false, and changes
// nothing, when there is none of that kind.
func (f *Found) Choose(kind profile.SecretKind) bool {
	for _, a := range f.Alternatives {
		if a.SecretKind == kind {
			f.Secret, f.Alternatives = a.Secret, nil
			f.Profile.SecretKind = kind
			f.Missing = missing(f.Profile, true)
			return true
		}
	}
	return false
}

// Recheck lists anew what is missing, after the caller has filled something in. Why the
// input lacks a field is said for as long as the field is empty.
func (f *Found) Recheck() {
	f.Missing = missing(f.Profile, f.HasSecret())
	empty := map[string]bool{"key": !f.HasSecret(), "url": f.Profile.URL == "", "username": f.Profile.Username == ""}
	for field, problem := range f.problems {
		if empty[field] {
			replaceMissing(f.Missing, field, problem)
		}
	}
	if len(f.Alternatives) > 0 {
		replaceMissing(f.Missing, "secret_kind", problemBoth)
	}
}

// Options say what is known about an input beside its text.
type Options struct {
	Source string       // the file's name, for hints and for a suggested name; "" for pasted text
	Kind   profile.Kind // the kind that the user chose, used where the input speaks for none
}

// spot is a place in an input.
type spot struct{ line, column int }

// ReadError says why an input gives no credential, where, and what would. It never
// repeats the input, which may hold a secret.
type ReadError struct {
	Source   string // the file's name, "" for pasted text
	Line     int    // from 1; 0 when the whole input is meant
	Column   int    // in characters, from 1; 0 when the whole line is meant
	Problem  string // what was found instead: "the file is empty"
	Expected string // what would have been right: "a value after the colon"
	Next     string // what to do, a sentence; "" when Expected says it
	Links    []Link
}

// Error gives the place, the problem and what was expected.
func (e *ReadError) Error() string {
	var b strings.Builder
	b.WriteString("read credentials")
	if e.Source != "" {
		fmt.Fprintf(&b, " in %q", e.Source)
	}
	if place := e.Place(); place != "" {
		b.WriteString(": " + place)
	}
	b.WriteString(": " + e.Problem)
	if e.Expected != "" {
		b.WriteString("; expected " + e.Expected)
	}
	return b.String()
}

// Place is where the problem is: "line 3, column 7", or "" for the whole input.
func (e *ReadError) Place() string {
	switch {
	case e.Line == 0:
		return ""
	case e.Column == 0:
		return fmt.Sprintf("line %d", e.Line)
	}
	return fmt.Sprintf("line %d, column %d", e.Line, e.Column)
}

// knownForms is what an input is expected to be, for messages.
const knownForms = "service credentials, an apikey.json, a Python dict or Credentials(…), lines of an .env file or a shell, a command such as curl, " +
	"a file that lanyard share wrote, or an API key alone"

// Pages that explain where credentials come from.
func keysPage() Link {
	return Link{"API keys of your account", "https://cloud.ibm.com/iam/apikeys"}
}

func resourcesPage() Link {
	return Link{"Your service instances", "https://cloud.ibm.com/resources"}
}

func migrationPage() Link {
	return Link{"Migrating Cloud Foundry service instances to a resource group", "https://cloud.ibm.com/docs/account?topic=account-migrate"}
}
