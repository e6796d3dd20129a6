// Package snippet writes a profile as what uses it: code of several languages, files of
// variables, a Postman collection, and the environment of a program. What it writes works
// as it stands, quoted for its language, and has the key in it only when it is asked to.
package snippet

import (
	"errors"
	"fmt"
	"slices"
	"unicode/utf8"

	"lanyard/internal/envvars"
	"lanyard/internal/profile"
	"lanyard/internal/secret"
	"lanyard/internal/shellquote"
)

// Options say how a text is written. The zero value writes it without a
// secret.
type Options struct {
	// Secret is the profile's key, for a text with the key in it. Empty: the text takes
	// token or key from its environment, or a token from Lanyard.
	Secret secret.Text
	// Full writes every way in which a program can get its token, where the usual text has
	// the shortest: it asks Lanyard.
	Full bool
	// Reference stands in place of the token in a file of variables, see
	// [lanyard/internal/reference]; "" for a file without one.
	Reference string
	// Program is how Lanyard is called, "" for "lanyard"; "lanyard.exe" where the text
	// is for the Windows Subsystem for Linux.
	Program string
	// CAFile is where the profile's CA certificates have been saved, see [CAFile]. ""
	// names a file in the working directory, and a note says that it has to be saved.
	CAFile string
}

// Text is a profile as something uses it.
type Text struct {
	Body      secret.Text // ends with a line end
	HasSecret bool        // the key itself stands in Body: say so, and copy it as a secret
	Notes     []string    // what to do or know beside it, sentences
	CAFile    string      // the file with the profile's CA certificates that Body names, "" without one
}

// note adds a sentence, once.
func (t *Text) note(format string, args ...any) {
	if n := fmt.Sprintf(format, args...); !slices.Contains(t.Notes, n) {
		t.Notes = append(t.Notes, n)
	}
}

// Write gives a profile as code for a target, right for the profile's kind, with its
// CA certificates, proxy, space or project. The key stands in it only when the options
// have it, and then never on a command line. Errors are [*UnknownTargetError],
// [*NotForKindError], and those of [profile.Check].
func Write(target string, p profile.Profile, o Options) (Text, error) {
	t, err := applicable(target, p)
	if err != nil {
		return Text{}, err
	}
	if !utf8.ValidString(o.Secret.Reveal()) {
		return Text{}, t.failed(p, errNoText)
	}
	out, err := t.snippet(p, o)
	if err != nil {
		return Text{}, t.failed(p, err)
	}
	return out, nil
}

var errNoText = errors.New("the key is not UTF-8 text: no code can hold it")

// applicable finds a target and reports whether it applies to a profile.
func applicable(target string, p profile.Profile) (Target, error) {
	t, ok := TargetNamed(target)
	if !ok {
		return Target{}, &UnknownTargetError{target}
	}
	if err := profile.Check(p); err != nil {
		return Target{}, t.failed(p, err)
	}
	if !t.For(p.Kind) {
		return Target{}, &NotForKindError{Target: target, Profile: p.Name, Kind: p.Kind}
	}
	return t, nil
}

// failed says what could not be written, and why. What a target cannot do becomes a
// [*NotForKindError].
func (t Target) failed(p profile.Profile, err error) error {
	if c, ok := errors.AsType[*envvars.CannotError](err); ok {
		return &NotForKindError{Target: t.Name, Profile: p.Name, Kind: p.Kind, Reason: c.Reason, Next: c.Next}
	}
	return fmt.Errorf("write profile %q for %s: %w", p.Name, t.Name, err)
}

// snippet writes a text for a profile to which the target applies.
func (t Target) snippet(p profile.Profile, o Options) (Text, error) {
	if p.ByCode() && t.keyed != "" {
		return Text{}, envvars.Cannot("it signs in by itself with an API key, and this profile signs in with one-time codes", t.keyed)
	}
	if t.cannot != nil {
		if err := t.cannot(p, !o.Secret.Empty()); err != nil {
			return Text{}, err
		}
	}
	f, err := factsOf(t, p, o)
	if err != nil {
		return Text{}, err
	}
	out := Text{HasSecret: !o.Secret.Empty()}
	write := t.write
	if write == nil {
		template := t.template
		if t.short != "" && !o.Full && o.Secret.Empty() {
			template = t.short
		}
		write = func(f facts, _ *Text) (string, error) { return render(template, f.values) }
	}
	body, err := write(f, &out)
	if err != nil {
		return Text{}, err
	}
	out.Body = secret.New(body)
	t.addNotes(&out, f, o)
	return out, nil
}

// addNotes says what the text needs beside it.
func (t Target) addNotes(out *Text, f facts, o Options) {
	if out.HasSecret {
		out.note("The %s itself stands in this text: keep it out of files that others can read.", f.values["keyword"])
	}
	file := f.values["cafile"]
	if t.reader == envvars.IBMCloud || t.reader == envvars.Cpdctl || t.reader == envvars.MLCLI {
		file = ""
	}
	out.CAFile = file
	if file != "" && o.CAFile == "" {
		out.note("Save the profile's CA certificates as %s first; %s snippet %s --for %s --ca-out FILE does it.",
			file, f.values["program"], shellquote.Word(f.profile.Name), t.Name)
	}
	if file != "" && t.Language == "javascript" {
		out.note("Node.js reads them when it starts: NODE_EXTRA_CA_CERTS=%s node %s", shellquote.Word(file), t.File)
	}
	switch f.profile.TLS.Mode {
	case profile.TLSPin:
		out.note("The profile trusts one certificate by its SHA-256, which this code cannot do: give the profile the CA's certificates, with --ca-file.")
	case profile.TLSInsecure:
		out.note("The profile checks no certificates, this code does: give the profile the CA's certificates, with --ca-file.")
	}
	t.addProxyNotes(out, f)
	if t.notes != nil {
		t.notes(f, out)
	}
}

func (t Target) addProxyNotes(out *Text, f facts) {
	switch {
	case f.profile.Proxy == "":
	case f.values["proxy"] == "":
		out.note("The proxy asks for a user and a password: set HTTPS_PROXY to http://USER:PASSWORD@HOST:PORT yourself, percent-encoded.")
	case t.Language == "javascript":
		out.note("Node.js takes a proxy from HTTPS_PROXY from version 24 on: NODE_USE_ENV_PROXY=1 HTTPS_PROXY=%s", f.values["proxy"])
	}
}
