package credimport

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// tokenKind is what a token of a program text is.
type tokenKind uint8

const (
	tokEnd     tokenKind = iota
	tokNewline           // one or more line ends
	tokString
	tokName
	tokNumber
	tokPunct
)

// token is a piece of a program text in Python, JavaScript, JSON or something like
// them.
type token struct {
	kind      tokenKind
	text      string // a string's content, a name, a number, or the punctuation
	at, end   int    // its place in the text, in bytes
	formatted bool   // the string takes values in: f"…{name}…", `…${name}…`
	curly     bool   // the string stood in typographic quotes
	open      bool   // the string has no closing quote
}

func (t token) is(punct string) bool { return t.kind == tokPunct && t.text == punct }

// lexer cuts a program text into tokens. It knows the tokens that the languages of
// documents and notebooks have in common, and takes what it doesn't know for
// punctuation. It never fails, and looks at no byte more than a few times.
type lexer struct {
	src string
	at  int
	js  bool // backquotes make strings that span lines
	// Long brackets that were found to have no end: they need not be sought again.
	endless map[string]bool
}

func newLexer(src string, at int, js bool) *lexer {
	return &lexer{src: src, at: at, js: js, endless: map[string]bool{}}
}

// next gives the next token. Comments and blanks are skipped.
func (l *lexer) next() token {
	l.skipBlanks()
	at := l.at
	if at >= len(l.src) {
		return token{kind: tokEnd, at: at, end: at}
	}
	r, n := utf8.DecodeRuneInString(l.src[at:])
	var t token
	switch {
	case r == '\n':
		l.skipLines()
		t = token{kind: tokNewline}
	case isQuote(r):
		t = l.str(r, n, false, false)
	case unicode.IsLetter(r) || r == '_' || r == '$':
		t = l.name()
	case r >= '0' && r <= '9':
		t = l.number()
	default:
		t = l.punct(n)
	}
	t.at, t.end = at, l.at
	return t
}

// skipBlanks skips blanks, comments, and the backslash that continues a line. Line
// ends are not blanks.
func (l *lexer) skipBlanks() {
	for l.at < len(l.src) {
		rest := l.src[l.at:]
		switch {
		case rest[0] == ' ' || rest[0] == '\t':
			l.at++
		case strings.HasPrefix(rest, "\\\n"):
			l.at += 2
		case rest[0] == '#', strings.HasPrefix(rest, "//"), strings.HasPrefix(rest, "```"):
			l.toLineEnd()
		case strings.HasPrefix(rest, "/*"):
			end, ok := l.find("*/", l.at+2)
			if !ok {
				return
			}
			l.at = end + 2
		default:
			r, n := utf8.DecodeRuneInString(rest)
			if r == '\n' || !unicode.IsSpace(r) && !isInvisible(r) {
				return
			}
			l.at += n
		}
	}
}

// isInvisible is true for the marks of no width that web pages and PDFs put between
// characters.
func isInvisible(r rune) bool { return unicode.In(r, unicode.Cf, unicode.Variation_Selector) }

func (l *lexer) skipLines() {
	for l.at < len(l.src) && l.src[l.at] == '\n' {
		l.at++
		l.skipBlanks()
	}
}

func (l *lexer) toLineEnd() {
	if i := strings.IndexByte(l.src[l.at:], '\n'); i >= 0 {
		l.at += i
		return
	}
	l.at = len(l.src)
}

// find gives the offset of a closing bracket, and remembers that there is none.
func (l *lexer) find(closing string, from int) (int, bool) {
	if l.endless[closing] || from > len(l.src) {
		return 0, false
	}
	if i := strings.Index(l.src[from:], closing); i >= 0 {
		return from + i, true
	}
	l.endless[closing] = true
	return 0, false
}

// name reads a name, or a string with letters in front such as u'…' and f"…".
func (l *lexer) name() token {
	end := l.at
	for end < len(l.src) {
		r, n := utf8.DecodeRuneInString(l.src[end:])
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '_' && r != '$' {
			break
		}
		end += n
	}
	text := l.src[l.at:end]
	l.at = end
	if r, n := utf8.DecodeRuneInString(l.src[end:]); n > 0 && isQuote(r) && len(text) <= 2 {
		switch strings.ToLower(text) {
		case "u", "b":
			return l.str(r, n, false, false)
		case "r", "br", "rb":
			return l.str(r, n, true, false)
		case "f":
			return l.str(r, n, false, true)
		case "fr", "rf":
			return l.str(r, n, true, true)
		}
	}
	return token{kind: tokName, text: text}
}

// number reads a number, a version or a date: what begins with a digit and goes on
// without a blank.
func (l *lexer) number() token {
	end := l.at
	for end < len(l.src) && (isWordByte(l.src[end]) || l.src[end] == '.') {
		end++
	}
	text := l.src[l.at:end]
	l.at = end
	return token{kind: tokNumber, text: text}
}

func isWordByte(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

// punct reads punctuation. The signs of two characters are those that would mean
// something else when cut in two.
func (l *lexer) punct(n int) token {
	rest := l.src[l.at:]
	for _, two := range []string{"=>", ":=", "<-", "==", "!=", "<=", ">=", "||", "&&", "??", "?.", "->", "::", "+=", "**"} {
		if strings.HasPrefix(rest, two) {
			n = 2
			break
		}
	}
	l.at += n
	return token{kind: tokPunct, text: rest[:n]}
}

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
