package profile

import (
	"regexp"
	"strings"
	"sync"
)

// pattern is a regular expression that is compiled at its first use: compiling all of
// them took a millisecond of every start, and most commands need few.
type pattern func() *regexp.Regexp

func lazily(expr string) pattern {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}

// guarded is a pattern for texts that begin with one of some prefixes, lower case,
// ignoring case. Nearly no text does, so that it is nearly never compiled.
type guarded struct {
	pattern
	begins []string
}

func (g guarded) match(s string) bool {
	for _, b := range g.begins {
		if len(s) >= len(b) && strings.EqualFold(s[:len(b)], b) {
			return g.pattern().MatchString(s)
		}
	}
	return false
}
