package credimport

import (
	"strings"
	"unicode/utf8"
)

// word is one word of a command line, its quotes and escapes resolved.
type word struct {
	text string
	at   int
}

// words reads the words of a command that begins at an offset, as a shell does, and
// gives the offset behind it. A command ends at the end of its line, unless a backslash
// or the sign of another shell continues it, at a semicolon, a bar, an ampersand, or at
// limit.
func (r *reader) words(at, limit int) ([]word, int) {
	w := shellWords{src: r.doc.text[:limit], at: at, vars: r.vars, endless: map[string]bool{}}
	if limit == len(r.doc.text) {
		w.endless = r.p.lex.endless // holds for all of the text
	}
	return w.read()
}

type shellWords struct {
	src     string
	at      int
	vars    map[string]string
	endless map[string]bool // quotes that are known to have no end
	lone    map[rune]int    // typographic quotes that are known to have none before an offset
	out     []word
	text    strings.Builder
	began   int
	inWord  bool
}

func (w *shellWords) read() ([]word, int) {
	for w.at < len(w.src) {
		c := w.src[w.at]
		switch {
		case w.continues():
		case c == '\n' || c == ';' || c == '|' || c == ')' || c == '&' && !w.inAddress():
			w.close()
			return w.out, w.at + 1
		case c == ' ' || c == '\t':
			w.close()
			w.at++
		case c == '#' && !w.inWord:
			w.skipComment()
		default:
			w.piece()
		}
	}
	w.close()
	return w.out, w.at
}

// continues skips the sign at the end of a line that continues it: a backslash, a caret
// for cmd, a backquote for PowerShell.
func (w *shellWords) continues() bool {
	if strings.IndexByte("\\^`", w.src[w.at]) < 0 || w.at+1 >= len(w.src) {
		return false
	}
	rest := strings.TrimLeft(w.src[w.at+1:min(len(w.src), w.at+40)], " \t")
	if !strings.HasPrefix(rest, "\n") {
		return false
	}
	w.close()
	w.at = strings.IndexByte(w.src[w.at:], '\n') + w.at + 1
	return true
}

// inAddress is true inside an address that lacks its quotes.
func (w *shellWords) inAddress() bool {
	return w.inWord && strings.HasPrefix(w.text.String(), "http")
}

func (w *shellWords) skipComment() {
	if i := strings.IndexByte(w.src[w.at:], '\n'); i >= 0 {
		w.at += i
		return
	}
	w.at = len(w.src)
}

func (w *shellWords) open() {
	if !w.inWord {
		w.inWord, w.began = true, w.at
		w.text.Reset()
	}
}

func (w *shellWords) close() {
	if w.inWord {
		w.out = append(w.out, word{w.text.String(), w.began})
		w.inWord = false
	}
}

// piece reads one piece of a word: a character, an escape, a variable, a quoted part.
func (w *shellWords) piece() {
	w.open()
	rest := w.src[w.at:]
	switch c := rest[0]; {
	case c >= utf8.RuneSelf && w.curly():
	case c == '\'':
		w.single()
	case c == '"' || strings.HasPrefix(rest, "“") || strings.HasPrefix(rest, "”"):
		w.double()
	case strings.HasPrefix(rest, "$'"):
		w.at++
		w.ansi()
	case c == '$':
		w.variable()
	case c == '\\' && len(rest) > 1:
		_, n := utf8.DecodeRuneInString(rest[1:])
		w.text.WriteString(rest[1 : 1+n])
		w.at += 1 + n
	default:
		_, n := utf8.DecodeRuneInString(rest)
		w.text.WriteString(rest[:n])
		w.at += n
	}
}

// closing finds a closing quote, and remembers when there is none.
func (w *shellWords) closing(quote string) (int, bool) {
	if w.endless[quote] {
		return 0, false
	}
	i := strings.Index(w.src[w.at+1:], quote)
	if i < 0 {
		w.endless[quote] = true
		return 0, false
	}
	return w.at + 1 + i, true
}

func (w *shellWords) single() {
	end, ok := w.closing("'")
	if !ok {
		w.at++
		return
	}
	w.text.WriteString(w.src[w.at+1 : end])
	w.at = end + 1
}

func (w *shellWords) double() {
	if _, ok := w.closing(`"`); !ok && w.src[w.at] == '"' {
		w.at++
		return
	}
	_, n := utf8.DecodeRuneInString(w.src[w.at:])
	w.at += n
	for w.at < len(w.src) {
		rest := w.src[w.at:]
		switch c := rest[0]; {
		case c == '"':
			w.at++
			return
		case strings.HasPrefix(rest, "“"), strings.HasPrefix(rest, "”"):
			w.at += len("”")
			return
		case c == '\\' && len(rest) > 1 && rest[1] == '\n':
			w.at += 2
		case c == '\\' && len(rest) > 1 && strings.IndexByte("\\\"$`", rest[1]) >= 0:
			w.text.WriteByte(rest[1])
			w.at += 2
		case c == '$':
			w.variable()
		default:
			_, n := utf8.DecodeRuneInString(rest)
			w.text.WriteString(rest[:n])
			w.at += n
		}
	}
}

// ansi reads $'…', whose escapes are those of C.
func (w *shellWords) ansi() {
	begin := w.at + 1
	for end := begin; end < len(w.src); end++ {
		switch w.src[end] {
		case '\\':
			end++
		case '\'':
			w.text.WriteString(unescape(w.src[begin:end], false))
			w.at = end + 1
			return
		}
	}
	w.at = len(w.src)
}

