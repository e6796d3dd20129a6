package reference

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/compose-spec/compose-go/v2/dotenv"
)

// UnreadableError says which line of a file of variables is none, and nothing of what
// stands there: it may be a secret.
type UnreadableError struct {
	Line int // 0: not known
}

// Error names the line.
func (e *UnreadableError) Error() string {
	if e.Line == 0 {
		return "it is no file of variables"
	}
	return fmt.Sprintf("line %d is no variable, comment or part of a value in quotes", e.Line)
}

// errorLine is how the library names a line. The rest of what it says quotes the file.
var errorLine = regexp.MustCompile(`^line (\d+):`)

// ReadDotenv reads the variables of an .env file: comments are cut, quotes and what a
// backslash means in double ones are read, and a dollar sign is a dollar sign. A name
// without a value is left to the environment. The error is an [*UnreadableError].
func ReadDotenv(text string) (map[string]string, error) {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	dollar := unused(text)
	cut, open := cutComments(text)
	if open > 0 {
		return nil, &UnreadableError{open}
	}
	vars, err := dotenv.UnmarshalWithLookup(strings.ReplaceAll(cut, "$", dollar), nil)
	if err != nil {
		line := 0
		if m := errorLine.FindStringSubmatch(err.Error()); m != nil {
			line, _ = strconv.Atoi(m[1])
		}
		return nil, &UnreadableError{line}
	}
	for name, value := range vars {
		vars[name] = strings.ReplaceAll(value, dollar, "$")
	}
	return vars, nil
}

// unused is a text that does not occur in another one. The library expands variables, with
// no way to say no; it finds none in a text without a dollar sign.
func unused(text string) string {
	mark := "\ue000"
	for strings.Contains(text, mark) {
		mark += "\ue001"
	}
	return mark
}

// assigned is the beginning of a line that sets a variable, up to its value.
var assigned = regexp.MustCompile(`^\s*(export\s+)?[A-Za-z_][A-Za-z0-9_.\-]*\s*[=:]`)

// lateComment is a comment behind a value without quotes, or in place of one.
var lateComment = regexp.MustCompile(`\s#.*$`)

// cutComments cuts the comments that the library takes for a value: behind a tab, and where
// nothing stands before them. Within quotes, over several lines too, everything stays. Quotes
// that never end are told by the line that begins them.
func cutComments(text string) (cut string, unended int) {
	lines := strings.Split(text, "\n")
	var open byte // the quotes that a line above began
	for i, line := range lines {
		rest := line
		if open == 0 {
			head := assigned.FindString(line)
			value := strings.TrimLeft(line[len(head):], " \t")
			if head == "" {
				continue
			}
			if value == "" || value[0] != '"' && value[0] != '\'' {
				lines[i] = head + lateComment.ReplaceAllString(line[len(head):], "")
				continue
			}
			open, rest, unended = value[0], value[1:], i+1
		}
		if closedIn(rest, open) {
			open, unended = 0, 0
		}
	}
	return strings.Join(lines, "\n"), unended
}

// closedIn reports whether quotes end in a line.
func closedIn(line string, quote byte) bool {
	for i := 0; i < len(line); i++ {
		switch line[i] {
		case '\\':
			i++
		case quote:
			return true
		}
	}
	return false
}
