package credimport

import (
	"strings"
	"unicode"
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
