package ui

import (
	"cmp"
	"slices"
	"strings"

	"lanyard/profile"
)

// finder searches profiles. It keeps what is searched in lower case, so that a
// keystroke costs one pass over short texts.
type finder struct {
	entries []finderEntry
}

type finderEntry struct {
	name string
	rest []string // host, kind, user, tags, ids: what is good for one point each
}

// newFinder takes the names of spaces and projects that are known, by id.
func newFinder(list []profile.Profile, places map[string]string) *finder {
	f := &finder{entries: make([]finderEntry, len(list))}
	for i, p := range list {
		rest := []string{p.Host(), string(p.Kind), p.Kind.Title(), p.Kind.Short(), p.Username, p.SpaceID, p.ProjectID, p.InstanceID, p.AccountID, places[p.SpaceID+p.ProjectID]}
		if r, ok := profile.RegionOf(p.URL); ok {
			rest = append(rest, r.Name, r.ID)
		}
		if p.Production {
			rest = append(rest, "production")
		}
		rest = append(rest, p.Tags...)
		e := finderEntry{name: strings.ToLower(p.Name)}
		for _, s := range rest {
			if s != "" {
				e.rest = append(e.rest, strings.ToLower(s))
			}
		}
		f.entries[i] = e
	}
	return f
}

// How well a word of the query fits.
const (
	fitNone = iota
	fitInside
	fitRestStart
	fitNameInside
	fitNameWord
	fitNameStart
	fitNameWhole
)

// find gives the positions of the profiles in which every word of the query occurs,
// best first; those that fit alike keep their order. An empty query gives all.
func (f *finder) find(query string) []int {
	words := strings.Fields(strings.ToLower(query))
	type hit struct{ at, fit int }
	hits := make([]hit, 0, len(f.entries))
	for i := range f.entries {
		if fit, ok := f.entries[i].fitAll(words); ok {
			hits = append(hits, hit{i, fit})
		}
	}
	slices.SortStableFunc(hits, func(a, b hit) int { return cmp.Compare(b.fit, a.fit) })
	found := make([]int, len(hits))
	for i, h := range hits {
		found[i] = h.at
	}
	return found
}

func (e *finderEntry) fitAll(words []string) (int, bool) {
	sum := 0
	for _, w := range words {
		fit := e.fit(w)
		if fit == fitNone {
			return 0, false
		}
		sum += fit
	}
	return sum, true
}

func (e *finderEntry) fit(word string) int {
	if at := strings.Index(e.name, word); at >= 0 {
		switch {
		case e.name == word:
			return fitNameWhole
		case at == 0:
			return fitNameStart
		case isBreak(e.name[at-1]):
			return fitNameWord
		}
		return fitNameInside
	}
	best := fitNone
	for _, s := range e.rest {
		switch at := strings.Index(s, word); {
		case at == 0:
			return fitRestStart
		case at > 0:
			best = fitInside
		}
	}
	return best
}

func isBreak(b byte) bool { return strings.IndexByte(" -_./:@", b) >= 0 }
