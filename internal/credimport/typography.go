package credimport

import (
	"strings"
	"unicode/utf8"
)

// Word processors and wikis make typographic signs of what was typed in a command:
// quotes that open and close, and dashes of hyphens.

// curly reads a part of a word in typographic quotes. ok is false where there is none,
// or none that ends on its line.
func (w *shellWords) curly() bool {
	quote, n := utf8.DecodeRuneInString(w.src[w.at:])
	if before := w.text.String(); !isCurly(quote) || before != "" && !strings.HasSuffix(before, "=") {
		return false
	}
	if w.at < w.lone[quote] {
		return false
	}
	line, _, _ := strings.Cut(w.src[w.at+n:], "\n")
	end := strings.IndexFunc(line, func(r rune) bool { return r != '\'' && r != '"' && strings.ContainsRune(closers(quote), r) })
	if strings.ContainsRune(singleOpen, quote) {
		end = closingSingle(line, closers(quote))
	}
	if end < 0 {
		if w.lone == nil {
			w.lone = map[rune]int{}
		}
		w.lone[quote] = w.at + n + len(line)
		return false
	}
	_, m := utf8.DecodeRuneInString(line[end:])
	w.text.WriteString(line[:end])
	w.at += n + end + m
	return true
}

// closingSingle finds where a text in single typographic quotes ends: at the last of
// them that a blank or the end of the line follows, as apostrophes look the same.
func closingSingle(line, quotes string) int {
	for i, r := range line {
		if r == '\'' || !strings.ContainsRune(quotes, r) {
			continue
		}
		rest := line[i+utf8.RuneLen(r):]
		if rest == "" || strings.IndexByte(" \t;|&)\\", rest[0]) >= 0 {
			return i
		}
	}
	return -1
}

// plainDashes makes hyphens of the dashes that a word begins with: "—header" was
// "--header", and "–k" was "-k".
func plainDashes(words []word) []word {
	for i, w := range words {
		rest := w.text
		hyphens := ""
		for rest != "" {
			r, n := utf8.DecodeRuneInString(rest)
			switch r {
			case '–', '‐', '‑', '−', '‒':
				hyphens += "-"
			case '—', '―':
				hyphens += "--"
			case '-':
				hyphens += "-"
			default:
				n = 0
			}
			if n == 0 {
				break
			}
			rest = rest[n:]
		}
		if len(hyphens) == 1 && len(rest) > 2 && strings.HasPrefix(w.text, "–") && curlBareOrLong(rest) {
			hyphens = "--" // one dash was made of two hyphens
		}
		if hyphens != "" && rest != "" && !strings.HasPrefix(w.text, hyphens+rest) {
			words[i].text = hyphens + rest
		}
	}
	return words
}

// curlBareOrLong is true for the long names of flags that commands here have.
func curlBareOrLong(name string) bool {
	name, _, _ = strings.Cut(name, "=")
	switch name {
	case "header", "data", "data-raw", "data-binary", "data-urlencode", "request", "url", "user", "form", "json", "apikey", "username", "password", "proxy":
		return true
	}
	return curlBare(name)
}
