package kit

import (
	"regexp"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// NewDocument shows a text in the little Markdown that our own pages use: headings,
// paragraphs, lists, tables, bold and code. A table is told row by row.
func NewDocument(markdown string) *widget.RichText {
	d := &documentMaker{}
	for block := range strings.SplitSeq(strings.ReplaceAll(markdown, "\r\n", "\n"), "\n\n") {
		d.block(strings.TrimSpace(block))
	}
	text := widget.NewRichText(d.segments...)
	text.Wrapping = fyne.TextWrapWord
	return text
}

var links = regexp.MustCompile(`\[([^\]]+)\]\([^)]+\)`)

type documentMaker struct{ segments []widget.RichTextSegment }

func (d *documentMaker) block(block string) {
	switch {
	case block == "", strings.HasPrefix(block, "# "): // the title stands above the text
	case strings.HasPrefix(block, "## "):
		d.line(strings.TrimPrefix(block, "## "), widget.RichTextStyle{SizeName: theme.SizeNameSubHeadingText, TextStyle: fyne.TextStyle{Bold: true}})
	case strings.HasPrefix(block, "- "):
		for _, item := range strings.Split("\n"+block, "\n- ")[1:] {
			d.paragraph("•  " + unfold(item))
		}
	case strings.HasPrefix(block, "|"):
		d.table(strings.Split(block, "\n"))
	default:
		d.paragraph(unfold(block))
	}
}

// unfold joins the lines of a paragraph.
func unfold(s string) string { return strings.Join(strings.Fields(s), " ") }

// paragraph takes bold and code apart. Of a link it leaves the words: the pages that ours
// lead to are not in the program.
func (d *documentMaker) paragraph(text string) {
	text = links.ReplaceAllString(text, "$1")
	for i, part := range strings.Split(text, "**") {
		for j, piece := range strings.Split(part, "`") {
			if piece != "" {
				d.segments = append(d.segments, &widget.TextSegment{Text: piece, Style: widget.RichTextStyle{
					Inline: true, TextStyle: fyne.TextStyle{Bold: i%2 == 1, Monospace: j%2 == 1},
				}})
			}
		}
	}
	d.line("", widget.RichTextStyle{})
}

// line ends a paragraph with a text of its own.
func (d *documentMaker) line(text string, style widget.RichTextStyle) {
	d.segments = append(d.segments, &widget.TextSegment{Text: text, Style: style})
}

// table tells what its rows say, each under its first cell.
func (d *documentMaker) table(rows []string) {
	var head []string
	for i, row := range rows {
		cells := strings.Split(strings.Trim(strings.TrimSpace(row), "|"), "|")
		for j := range cells {
			cells[j] = strings.TrimSpace(cells[j])
		}
		switch {
		case i == 0:
			head = cells
		case strings.HasPrefix(cells[0], "---"):
		default:
			d.paragraph("**" + strings.ReplaceAll(cells[0], "`", "") + "**")
			for j, cell := range cells[1:] {
				if j+1 < len(head) {
					d.paragraph("•  " + Capital(head[j+1]) + ": " + cell)
				}
			}
		}
	}
}
