package credimport

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Quotes that open a string, and those that close it. Word processors turn straight
// quotes into typographic ones, and not always in pairs.
const (
	doubleOpen  = "“”„‟«»＂"
	doubleClose = "“”‟«»＂\""
	singleOpen  = "‘’‚‛‹›＇´"
	singleClose = "‘’‛‹›＇´'"
)

func isQuote(r rune) bool {
	return r == '"' || r == '\'' || r == '`' || isCurly(r)
}

func isCurly(r rune) bool {
	return strings.ContainsRune(doubleOpen, r) || strings.ContainsRune(singleOpen, r)
}

// closers are the quotes that close a string which a quote has opened.
func closers(open rune) string {
	switch {
	case strings.ContainsRune(doubleOpen, open):
		return doubleClose
	case strings.ContainsRune(singleOpen, open):
		return singleClose
	}
	return string(open)
}

// str reads a string whose opening quote, n bytes long, stands at l.at. A string ends
// at the end of its line even without a closing quote, unless its quotes are such that
// span lines.
func (l *lexer) str(quote rune, n int, raw, formatted bool) token {
	if quote == '"' || quote == '\'' {
		if t, ok := l.longString(string(quote)+string(quote)+string(quote), raw, formatted); ok {
			return t
		}
	}
	if quote == '`' && l.js {
		if t, ok := l.longString("`", raw, true); ok {
			return t
		}
	}
	l.at += n
	begin := l.at
	closing := closers(quote)
	for l.at < len(l.src) && l.src[l.at] != '\n' {
		r, n := utf8.DecodeRuneInString(l.src[l.at:])
		if r == '\\' && l.at+1 < len(l.src) && l.src[l.at+1] != '\n' {
			l.at += 2
			continue
		}
		if strings.ContainsRune(closing, r) {
			t := token{kind: tokString, text: unescape(l.src[begin:l.at], raw), formatted: formatted, curly: isCurly(quote) || isCurly(r)}
			l.at += n
			return t
		}
		l.at += n
	}
	text := l.src[begin:min(l.at, len(l.src))]
	l.at = begin + len(text)
	return token{kind: tokString, text: unescape(cutTail(text), raw), formatted: formatted, curly: isCurly(quote), open: true}
}

// cutTail takes off what follows a value that has lost its closing quote.
func cutTail(s string) string { return strings.TrimRight(s, " \t,;})]") }

// longString reads a string that spans lines, if it has an end.
func (l *lexer) longString(quotes string, raw, formatted bool) (token, bool) {
	if !strings.HasPrefix(l.src[l.at:], quotes) {
		return token{}, false
	}
	begin := l.at + len(quotes)
	end, ok := l.find(quotes, begin)
	if !ok {
		return token{}, false
	}
	l.at = end + len(quotes)
	return token{kind: tokString, text: unescape(l.src[begin:end], raw), formatted: formatted}, true
}

// unescape replaces the escapes that Python, JavaScript and JSON have in common. A
// backslash before anything else stays, as in Python.
func unescape(s string, raw bool) string {
	if raw || strings.IndexByte(s, '\\') < 0 {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for i := 0; i < len(s); {
		if s[i] != '\\' || i+1 == len(s) {
			b.WriteByte(s[i])
			i++
			continue
		}
		text, n := escape(s[i:])
		b.WriteString(text)
		i += n
	}
	return b.String()
}

// escape reads one escape and gives its text and length.
func escape(s string) (text string, n int) {
	switch s[1] {
	case 'n':
		return "\n", 2
	case 't':
		return "\t", 2
	case 'r':
		return "\r", 2
	case '\\', '"', '\'', '/', '`':
		return s[1:2], 2
	case '\n':
		return "", 2
	case 'x':
		return hexEscape(s, 2)
	case 'u':
		return hexEscape(s, 4)
	case 'U':
		return hexEscape(s, 8)
	}
	return s[:2], 2
}

func hexEscape(s string, digits int) (string, int) {
	if len(s) < 2+digits {
		return s[:2], 2
	}
	v, err := strconv.ParseUint(s[2:2+digits], 16, 32)
	if err != nil || v > utf8.MaxRune {
		return s[:2], 2
	}
	if r := rune(v); digits == 4 && utf16.IsSurrogate(r) && strings.HasPrefix(s[6:], `\u`) {
		if low, err := strconv.ParseUint(s[8:min(12, len(s))], 16, 32); err == nil {
			return string(utf16.DecodeRune(r, rune(low))), 12
		}
	}
	return string(rune(v)), 2 + digits
}
