package credimport

import (
	"strings"
)

// apart reads what has its name and its value in different places: in the columns of a
// table, or in a label and the line under it.
func (r *reader) apart(s string, start, next int) bool {
	return r.style == styleSettings && (r.row(s, start) || r.label(s, start, next))
}

// row reads a row of a table: two columns with a tab, several blanks or a bar between
// them, as ibmcloud and Markdown have them.
func (r *reader) row(s string, start int) bool {
	if r.wideRow(s, start) {
		return true
	}
	name, text, ok := columns(s)
	n := r.names.of(name)
	if !ok || n.field == "" || !n.known || text == "" || r.isEnvFile() {
		return false
	}
	if strings.ContainsAny(strings.TrimRight(name, ":"), "=:\"'`") {
		return false // an assignment, of which the value has several blanks
	}
	free := n.field == fName || n.field == fDescription
	if !free && strings.ContainsAny(text, " \t") || strings.HasPrefix(text, "=") || strings.HasPrefix(text, ":") {
		return false
	}
	if c := r.families[n.family]; c != nil && n.field == fName && c.secret() {
		delete(r.families, n.family) // the next table
	}
	r.setting("table", name, unmarked(text), start+strings.LastIndex(s, text), true)
	return true
}

// wideRow reads a table of which the first row has the names, and each other row the
// values of one credential.
func (r *reader) wideRow(s string, start int) bool {
	if s[0] != '|' {
		r.heads = nil
		return false
	}
	cells := strings.Split(strings.Trim(s, "|"), "|")
	if r.heads == nil {
		known, secret := 0, false
		for _, cell := range cells {
			if n := r.names.of(strings.Trim(cell, " *_`")); n.field != "" && n.known {
				known++
				secret = secret || n.field == fAPIKey || n.field == fPassword
			}
		}
		if known < 2 || !secret {
			return false
		}
		for _, cell := range cells {
			r.heads = append(r.heads, strings.Trim(cell, " *_`"))
		}
		return true
	}
	if len(cells) == len(r.heads) && strings.Trim(s, "|-: ") != "" {
		clear(r.families)
		for i, cell := range cells {
			r.setting("table", r.heads[i], unmarked(strings.TrimSpace(cell)), start+strings.Index(s, cell)+1, true)
		}
	}
	return true
}

// columns cuts a row into the first two of its cells.
func columns(s string) (name, text string, ok bool) {
	cells := strings.FieldsFunc(s, func(c rune) bool { return c == '|' || c == '│' || c == '┃' })
	if len(cells) >= 2 && strings.ContainsAny(s[:1], "|│┃") {
		return strings.Trim(cells[0], " \t*_`"), strings.TrimSpace(cells[1]), true
	}
	if i := strings.IndexByte(s, '\t'); i > 0 {
		return strings.TrimSpace(s[:i]), strings.TrimSpace(s[i:]), true
	}
	name, text, ok = strings.Cut(s, "  ")
	return name, strings.TrimSpace(text), ok
}

// label reads a name that stands alone and has its value in the line below, as text that
// is copied from a web page has.
func (r *reader) label(s string, start, next int) bool {
	if name := r.labelled; name != "" {
		r.labelled = ""
		if !strings.ContainsAny(s, " \t{[") && r.names.of(s).field == "" {
			r.setting("text", name, unmarked(s), start, true)
			return true
		}
	}
	name := strings.Trim(s, " \t*_#:`")
	if n := r.names.of(name); n.field == "" || !n.known || len(name) > longestName || next >= len(r.doc.text) || strings.ContainsAny(name, "=.,;:(){}[]\"'<>0123456789") {
		return false
	}
	r.labelled = name
	return true
}

// unmarked takes off what Markdown puts around a value: backquotes, stars, the brackets
// of an address.
func unmarked(s string) string {
	for _, mark := range []string{"**", "``", "`"} {
		if inner, ok := strings.CutPrefix(s, mark); ok && strings.HasSuffix(inner, mark) {
			s = strings.TrimSpace(strings.TrimSuffix(inner, mark))
		}
	}
	if inner, ok := strings.CutPrefix(s, "<http"); ok && strings.HasSuffix(inner, ">") {
		return "http" + strings.TrimSuffix(inner, ">")
	}
	if i := strings.Index(s, "](http"); i > 0 && s[0] == '[' && strings.HasSuffix(s, ")") {
		return s[i+len("](") : len(s)-1]
	}
	return s
}
