package credimport

import (
	"fmt"
	"strings"
)

// deepest is how many levels of brackets, tags or indentation an input may have. No file
// of credentials has more than a few dozen; beyond it only time and memory are lost.
const deepest = 1000

// checkNesting looks, before anything is parsed, how deeply a text is nested. It counts
// brackets wherever they stand: a text in quotes may be read as a document of its own.
func checkNesting(text string) *ReadError {
	n := nesting{tags: strings.HasPrefix(strings.TrimLeft(text, " \t\n"), "<")}
	for at := 0; at < len(text); {
		line, next, _ := strings.Cut(text[at:], "\n")
		if over := n.line(line); over >= 0 {
			where := newDocument(text).spot(at + over)
			return &ReadError{
				Line: where.line, Column: where.column, Problem: fmt.Sprintf("it is nested more than %d levels deep here", deepest),
				Expected: "a file of credentials, which is nested a few levels deep", Next: "Give the part that has the credentials.",
			}
		}
		at = len(text) - len(next)
		if next == "" {
			break
		}
	}
	return nil
}

// nesting is how deep a text is at some place, in each of the ways it can be nested.
type nesting struct {
	tags     bool // the text is XML
	brackets int
	elements int
	indents  []int // of the lines that the current one stands under
}

// line counts on through one line, and gives the offset in it that is too deep, else -1.
func (n *nesting) line(s string) int {
	if over := n.indent(s); over >= 0 {
		return over
	}
	for i := range len(s) {
		switch s[i] {
		case '[', '{', '(':
			n.brackets++
		case ']', '}', ')':
			n.brackets = max(n.brackets-1, 0)
		case '<', '/':
			n.tag(s, i)
		}
		if n.brackets > deepest || n.elements > deepest {
			return i
		}
	}
	return -1
}

// tag counts the elements of XML that are open.
func (n *nesting) tag(s string, i int) {
	rest := s[i+1:]
	switch {
	case !n.tags || rest == "":
	case s[i] == '/' && rest[0] == '>', s[i] == '<' && rest[0] == '/':
		n.elements = max(n.elements-1, 0)
	case s[i] == '<' && (isWordByte(rest[0]) || rest[0] >= 0x80):
		n.elements++
	}
}

// indent counts the levels of YAML: lines that are indented further than the one before,
// and the marks of lists inside lists on one line.
func (n *nesting) indent(s string) int {
	rest := strings.TrimLeft(s, " \t-?:")
	width := len(s) - len(rest)
	if rest == "" && strings.TrimSpace(s) == "" {
		return -1
	}
	for len(n.indents) > 0 && n.indents[len(n.indents)-1] >= width {
		n.indents = n.indents[:len(n.indents)-1]
	}
	n.indents = append(n.indents, width)
	marks := strings.Count(s[:width], "- ") + strings.Count(s[:width], "? ") + strings.Count(s[:width], ": ")
	if len(n.indents) > deepest || marks > deepest {
		return width
	}
	return -1
}
