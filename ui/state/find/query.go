package find

import (
	"slices"
	"strings"

	"lanyard/internal/profile"
)

// Query is what is searched for, taken apart. The zero value finds all.
type Query struct {
	words   []word
	filters []filter
}

// word is a word of a query, and how it looks where a text begins with it.
type word struct{ text, atStart string }

// nearLeast is from how many letters on a word may have a typing mistake.
const nearLeast = 4

func (w word) long() bool { return len(w.text) >= nearLeast }

// filter is an operator with its value, in lower case; "": it is still being typed.
type filter struct {
	field, value string
	not          bool
}

// The operators.
const (
	opIs   = "is"
	opKind = "kind"
	opTag  = "tag"
	opUser = "user"
)

// Live is what is known of a profile now and does not stand in the list.
type Live struct {
	Token  bool // one that can be used is in memory
	Failed bool // the last sign-in or test failed
	Ends   bool // its key ends soon
}

// states is what the list itself says of a profile.
type states struct{ production, pinned, insecure, code bool }

func statesOf(p *profile.Profile) states {
	return states{production: p.Production, pinned: p.Pinned, insecure: p.TLS.Mode == profile.TLSInsecure, code: p.ByCode()}
}

// The states that is: knows.
const (
	IsLive       = "live"
	IsFailed     = "failed"
	IsEnding     = "ending"
	isProduction = "production"
	isPinned     = "pinned"
	isInsecure   = "insecure"
	isCode       = "code"
)

// States are the values that the operator is: knows.
func States() []string {
	return []string{IsLive, IsFailed, IsEnding, isProduction, isPinned, isInsecure, isCode}
}

// Parse takes a query apart. A value may stand in quotes, and a minus before an operator
// turns it round. What looks like an operator and is none, such as https://…, is a word.
func Parse(text string) Query {
	var q Query
	for _, part := range split(profile.FoldName(text)) {
		if f, ok := filterOf(part); ok {
			if f.value != "" {
				q.filters = append(q.filters, f)
			}
			continue
		}
		if part = strings.ReplaceAll(part, `"`, ""); part != "" {
			q.words = append(q.words, word{part, edge + part})
		}
	}
	return q
}

// split cuts a query at its blanks, but for those in quotes.
func split(text string) []string {
	quoted := false
	return strings.FieldsFunc(text, func(r rune) bool {
		if r == '"' {
			quoted = !quoted
		}
		return r == ' ' && !quoted
	})
}

func filterOf(part string) (filter, bool) {
	field, value, is := strings.Cut(part, ":")
	not := strings.HasPrefix(field, "-")
	f := filter{field: strings.TrimPrefix(field, "-"), value: strings.Trim(value, `"`), not: not}
	return f, is && slices.Contains([]string{opIs, opKind, opTag, opUser}, f.field)
}

// Empty reports whether the query finds all.
func (q Query) Empty() bool { return len(q.words) == 0 && len(q.filters) == 0 }

// long reports whether a word is long enough for a typing mistake.
func (q Query) long() bool { return slices.ContainsFunc(q.words, word.long) }

// lets reports whether all operators let a profile through.
func (q Query) lets(e *entry, live func() Live) bool {
	for _, f := range q.filters {
		if f.fits(e, live) == f.not {
			return false
		}
	}
	return true
}

func (f filter) fits(e *entry, live func() Live) bool {
	switch f.field {
	case opTag:
		return strings.Contains(e.rest[e.tags:], edge+f.value)
	case opUser:
		return strings.Contains(e.user, f.value)
	case opKind:
		return isKind(e.kind, f.value)
	}
	return f.isState(e.is, live)
}

// isKind reports whether a kind is meant: by its word in files, or what it is called.
func isKind(k profile.Kind, value string) bool {
	for _, name := range []string{string(k), k.Title(), k.Short()} {
		if strings.HasPrefix(profile.FoldName(name), value) {
			return true
		}
	}
	return false
}

// isState looks at the state whose name begins with the value, so that one sees it come
// while one types.
func (f filter) isState(s states, live func() Live) bool {
	at := slices.IndexFunc(States(), func(name string) bool { return strings.HasPrefix(name, f.value) })
	if at < 0 {
		return false
	}
	switch States()[at] {
	case IsLive:
		return live().Token
	case IsFailed:
		return live().Failed
	case IsEnding:
		return live().Ends
	case isProduction:
		return s.production
	case isPinned:
		return s.pinned
	case isInsecure:
		return s.insecure
	}
	return s.code
}

// Has reports whether a query has an operator with this value.
func Has(text, operator string) bool {
	return slices.Contains(split(profile.FoldName(text)), profile.FoldName(operator))
}

// Toggle puts an operator into the text of a query, or takes it out.
func Toggle(text, operator string) string {
	parts := split(strings.TrimSpace(text))
	at := slices.IndexFunc(parts, func(s string) bool { return profile.FoldName(s) == profile.FoldName(operator) })
	if at >= 0 {
		return strings.Join(slices.Delete(parts, at, at+1), " ")
	}
	return strings.Join(append(parts, operator), " ")
}

// TagOperator and KindOperator are the operators for a tag and a kind.
func TagOperator(tag string) string {
	if strings.Contains(tag, " ") {
		return opTag + `:"` + tag + `"`
	}
	return opTag + ":" + tag
}

// KindOperator is the operator for a kind.
func KindOperator(k profile.Kind) string { return opKind + ":" + string(k) }

// IsOperator is the operator for a state.
func IsOperator(state string) string { return opIs + ":" + state }
