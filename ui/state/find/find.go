// Package find searches profiles as the window does: by words that stand anywhere in them,
// by operators such as tag:churn and is:production, and with one typing mistake forgiven
// where nothing fits as it was written.
package find

import (
	"cmp"
	"slices"
	"strings"
	"sync"
	"time"

	"lanyard/internal/profile"
)

// Finder searches profiles. It keeps what is searched in lower case, so that a keystroke
// costs one pass over short texts. It is safe for use by several goroutines.
type Finder struct {
	n       int // as many profiles
	entries func() []entry
}

// entry is what is searched of a profile. Each part of a text has edge before it.
type entry struct {
	name string
	rest string // host, kind, user, ids, tags
	tags int    // where the tags begin in rest
	user string
	kind profile.Kind
	is   states
}

// edge parts the texts of an entry; no query has it.
const edge = "\x00"

// findReady is how long after the profiles a finder gets ready, if nobody asks before: a
// list is shown without it, and a window that opens has better things to do.
const findReady = 500 * time.Millisecond

// New makes a finder for a list that does not change any more. places are the names of
// spaces and projects that are known, by id.
func New(list []profile.Profile, places map[string]string) *Finder {
	f := &Finder{n: len(list), entries: sync.OnceValue(func() []entry { return entriesOf(list, places) })}
	time.AfterFunc(findReady, func() { f.entries() })
	return f
}

func entriesOf(list []profile.Profile, places map[string]string) []entry {
	entries := make([]entry, len(list))
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
		first := profile.FoldName(string(rest))
		rest = rest[:0]
		add(p.Tags...)
		entries[i] = entry{
			name: profile.FoldName(p.Name), rest: first + profile.FoldName(string(rest)), tags: len(first),
			user: profile.FoldName(p.Username), kind: p.Kind, is: statesOf(p),
		}
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

// Find gives the positions of the profiles in which every word of the query occurs and that
// every operator lets through, best first; those that fit alike keep their order. An empty
// query gives all. live tells what the list itself does not say of a profile; it is asked
// only for an operator that wants to know. Where no profile has a word as it was written,
// one typing mistake in it is forgiven.
func (f *Finder) Find(q Query, live func(at int) Live) []int {
	if q.Empty() {
		all := make([]int, f.n)
		for i := range all {
			all[i] = i
		}
		return all
	}
	entries := f.entries()
	found := search(entries, q, live, (*entry).fit)
	if len(found) == 0 && q.long() {
		found = search(entries, q, live, (*entry).fitNearly)
	}
	return found
}

func search(entries []entry, q Query, live func(at int) Live, fit func(*entry, word) int) []int {
	type hit struct{ at, fit int }
	hits := make([]hit, 0, len(entries))
	for i := range entries {
		e := &entries[i]
		sum, ok := e.fitAll(q.words, fit)
		if ok && q.lets(e, func() Live { return live(i) }) {
			hits = append(hits, hit{i, sum})
		}
	}
	if len(q.words) > 0 {
		slices.SortStableFunc(hits, func(a, b hit) int { return cmp.Compare(b.fit, a.fit) })
	}
	found := make([]int, len(hits))
	for i, h := range hits {
		found[i] = h.at
	}
	return found
}

func (e *entry) fitAll(words []word, how func(*entry, word) int) (int, bool) {
	sum := 0
	for _, w := range words {
		fit := how(e, w)
		if fit == fitNone {
			return 0, false
		}
		sum += fit
	}
	return sum, true
}

func (e *entry) fit(word word) int {
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

// fitNearly is fit with one typing mistake forgiven in a word that is long enough to have
// one.
func (e *entry) fitNearly(w word) int {
	if fit := e.fit(w); fit != fitNone || !w.long() {
		return fit
	}
	if from, _ := nearly(e.name, w.text); from >= 0 {
		return fitNameInside
	}
	if from, _ := nearly(e.rest, w.text); from >= 0 {
		return fitInside
	}
	return fitNone
}

func isBreak(b byte) bool { return strings.IndexByte(" -_./:@"+edge, b) >= 0 }
