package credimport

import "strings"

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
