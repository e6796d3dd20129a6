package credimport

import (
	"strings"
)

// notebook reads the cells of a Jupyter notebook, and what they printed, in their
// order. It reports false when the document is no notebook.
func (r *reader) notebook() (bool, error) {
	if !strings.Contains(r.doc.text, `"cells"`) && !strings.Contains(r.doc.text, `"worksheets"`) {
		return false, nil
	}
	whole := r.doc
	var tree value
	p := &parser{lex: newLexer(whole.text, 0, false), vars: map[string]string{}, bind: func(_, v value) {
		if v.kind == isObject && tree.kind != isObject {
			tree = v
		}
	}}
	p.all()
	cells := memberOf(tree, "cells")
	for _, sheet := range memberOf(tree, "worksheets").members {
		cells.members = append(cells.members, memberOf(sheet.value, "cells").members...)
	}
	if len(cells.members) == 0 {
		return false, nil
	}
	for _, m := range cells.members {
		if err := r.cell(whole, m.value); err != nil {
			return true, err
		}
	}
	return true, nil
}

// cell reads one cell of a notebook.
func (r *reader) cell(whole *document, cell value) error {
	texts := []value{memberOf(cell, "source"), memberOf(cell, "input")}
	for _, out := range memberOf(cell, "outputs").members {
		texts = append(texts, memberOf(out.value, "text"), memberOf(memberOf(out.value, "data"), "text/plain"))
	}
	for i, v := range texts {
		doc := cellText(whole, v)
		if doc == nil {
			continue
		}
		s := styleCode
		if i > 1 || memberText(cell, "cell_type") == "markdown" {
			s = styleOf("", doc.text)
		}
		back := r.open(doc, s)
		err := r.all()
		back()
		if err != nil {
			return err
		}
	}
	return nil
}

// cellText puts the lines of a cell together, and keeps where each of them stands.
func cellText(whole *document, v value) *document {
	var b strings.Builder
	var lines []spot
	add := func(v value) {
		if v.kind != isText {
			return
		}
		at := whole.spot(v.at)
		at.column++ // the quote
		for line := range strings.Lines(v.text) {
			lines = append(lines, at)
			b.WriteString(line)
		}
	}
	switch v.kind {
	case isText:
		add(v)
	case isList:
		for _, m := range v.members {
			add(m.value)
		}
	}
	if b.Len() == 0 {
		return nil
	}
	doc := newDocument(b.String())
	doc.lines = lines
	return doc
}

func memberOf(v value, name string) value {
	if v.kind == isObject {
		for _, m := range v.members {
			if m.name == name {
				return m.value
			}
		}
	}
	return value{}
}