// variable puts in the value of a variable that the same input has set. Others leave a
// hole, and so does what a command would print.
func (w *shellWords) variable() {
	rest := w.src[w.at:]
	if strings.HasPrefix(rest, "$(") {
		w.text.WriteString(placeholder)
		w.skipNested()
		return
	}
	name := strings.TrimPrefix(strings.TrimPrefix(rest[1:min(len(rest), 2*longestName)], "{"), "env:")
	begin := strings.Index(rest, name)
	end := 0
	for end < len(name) && isWordByte(name[end]) {
		end++
	}
	n := begin + end
	text, ok := w.vars[name[:end]]
	if rest[1:] != "" && rest[1] == '{' && n < len(rest) {
		line, _, _ := strings.Cut(rest[:min(len(rest), maxJoined)], "\n")
		closed := closingBrace(line, 1)
		_, def, has := withDefault(line[:closed])
		switch {
		case rest[n] == '}':
			n++
		case has && !ok:
			text, ok, n = def, true, closed
		case has:
			n = closed
		}
	}
	switch {
	case end == 0:
		text = "$"
		n = 1
	case !ok || w.text.Len()+len(text) > maxJoined:
		text = placeholder
	}
	w.text.WriteString(text)
	w.at += n
}

func (w *shellWords) skipNested() {
	depth := 0
	for ; w.at < len(w.src); w.at++ {
		switch w.src[w.at] {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				w.at++
				return
			}
		case '\n':
			if depth > 0 && !strings.HasSuffix(w.src[:w.at], "\\") {
				return
			}
		}
	}
}

// The Windows command line takes a line apart twice: cmd resolves its carets, and the
// program that is started resolves backslashes and quotes. "Copy as cURL (cmd)" of the
// browsers protects every character from both.

// isCmdLine reports whether a command is written for cmd: it has quotes behind carets,
// or stands in a batch file.
func isCmdLine(line, source string) bool {
	first := strings.IndexAny(line, `'"`)
	return first > 1 && line[first-2:first+1] == ` ^"` || hasSuffix(baseName(source), ".bat", ".cmd")
}

// cmdWords reads the words of a command of cmd that begins at an offset, and gives the
// offset behind it.
func cmdWords(src string, at int) ([]word, int) {
	chars, end := cmdChars(src, at)
	return cmdArguments(chars), end
}

// placed is a character of a command line and where it stands.
type placed struct {
	c  byte
	at int
}

// cmdChars resolves carets, and doubled percent signs, up to the end of the command. A
// caret before the end of a line goes on with the next; an empty line there is the end
// of a line in the text itself.
func cmdChars(src string, at int) (chars []placed, end int) {
	inQuotes := false
	for ; at < len(src); at++ {
		c := src[at]
		switch {
		case c == '^' && !inQuotes && at+1 < len(src):
			var c byte
			c, at = afterCaret(src, at+1)
			chars = append(chars, placed{c, at})
			continue
		case c == '\n', !inQuotes && (c == '&' || c == '|'):
			return chars, at + 1
		case c == '%' && at+1 < len(src) && src[at+1] == '%':
			at++
		case c == '"':
			inQuotes = !inQuotes
		}
		chars = append(chars, placed{c, at})
	}
	return chars, at
}

// afterCaret gives what a caret makes of what follows it, and where that ends. Blanks
// before the end of a line came along when it was copied.
func afterCaret(src string, at int) (c byte, end int) {
	rest := src[at:]
	trimmed := strings.TrimLeft(rest, " \t")
	switch {
	case strings.HasPrefix(rest, "\n\n"):
		return '\n', at + 1
	case strings.HasPrefix(trimmed, "\n"):
		return ' ', at + len(rest) - len(trimmed)
	}
	return src[at], at
}

// cmdArguments cuts a command line into words as programs of Windows do.
func cmdArguments(chars []placed) []word {
	var out []word
	var text strings.Builder
	began, inQuotes := -1, false
	for i := 0; i < len(chars); i++ {
		c := chars[i]
		if (c.c == ' ' || c.c == '\t') && !inQuotes {
			if began >= 0 {
				out = append(out, word{text.String(), began})
			}
			text.Reset()
			began = -1
			continue
		}
		if began < 0 {
			began = c.at
		}
		switch {
		case c.c == '\\':
			i += backslashes(chars[i:], &text) - 1
		case c.c == '"' && inQuotes && i+1 < len(chars) && chars[i+1].c == '"':
			text.WriteByte('"')
			i++
		case c.c == '"':
			inQuotes = !inQuotes
		default:
			text.WriteByte(c.c)
		}
	}
	if began >= 0 {
		out = append(out, word{text.String(), began})
	}
	return out
}

// backslashes reads a run of them: before a quote two are one and an odd one protects
// it, elsewhere they are what they are. It gives how many characters it read.
func backslashes(chars []placed, text *strings.Builder) int {
	n := 0
	for n < len(chars) && chars[n].c == '\\' {
		n++
	}
	if n == len(chars) || chars[n].c != '"' {
		text.WriteString(strings.Repeat(`\`, n))
		return n
	}
	text.WriteString(strings.Repeat(`\`, n/2))
	if n%2 == 1 {
		text.WriteByte('"')
		return n + 1
	}
	return n
}
