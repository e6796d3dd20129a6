package state

import (
	"cmp"
	"slices"
	"strings"
	"sync"
	"time"

	"lanyard/internal/profile"
)

// finder searches profiles. It keeps what is searched in lower case, so that a
// keystroke costs one pass over short texts.
type finder struct {
	n       int // as many profiles
	entries func() []finderEntry
}

type finderEntry struct {
	name string
	rest string // host, kind, user, tags, ids, with edge before each
}

// edge parts the texts of an entry; no query has it.
const edge = "\x00"

// findReady is how long after the profiles a finder gets ready, if nobody asks before: a
// list is shown without it, and a window that opens has better things to do.
const findReady = 500 * time.Millisecond

// newFinder takes the names of spaces and projects that are known, by id.
func newFinder(list []profile.Profile, places map[string]string) *finder {
	f := &finder{n: len(list), entries: sync.OnceValue(func() []finderEntry { return entriesOf(list, places) })}
	time.AfterFunc(findReady, func() { f.entries() })
	return f
}

func entriesOf(list []profile.Profile, places map[string]string) []finderEntry {
	entries := make([]finderEntry, len(list))
	region := regions{}
	var rest []byte
	add := func(texts ...string) {
		for _, s := range texts {
			if s != "" {
				rest = append(append(rest, edge...), s...)
			}
		}
	}
	for i := range list {
		p := &list[i]
		rest = rest[:0]
		add(p.Host(), string(p.Kind), p.Kind.Title(), p.Kind.Short(), p.Username, p.SpaceID, p.ProjectID, p.InstanceID, p.AccountID, places[p.SpaceID+p.ProjectID])
		if p.Kind == profile.Cloud || p.Kind == profile.AWS {
			add(region.of(p.URL)...)
		}
		if p.Production {
			add("production")
		}
		add(p.Tags...)
		entries[i] = finderEntry{name: profile.FoldName(p.Name), rest: profile.FoldName(string(rest))}
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

// readSources gives the positions of the profiles in which every word of the query occurs,
// best first; those that fit alike keep their order. An empty query gives all.
func (f *finder) find(query string) []int {
	var words []queryWord
	for s := range strings.FieldsSeq(profile.FoldName(query)) {
		words = append(words, queryWord{s, edge + s})
	}
	if len(words) == 0 {
		all := make([]int, f.n)
		for i := range all {
			all[i] = i
		}
		return all
	}
	type hit struct{ at, fit int }
	entries := f.entries()
	hits := make([]hit, 0, len(entries))
	for i := range entries {
		if fit, ok := entries[i].fitAll(words); ok {
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
