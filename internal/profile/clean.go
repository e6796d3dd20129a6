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

// cleanText takes off what is not part of a pasted value and says what. Each round
// does its work in one pass, and hardly a text needs a third.
func cleanText(text string, said *notes) string {
	if s := dropInvisible(text); s != text {
		said.add("Invisible characters were removed.")
		text = s
	}
	for {
		before := text
		text = trimEnds(text, said)
		if s := dropName(text); s != text {
			said.add("The name in front of the address was removed.")
			text = s
		}
		if s := dropBrackets(text); s != text {
			said.add("The quotes around the address were removed.")
			text = s
		}
		if text == before {
			return text
		}
	}
}

// trimEnds takes blanks and quotes off both ends, and commas off the last.
func trimEnds(text string, said *notes) string {
	var blanks, quoted, comma bool
	end := func(r rune) bool {
		switch {
		case unicode.IsSpace(r):
			blanks = true
		case strings.ContainsRune(quotes, r):
			quoted = true
		default:
			return false
		}
		return true
	}
	text = strings.TrimLeftFunc(text, end)
	text = strings.TrimRightFunc(text, func(r rune) bool {
		if strings.ContainsRune(trailers, r) {
			comma = true
			return true
		}
		return end(r)
	})
	for _, s := range []struct {
		is     bool
		change string
	}{
		{blanks, "Blanks around the address were removed."},
		{comma, "The comma at the end was removed."},
		{quoted, "The quotes around the address were removed."},
	} {
		if s.is {
			said.add(s.change)
		}
	}
	return text
}

func dropInvisible(s string) string {
	return strings.Map(func(r rune) rune {
		if isInvisible(r) {
			return -1
		}
		return r
	}, s)
}

// assignment is a name before an address, as in a line of a notebook, a shell script
// or a file of settings.
var assignment = lazily(`^(?i:export\s+|set\s+|\$env:)?["'“]?[A-Za-z_][A-Za-z0-9_.-]*["'”]?\s*[:=]\s*(["'“]?(?i:https?)://.*)$`)

func dropName(s string) string {
	if m := assignment().FindStringSubmatch(s); m != nil {
		return m[1]
	}
	return s
}

// dropBrackets takes off the angle brackets that e-mail programs put around a whole
// address; a placeholder in brackets has no scheme and keeps them.
func dropBrackets(s string) string {
	if len(s) > 2 && s[0] == '<' && s[len(s)-1] == '>' && strings.Contains(s, "://") && strings.Count(s, "<") == 1 {
		return s[1 : len(s)-1]
	}
	return s
}

// isInvisible is true for what has no place in an address and can't be seen there:
// control characters and those of no width, as web pages and PDFs have them. Blanks
// and line breaks are not among them: two lines must not become one address.
func isInvisible(r rune) bool {
	switch r {
	case '\u034f', '\u115f', '\u1160', '\u3164', '\uffa0':
		return true
	}
	return !unicode.IsSpace(r) && (isControl(r) || unicode.In(r, unicode.Cf, unicode.Variation_Selector))
}

// isControl is true for what a name must not have: control characters, line
// separators, and the marks that turn or hide the text around them. The joiners that
// words of many languages and emoji are made with are allowed.
func isControl(r rune) bool {
	const nonJoiner, joiner = '\u200c', '\u200d'
	return r != nonJoiner && r != joiner && unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp)
}
