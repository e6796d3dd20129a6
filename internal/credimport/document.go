package credimport

import (
	"sort"
	"strings"
	"unicode/utf8"

	"lanyard/internal/userfile"
)

// decode turns an input into text with plain line ends. lenient replaces what is no text
// instead of refusing it.
func decode(input []byte, lenient bool) (string, *ReadError) {
	s := userfile.Decode(input)
	if strings.IndexByte(s, 0) >= 0 {
		return "", &ReadError{Problem: "this is not a text", Expected: knownForms}
	}
	if bad := userfile.InvalidAt(s); bad >= 0 {
		if !lenient {
			at := newDocument(s).spot(bad)
			return "", &ReadError{
				Line: at.line, Column: at.column, Problem: "the text is not UTF-8", Expected: "a text in UTF-8",
				Next: "Save it as UTF-8, or paste it.",
			}
		}
		s = strings.ToValidUTF8(s, string(utf8.RuneError))
	}
	return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n"), nil
}

// document is a text that knows its lines.
type document struct {
	text   string
	begins []int // the offset at which each line begins

	// Where each line stands in the input that the text was taken from: notebooks keep
	// the lines of a cell as JSON strings. Nil for a text that is the input.
	lines []spot

	// The column of the last offset asked for: with it, asking for all the offsets of a
	// long line in their order takes one walk along the line and not one for each.
	lastOffset, lastColumn int
}

func newDocument(text string) *document {
	d := &document{text: text, begins: []int{0}}
	for i := range len(text) {
		if text[i] == '\n' {
			d.begins = append(d.begins, i+1)
		}
	}
	return d
}

// spot is where an offset stands in the input.
func (d *document) spot(offset int) spot {
	offset = min(max(offset, 0), len(d.text))
	line := sort.SearchInts(d.begins, offset+1) - 1
	column := d.column(d.begins[line], offset)
	if d.lines == nil {
		return spot{line + 1, column}
	}
	outer := d.lines[min(line, len(d.lines)-1)]
	return spot{outer.line, outer.column + column - 1}
}

func (d *document) column(begin, offset int) int {
	from, column := begin, 1
	if d.lastOffset > begin && d.lastOffset <= offset {
		from, column = d.lastOffset, d.lastColumn
	}
	column += utf8.RuneCountInString(d.text[from:offset])
	d.lastOffset, d.lastColumn = offset, column
	return column
}

// line gives the text of a line without its end, and where the next one begins.
func (d *document) line(offset int) (text string, next int) {
	end := strings.IndexByte(d.text[offset:], '\n')
	if end < 0 {
		return d.text[offset:], len(d.text)
	}
	return d.text[offset : offset+end], offset + end + 1
}
