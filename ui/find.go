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
	n       int           // as many profiles
	made    chan struct{} // closed when the entries are there
	entries []finderEntry
}

type finderEntry struct {
	name string
	rest string // host, kind, user, tags, ids, with edge before each
}

// edge parts the texts of an entry; no query has it.
const edge = "\x00"

// newFinder takes the names of spaces and projects that are known, by id. It gets ready on a
// goroutine of its own, which the first query waits for: the list is shown without it.
func newFinder(list []profile.Profile, places map[string]string) *finder {
	f := &finder{n: len(list), made: make(chan struct{})}
	go func() {
		defer close(f.made)
		f.entries = entriesOf(list, places)
	}()
	return f
}

func entriesOf(list []profile.Profile, places map[string]string) []finderEntry {
	entries := make([]finderEntry, len(list))
	region := regions{}
	for i, p := range list {
		rest := []string{p.Host(), string(p.Kind), p.Kind.Title(), p.Kind.Short(), p.Username, p.SpaceID, p.ProjectID, p.InstanceID, p.AccountID, places[p.SpaceID+p.ProjectID]}
		if p.Kind == profile.Cloud || p.Kind == profile.AWS {
			rest = append(rest, region.of(p.URL)...)
		}
		if p.Production {
			rest = append(rest, "production")
		}
		rest = append(rest, p.Tags...)
		rest = slices.DeleteFunc(rest, func(s string) bool { return s == "" })
		entries[i] = finderEntry{name: strings.ToLower(p.Name), rest: strings.ToLower(edge + strings.Join(rest, edge))}
	}
	return entries
}

// regions are the names of regions by address. Many profiles have few addresses, and each is
// looked for in a table.
type regions map[string][]string

func (r regions) of(address string) []string {
	names, known := r[address]
	if !known {
		if at, ok := profile.RegionOf(address); ok {
			names = []string{at.Name, at.ID}
		}
		r[address] = names
	}
	return names
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
	var words []queryWord
	for s := range strings.FieldsSeq(strings.ToLower(query)) {
		words = append(words, queryWord{s, edge + s})
	}
	if len(words) == 0 {
		all := make([]int, f.n)
		for i := range all {
			all[i] = i
		}
		return all
	}
	<-f.made
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

// queryWord is a word of a query, and how it looks where a text begins with it.
type queryWord struct{ text, atStart string }

func (e *finderEntry) fitAll(words []queryWord) (int, bool) {
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

func (e *finderEntry) fit(word queryWord) int {
	if at := strings.Index(e.name, word.text); at >= 0 {
		switch {
		case e.name == word.text:
			return fitNameWhole
		case at == 0:
			return fitNameStart
		case isBreak(e.name[at-1]):
			return fitNameWord
		}
		return fitNameInside
	}
	switch {
	case !strings.Contains(e.rest, word.text):
		return fitNone
	case strings.Contains(e.rest, word.atStart):
		return fitRestStart
	}
	return fitInside
}

func isBreak(b byte) bool { return strings.IndexByte(" -_./:@", b) >= 0 }
