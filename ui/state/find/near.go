package find

import (
	"slices"
	"strings"
	"unicode/utf8"

	"lanyard/internal/profile"
)

// nearly finds a word in a text with one letter too many, missing, wrong, or two letters
// exchanged: from where to where. Without it from is -1. One half of the word then stands
// there as it was written, which is quick to look for.
func nearly(text, word string) (from, to int) {
	half := len(word) / 2
	for at := range places(text, word[:half]) {
		if end := tailNearly(text[at+half:], word[half:]); end >= 0 {
			return at, at + half + end
		}
	}
	for at := range places(text, word[half:]) {
		if begin := headNearly(text[:at], word[:half]); begin >= 0 {
			return begin, at + len(word) - half
		}
	}
	turned := []byte(word) // the two letters where the halves meet
	turned[half-1], turned[half] = turned[half], turned[half-1]
	if at := strings.Index(text, string(turned)); at >= 0 {
		return at, at + len(word)
	}
	return -1, -1
}

// places are all positions of a part in a text.
func places(text, part string) func(yield func(int) bool) {
	return func(yield func(int) bool) {
		for from := 0; ; {
			at := strings.Index(text[from:], part)
			if at < 0 || !yield(from+at) {
				return
			}
			from += at + 1
		}
	}
}

// tailNearly reports where the text's beginning ends that is the part with one mistake; -1
// when it is not.
func tailNearly(text, part string) int {
	n := 0
	for n < len(part) && n < len(text) && part[n] == text[n] {
		n++
	}
	for _, try := range []struct{ text, part int }{{1, 1}, {1, 0}, {0, 1}} {
		if n+try.text <= len(text) && n+try.part <= len(part) && strings.HasPrefix(text[n+try.text:], part[n+try.part:]) {
			return n + try.text + len(part) - n - try.part
		}
	}
	if n+1 < len(part) && n+1 < len(text) && part[n] == text[n+1] && part[n+1] == text[n] && strings.HasPrefix(text[n+2:], part[n+2:]) {
		return len(part)
	}
	return -1
}

// headNearly is tailNearly from the other side: where the text's end begins that is the part
// with one mistake.
func headNearly(text, part string) int {
	if end := tailNearly(reversed(last(text, len(part)+1)), reversed(part)); end >= 0 {
		return len(text) - end
	}
	return -1
}

func last(s string, n int) string { return s[max(0, len(s)-n):] }

func reversed(s string) string {
	b := []byte(s)
	slices.Reverse(b)
	return string(b)
}

// Span is a part of a name: the bytes from the first to before the second.
type Span struct{ From, To int }

// Spans are the parts of a name in which words of the query stand, in their order, none
// beside another. A name that changes its length in lower case has none.
func (q Query) Spans(name string) []Span {
	low := profile.FoldName(name)
	if len(low) != len(name) || len(q.words) == 0 {
		return nil
	}
	var spans []Span
	for _, w := range q.words {
		from := strings.Index(low, w.text)
		to := from + len(w.text)
		if from < 0 && w.long() {
			from, to = nearly(low, w.text)
		}
		if from >= 0 && utf8.ValidString(name[from:to]) {
			spans = append(spans, Span{from, to})
		}
	}
	return joined(spans)
}

func joined(spans []Span) []Span {
	slices.SortFunc(spans, func(a, b Span) int { return a.From - b.From })
	var out []Span
	for _, s := range spans {
		if n := len(out); n > 0 && s.From <= out[n-1].To {
			out[n-1].To = max(out[n-1].To, s.To)
			continue
		}
		out = append(out, s)
	}
	return out
}
