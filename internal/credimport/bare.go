package credimport

import (
	"strings"
	"unicode/utf8"

	"lanyard/internal/profile"
)

// bare reads an input that is nothing but values: an API key, a bearer token, an
// address, each on a line of its own. ok is false when there is anything else.
func (r *reader) bare() (ok bool, err error) {
	c := newRecord("", spot{1, 1})
	line := 0
	for text := range strings.Lines(r.doc.text) {
		line++
		s := strings.Trim(strings.TrimSpace(dropInvisible(text)), "\"'`“”‘’,;")
		if s == "" {
			continue
		}
		before, _, _ := strings.Cut(text, s[:1])
		at := spot{line, utf8.RuneCountInString(before) + 1}
		f, form, problem := bareValue(s)
		switch {
		case problem != nil && c.form == "":
			problem.Line, problem.Column = at.line, at.column
			err = problem
		case form == "" || c.clashes(f, fact{text: s, known: true}) || line > 20:
			return false, nil
		}
		if problem == nil {
			r.bareFact(c, f, form, s, at)
		}
	}
	if err != nil || c.form == "" {
		return err != nil, err
	}
	r.records = append(r.records, c)
	return true, nil
}

func (r *reader) bareFact(c *record, f field, form, s string, at spot) {
	x := fact{text: s, at: at, known: true, spoken: true, ibm: f == fAPIKey}
	if f == fHeader {
		if name, value, ok := strings.Cut(s, ":"); ok && strings.EqualFold(name, "authorization") {
			x.text = value
		}
		c.header(x)
		form = "header"
	} else {
		c.set(r.sort(f, x), x)
	}
	if c.form == "" || form != "url" {
		c.form, c.at = form, at
	}
}

// bareValue tells what a value is that stands alone.
func bareValue(s string) (f field, form string, problem *ReadError) {
	for _, x := range []struct {
		is    func(string) bool
		field field
		form  string
	}{
		{isHeaderValue, fHeader, "header"},
		{isJWT, fToken, "bearer-token"},
		{isAddress, fURL, "url"},
	} {
		if x.is(s) {
			return x.field, x.form, nil
		}
	}
	switch {
	case profile.IsSample(s):
		return "", "", sampleError()
	case profile.Placeholder(s) == profile.Filler:
		return "", "", fillerError()
	case isGUID(s), isGUID(strings.TrimPrefix(s, "ApiKey-")), isGUID(strings.TrimPrefix(s, "ServiceId-")):
		return "", "", &ReadError{
			Problem: "this is an id, not a key", Expected: "an API key, which has 44 characters",
			Next: "Copy the key itself; IBM shows it only once, when it is made.", Links: []Link{keysPage()},
		}
	case isHash(s):
		return "", "", &ReadError{Problem: "this looks like a checksum, not like a key", Expected: "an API key, which has 44 characters"}
	case isBareKey(s):
		return fAPIKey, "bare-key", nil
	}
	return "", "", nil
}

func isAddress(s string) bool {
	class := classify(s)
	return class != noAddress && class != ofData && !profile.IsSample(s)
}

// isHeaderValue is true for the value of an Authorization header, and for the header.
func isHeaderValue(s string) bool {
	if name, value, ok := strings.Cut(s, ":"); ok && strings.EqualFold(name, "authorization") {
		s = strings.TrimSpace(value)
	}
	scheme, rest, _ := strings.Cut(s, " ")
	rest = strings.TrimSpace(rest)
	switch strings.ToLower(scheme) {
	case "bearer":
		return isJWT(rest)
	case "zenapikey":
		_, _, ok := splitBasic(rest)
		return ok
	}
	return false
}

func dropInvisible(s string) string {
	return strings.Map(func(c rune) rune {
		if isInvisible(c) || c == '\u00a0' {
			return -1
		}
		return c
	}, s)
}
