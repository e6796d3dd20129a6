package snippet_test

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// The readers here follow the rules of each language as its documentation has them, and
// share nothing with the writers.

// shellLines reads a text as a POSIX shell does, as far as quoting goes: commands as
// words, line by line, comments and empty lines left out. Expansions stay as they are.
func shellLines(t *testing.T, text string) [][]string {
	t.Helper()
	var lines [][]string
	var words []string
	var word strings.Builder
	inWord := false
	endWord := func() {
		if inWord {
			words = append(words, word.String())
		}
		word.Reset()
		inWord = false
	}
	endLine := func() {
		endWord()
		if len(words) > 0 {
			lines = append(lines, words)
		}
		words = nil
	}
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case c == '\'':
			end := strings.IndexByte(text[i+1:], '\'')
			if end < 0 {
				t.Fatalf("a single quote is open at the end of %q", text[i:])
			}
			word.WriteString(text[i+1 : i+1+end])
			i += end + 1
			inWord = true
		case c == '"':
			i = doubleQuoted(t, text, i+1, &word)
			inWord = true
		case c == '\\':
			i++
			if text[i] != '\n' {
				word.WriteByte(text[i])
				inWord = true
			}
		case c == '#' && !inWord:
			for i+1 < len(text) && text[i+1] != '\n' {
				i++
			}
		case c == '\n' || c == ';':
			endLine()
		case c == ' ' || c == '\t':
			endWord()
		default:
			word.WriteByte(c)
			inWord = true
		}
	}
	endLine()
	return lines
}

// doubleQuoted reads up to the closing quote and gives where that is. Inside $( ), which
// is read with its nested quotes, quotes are the command's own.
func doubleQuoted(t *testing.T, text string, i int, into *strings.Builder) int {
	t.Helper()
	depth := 0
	for ; i < len(text); i++ {
		switch c := text[i]; {
		case c == '$' && i+1 < len(text) && (text[i+1] == '(' || text[i+1] == '{'):
			depth++
			into.WriteString(text[i : i+2])
			i++
		case depth > 0:
			if c == ')' || c == '}' {
				depth--
			}
			into.WriteByte(c)
		case c == '"':
			return i
		case c == '\\' && i+1 < len(text) && strings.IndexByte("$`\"\\\n", text[i+1]) >= 0:
			i++
			if text[i] != '\n' {
				into.WriteByte(text[i])
			}
		default:
			into.WriteByte(c)
		}
	}
	t.Fatalf("a double quote is open at the end")
	return i
}

// readCmd reads lines typed at the Windows command line. First %NAME% is replaced, where
// NAME is known: here only the names of a usual environment are. Then carets and quotes
// are read: a caret outside quotes protects the next character, a quote begins or ends
// a stretch in which nothing is special, and stays.
func readCmd(t *testing.T, text string) map[string]string {
	t.Helper()
	return readSet(t, text, func(line string) string {
		for _, name := range []string{"PATH", "OS", "40 ü", "x"} {
			line = strings.ReplaceAll(line, "%"+name+"%", "EXPANDED")
		}
		return line
	})
}

// readBatch reads the lines of a batch file: first %% becomes %, %0 to %9 are the file's
// arguments and %NAME% is replaced by nothing where NAME is not set.
func readBatch(t *testing.T, text string) map[string]string {
	t.Helper()
	return readSet(t, text, expandBatch)
}

func expandBatch(line string) string {
	var b strings.Builder
	for i := 0; i < len(line); i++ {
		if line[i] != '%' {
			b.WriteByte(line[i])
			continue
		}
		switch rest := line[i+1:]; {
		case strings.HasPrefix(rest, "%"):
			b.WriteByte('%')
			i++
		case rest != "" && rest[0] >= '0' && rest[0] <= '9':
			i++
		default:
			if end := strings.IndexByte(rest, '%'); end >= 0 {
				i += end + 1
			}
		}
	}
	return b.String()
}

func readSet(t *testing.T, text string, expand func(string) string) map[string]string {
	t.Helper()
	vars := map[string]string{}
	for line := range strings.SplitSeq(strings.TrimSuffix(text, "\n"), "\n") {
		if line == "@echo off" || strings.HasPrefix(line, "rem ") || line == "chcp 65001 >nul" {
			if strings.ContainsAny(strings.TrimSuffix(line, " >nul"), "%&|<>^") {
				t.Errorf("a comment has something in it that is no comment: %q", line)
			}
			continue
		}
		assignment, ok := strings.CutPrefix(cmdLine(t, expand(line)), "set ")
		name, value, eq := strings.Cut(assignment, "=")
		if !ok || !eq {
			t.Fatalf("no assignment: %q", line)
		}
		vars[name] = value
	}
	return vars
}

func cmdLine(t *testing.T, line string) string {
	t.Helper()
	var b strings.Builder
	quoted := false
	for i := 0; i < len(line); i++ {
		c := line[i]
		switch {
		case c == '"':
			quoted = !quoted
			b.WriteByte(c)
		case c == '^' && !quoted:
			i++
			if i == len(line) {
				t.Fatalf("a caret at the end of %q", line)
			}
			_, n := utf8.DecodeRuneInString(line[i:])
			b.WriteString(line[i : i+n])
			i += n - 1
		case strings.IndexByte("&|<>", c) >= 0 && !quoted:
			t.Fatalf("%c is not protected in %q", c, line)
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// readPowerShell reads lines of the form $env:NAME = 'text', where a doubled quote, of
// whichever single kind, stands for one.
func readPowerShell(t *testing.T, text string) map[string]string {
	t.Helper()
	vars := map[string]string{}
	for line := range strings.SplitSeq(strings.TrimSuffix(text, "\n"), "\n") {
		if strings.HasPrefix(line, "#") {
			continue
		}
		name, value, ok := strings.Cut(strings.TrimPrefix(line, "$env:"), " = ")
		if !ok {
			t.Fatalf("no assignment: %q", line)
		}
		vars[name] = powerShellString(t, value)
	}
	return vars
}

func powerShellString(t *testing.T, s string) string {
	t.Helper()
	runes := []rune(s)
	isQuote := func(r rune) bool { return strings.ContainsRune("'‘’‚‛", r) }
	if len(runes) < 2 || !isQuote(runes[0]) {
		t.Fatalf("no string: %q", s)
	}
	var b strings.Builder
	for i := 1; i < len(runes); i++ {
		if !isQuote(runes[i]) {
			b.WriteRune(runes[i])
			continue
		}
		if i+1 < len(runes) && isQuote(runes[i+1]) {
			b.WriteRune(runes[i])
			i++
			continue
		}
		if i != len(runes)-1 {
			t.Fatalf("something after the string: %q", s)
		}
		return b.String()
	}
	t.Fatalf("the string has no end: %q", s)
	return ""
}
