package credimport

import (
	"context"
	"slices"
	"strings"

	"lanyard/internal/profile"
)

// Read finds the credentials in an input. It gives at least one, or an error: a
// [*ReadError] that says what is wrong with the input, or the context's.
func Read(ctx context.Context, input []byte, o Options) ([]Found, error) {
	found, err := read(ctx, input, o)
	if problem, ok := err.(*ReadError); ok && problem.Source == "" { //nolint:errorlint // made right here, not wrapped
		problem.Source = o.Source
	}
	return found, err
}

func read(ctx context.Context, input []byte, o Options) ([]Found, error) {
	if len(input) > MaxInput {
		return nil, &ReadError{Problem: "this is larger than 1 MiB", Expected: "a file of credentials, which is small", Next: "Give the part that has the credentials."}
	}
	if problem := otherThing(string(input[:min(len(input), longestHead)])); problem != nil {
		return nil, problem // an encrypted backup is no text
	}
	text, problem := decode(input, false)
	if problem == nil {
		problem = otherThing(text[:min(len(text), longestHead)])
	}
	if problem != nil {
		return nil, problem
	}
	if strings.TrimSpace(dropInvisible(text)) == "" {
		return nil, &ReadError{Problem: "there is nothing in it", Expected: knownForms}
	}
	if found, ok, err := readShare(text); ok {
		distinct(found)
		return found, err
	}
	r := newReader(ctx, o)
	return r.read(text)
}

// longestHead is how much of an input is looked at to tell what it is, in bytes.
const longestHead = 512

// otherThing recognises files that hold something else than credentials in plain text.
func otherThing(head string) *ReadError {
	head = strings.TrimLeft(head, " \t\r\n")
	has := func(prefix string) bool { return strings.HasPrefix(head, prefix) }
	switch {
	case has("age-encryption.org/"), has("-----BEGIN AGE ENCRYPTED FILE-----"):
		return &ReadError{Problem: "this is an encrypted backup", Expected: knownForms, Next: "Restore it: lanyard restore FILE"}
	case has("-----BEGIN CERTIFICATE"):
		return &ReadError{Problem: "this is a certificate", Expected: knownForms, Next: "Add it to a profile: lanyard edit NAME --ca-file FILE"}
	case has("-----BEGIN "):
		return &ReadError{Problem: "this is a key or certificate in PEM form", Expected: knownForms}
	case has("<!DOCTYPE"), has("<!doctype"), has("<html"), has("<HTML"):
		return &ReadError{Problem: "this is a web page", Expected: knownForms, Next: "Copy the credentials from the page, or download them there."}
	}
	return nil
}

// read reads a text in all the ways there are, and makes finds of what it has.
func (r *reader) read(text string) ([]Found, error) {
	if err := r.collect(text); err != nil {
		return nil, err
	}
	var found []Found
	for _, c := range r.join() {
		if c.service != "" || !c.credible() {
			continue
		}
		if b := r.build(c); !b.empty() {
			found = append(found, b.f)
		}
	}
	found = withoutTokens(found)
	if len(found) == 0 || r.broken(found) {
		return nil, r.nothing()
	}
	distinct(found)
	return found, nil
}

// collect fills the reader with records.
func (r *reader) collect(text string) error {
	if problem := checkNesting(text); problem != nil {
		return problem
	}
	r.input, r.inputStyle = newDocument(text), styleOf(r.opts.Source, text)
	defer r.open(r.input, r.inputStyle)()
	r.noticeText(text)
	if ok, err := r.bare(); ok || err != nil {
		return err
	}
	if ok, err := r.notebook(); ok || err != nil {
		return err
	}
	if ok, err := r.bruno(); ok || err != nil {
		return err
	}
	if r.netrc() {
		return nil
	}
	if ok, err := r.markup(); ok || err != nil {
		return err
	}
	if ok, err := r.yaml(); ok || err != nil {
		return err
	}
	err := r.all()
	r.firstProblem = r.p.problem
	return err
}

// empty is true when nothing of use is left of a record.
func (b *build) empty() bool {
	if b.f.HasSecret() || !b.f.Token.Empty() || b.p.URL != "" || len(b.f.Links) > 0 {
		return false
	}
	return len(b.c.notes) == 0 || b.problems["key"] == problemSample || b.problems["key"] == problemFiller
}

// withoutTokens leaves out bearer tokens beside credentials that get new ones.
func withoutTokens(found []Found) []Found {
	var keys []Found
	line := 0
	for _, f := range found {
		if f.Token.Empty() {
			keys = append(keys, f)
		} else if line == 0 {
			line = f.Line
		}
	}
	if len(keys) == 0 || len(keys) == len(found) {
		return found
	}
	last := &keys[len(keys)-1]
	last.Notes = appendNew(last.Notes, "A bearer token beside it was left out: the key gets new ones.")
	return keys
}

// broken reports whether an input is JSON with a syntax error before its secret: then the
// error is more useful than what was found before it.
func (r *reader) broken(found []Found) bool {
	return r.inputStyle == styleData && r.firstProblem != nil &&
		!slices.ContainsFunc(found, func(f Found) bool { return f.HasSecret() || !f.Token.Empty() || len(f.Links) > 0 })
}

// nothing says why an input has no credential in it.
func (r *reader) nothing() error {
	for _, c := range r.records {
		if c.service != "" {
			return r.at(c.at, &ReadError{
				Problem: "these are credentials of another service of IBM Cloud", Expected: "those of Watson Machine Learning (pm-20)", Links: []Link{resourcesPage()},
			})
		}
	}
	if x, ok := r.first(func(_ field, x fact) bool { return x.known && profile.IsSample(x.text) }); ok {
		return r.at(x.at, sampleError())
	}
	if x, ok := r.first(func(f field, x fact) bool {
		return (f == fAPIKey || f == fPassword) && x.known && profile.Placeholder(x.text) == profile.Filler
	}); ok {
		return r.at(x.at, fillerError())
	}
	if p := r.firstProblem; p != nil && r.inputStyle == styleData {
		return r.at(r.input.spot(p.at), &ReadError{Problem: "there is " + p.found, Expected: p.expected})
	}
	if x, ok := r.first(func(f field, x fact) bool { return (f == fAPIKey || f == fPassword) && !x.known }); ok {
		return r.at(x.at, &ReadError{
			Problem: "the key itself is not in it, and is asked for or read from elsewhere", Expected: "the key, and the address of the service",
			Next: "Import the file or the variables that have the key.",
		})
	}
	return &ReadError{Problem: "there is no credential in it", Expected: knownForms}
}

// first finds the first fact of a kind in the order of the input.
func (r *reader) first(is func(field, fact) bool) (fact, bool) {
	var found fact
	for _, c := range r.records {
		for f, x := range c.facts {
			before := found.at.line == 0 || x.at.line < found.at.line || x.at.line == found.at.line && x.at.column < found.at.column
			if is(f, x) && before {
				found = x
			}
		}
	}
	return found, found.at.line > 0
}

func (r *reader) at(at spot, e *ReadError) *ReadError {
	e.Line, e.Column = at.line, at.column
	return e
}

func fillerError() *ReadError {
	return &ReadError{
		Problem: "a placeholder stands where the key should be", Expected: "the key itself",
		Next: "Put in your own API key, and import it again.", Links: []Link{keysPage()},
	}
}

func sampleError() *ReadError {
	return &ReadError{
		Problem: "the values are samples of the documents", Expected: "your own values in their place",
		Next: "Put in your own API key and address, and import it again.", Links: []Link{keysPage(), resourcesPage()},
	}
}
