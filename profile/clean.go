package profile

import (
	"strings"
	"unicode"
)

// Quotes and commas that come along when a value is copied out of a document, a
// notebook or an e-mail.
const (
	quotes   = "\"'`´“”„‟‘’‚‛«»‹›＂＇"
	trailers = ",;，；、"
)

// notes collects what was changed, each change once and in words.
type notes []string

func (n *notes) add(change string) {
	for _, have := range *n {
		if have == change {
			return
		}
	}
	*n = append(*n, change)
}

// cleanText takes off what is not part of a pasted value and says what.
func cleanText(text string, said *notes) string {
	visible := strings.Map(func(r rune) rune {
		if isInvisible(r) {
			return -1
		}
		return r
	}, text)
	trimmed := strings.TrimFunc(visible, unicode.IsSpace)
	if len(strings.TrimFunc(text, unicode.IsSpace)) != len(trimmed) {
		said.add("Invisible characters were removed.")
	} else if trimmed != text {
		said.add("Blanks around the address were removed.")
	}
	for {
		before := trimmed
		if t := strings.TrimRight(trimmed, trailers); t != trimmed {
			said.add("The comma at the end was removed.")
			trimmed = t
		}
		if t := trimQuotes(trimmed); t != trimmed {
			said.add("The quotes around the address were removed.")
			trimmed = t
		}
		if t := strings.TrimFunc(trimmed, unicode.IsSpace); t != trimmed {
			said.add("Blanks around the address were removed.")
			trimmed = t
		}
		if trimmed == before {
			return trimmed
		}
	}
}

// trimQuotes takes off quotes at both ends, also unbalanced ones, and the angle
// brackets that e-mail programs put around a whole address.
func trimQuotes(s string) string {
	s = strings.Trim(s, quotes)
	if len(s) > 2 && s[0] == '<' && s[len(s)-1] == '>' && strings.Contains(s, "://") && strings.Count(s, "<") == 1 {
		return s[1 : len(s)-1]
	}
	return s
}

// isInvisible is true for control characters and for those of no width, which come
// from web pages, PDFs and line breaks in the middle of a pasted address.
func isInvisible(r rune) bool {
	switch r {
	case '\t':
		return false
	case '\u00ad', '\u034f', '\u115f', '\u1160', '\u3164', '\ufffd', '\u180e':
		return true
	}
	return unicode.Is(unicode.Cc, r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Variation_Selector, r)
}
