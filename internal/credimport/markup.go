package credimport

import (
	"encoding/xml"
	"html"
	"slices"
	"strings"
)

// markup reads XML and pieces of web pages: named elements and attributes are settings,
// and what remains without the marks is read like any other text. ok is false when the
// document has no marks around its values.
func (r *reader) markup() (ok bool, err error) {
	text := r.doc.text
	if !strings.HasPrefix(strings.TrimSpace(text), "<") || !strings.Contains(text, "</") && !strings.Contains(text, "/>") {
		if r.style == styleSettings && (strings.Contains(text, "&quot;") || strings.Contains(text, "&#34;")) {
			return true, r.plain(html.UnescapeString(text), nil)
		}
		return false, nil
	}
	m := markupReader{r: r, d: xml.NewDecoder(strings.NewReader(text)), lines: []spot{{}}}
	m.d.Strict, m.d.AutoClose, m.d.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	for {
		if r.cancelled() {
			return true, r.ctx.Err()
		}
		at := int(m.d.InputOffset())
		token, err := m.d.RawToken()
		if err != nil {
			break // the end, or what is no markup after all: what was read counts
		}
		m.token(token, at)
	}
	return true, r.plain(m.prose.String(), m.lines)
}

// plain reads a text that was made of the document. lines tell where its lines stand.
func (r *reader) plain(text string, lines []spot) error {
	doc := newDocument(text)
	doc.lines = lines
	defer r.open(doc, styleOf("", text))()
	return r.all()
}

// markupReader collects what the elements of a document say.
type markupReader struct {
	r     *reader
	d     *xml.Decoder
	name  string // of the element that is open, or what its attributes call it
	tag   string
	text  strings.Builder // of the element that is open
	at    int             // where the text begins
	named string          // the name of a pair whose value comes next
	prose strings.Builder
	lines []spot
}

func (m *markupReader) token(token xml.Token, at int) {
	switch t := token.(type) {
	case xml.StartElement:
		m.flush()
		m.start(t, at)
	case xml.EndElement:
		m.end(t.Name.Local)
	case xml.CharData:
		if m.text.Len() == 0 {
			m.at = at
		}
		m.text.Write(t)
	}
}

// start reads the attributes of an element: <add key="…" value="…"/>, or names that mean
// something by themselves.
func (m *markupReader) start(t xml.StartElement, at int) {
	m.tag, m.name = t.Name.Local, t.Name.Local
	value, has := "", false
	for _, a := range t.Attr {
		switch name := strings.ToLower(a.Name.Local); {
		case name == "value":
			value, has = a.Value, true
		case name == "key" || name == "name":
			m.name = a.Value
		default:
			m.r.setting("xml", a.Name.Local, a.Value, at, true)
		}
	}
	if has {
		m.r.setting("xml", m.name, value, at, true)
	}
	if isBlock(m.tag) {
		m.line()
	}
}

// end reads the text of an element that has no others in it.
func (m *markupReader) end(tag string) {
	if text := strings.TrimSpace(m.text.String()); m.tag == tag && text != "" && !strings.Contains(text, "\n") {
		m.element(tag, text)
	}
	m.flush()
	switch {
	case tag == "td" || tag == "th" || tag == "dt":
		m.prose.WriteString("\t")
	case isBlock(tag):
		m.line()
	}
	m.tag = ""
}

// element reads an element with a text of one line: a setting if its name says something,
// or half of a pair that two elements make.
func (m *markupReader) element(tag, text string) {
	switch lower := strings.ToLower(tag); {
	case m.name != tag && m.r.names.of(m.name).field != "":
		m.set(m.name, text)
	case lower == "name" || lower == "key":
		m.named = text
		m.text.Reset()
	case m.named != "" && slices.Contains([]string{"value", "string", "data"}, lower):
		m.set(m.named, text)
		m.named = ""
	case m.r.names.of(tag).field != "":
		m.set(tag, text)
	}
}

func (m *markupReader) set(name, text string) {
	m.r.setting("xml", name, text, m.at, true)
	m.text.Reset()
}

// flush adds the text that was read to what is read as prose.
func (m *markupReader) flush() {
	text := m.text.String()
	m.text.Reset()
	if strings.TrimSpace(text) == "" {
		return
	}
	at := m.at
	for i, line := range strings.Split(text, "\n") {
		if i > 0 {
			m.line()
		}
		if last := &m.lines[len(m.lines)-1]; last.line == 0 && strings.TrimSpace(line) != "" {
			*last = m.r.doc.spot(at)
		}
		m.prose.WriteString(line)
		at += len(line) + 1
	}
}

// line begins a line, whose place its first text tells.
func (m *markupReader) line() {
	m.prose.WriteString("\n")
	m.lines = append(m.lines, spot{})
}

// isBlock is true for the elements that stand on lines of their own.
func isBlock(tag string) bool {
	switch strings.ToLower(tag) {
	case "p", "div", "br", "li", "tr", "pre", "ul", "ol", "table", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "section", "blockquote":
		return true
	}
	return false
}
