package credimport

import (
	"strings"
)

// bruno reads a file of the Bruno API client: blocks of names and values without quotes.
// It reports false when the document is none.
func (r *reader) bruno() (bool, error) {
	if !hasSuffix(baseName(r.opts.Source), ".bru") && !r.beginsBruno() {
		return false, nil
	}
	block := brunoBlock{}
	for at := 0; at < len(r.doc.text); {
		if r.cancelled() {
			return true, r.ctx.Err()
		}
		line, next := r.doc.line(at)
		block = r.brunoLine(block, line, at, next)
		at = next
	}
	r.endBruno(block)
	return true, nil
}

// brunoBlock is the block that a line stands in.
type brunoBlock struct {
	name string  // "vars", "auth:basic", "body:json", …; "" between blocks
	at   int     // where its content begins
	call *record // the request of the file
}

func (r *reader) beginsBruno() bool {
	first, _, _ := strings.Cut(strings.TrimLeft(r.doc.text, " \t\n"), "\n")
	switch strings.TrimSpace(first) {
	case "meta {", "vars {", "auth:basic {", "auth:bearer {", "vars:pre-request {", "vars:secret [":
		return true
	}
	return false
}

func (r *reader) brunoLine(b brunoBlock, line string, at, next int) brunoBlock {
	trimmed := strings.TrimSpace(line)
	switch {
	case b.name == "" && (strings.HasSuffix(trimmed, "{") || strings.HasSuffix(trimmed, "[")):
		b.name, b.at = strings.TrimSpace(strings.TrimRight(trimmed, "{[")), next
		if b.call == nil {
			b.call = newRecord("bruno", r.doc.spot(at))
			b.call.whole = true
		}
	case b.name != "" && (strings.TrimRight(line, " \t") == "}" || strings.TrimRight(line, " \t") == "]"):
		if strings.HasPrefix(b.name, "body") && !strings.Contains(b.name, "form") {
			r.curlData(b.call, word{r.fillHoles(strings.TrimSpace(r.doc.text[b.at:at])), b.at})
		}
		b.name = ""
	case b.name != "":
		name, text, ok := strings.Cut(trimmed, ":")
		off := strings.HasPrefix(name, "~")
		text = strings.TrimSpace(text)
		if ok && text != "" && (!off || r.lenient) {
			r.brunoPair(b, strings.TrimPrefix(name, "~"), r.fillHoles(text), at+strings.Index(line, text))
		}
	}
	return b
}

// brunoPair takes one named value of a block.
func (r *reader) brunoPair(b brunoBlock, name, text string, at int) {
	kind, what, _ := strings.Cut(b.name, ":")
	x := pair{name, text, at}
	switch {
	case kind == "vars" && what != "secret":
		r.setting("bruno", name, text, at, !isVariable(text))
	case kind == "headers", kind == "auth" && what == "bearer" && name == "token", kind == "auth" && what == "basic", kind == "body" && strings.HasPrefix(what, "form"):
		if kind == "auth" && what == "bearer" {
			x = pair{"authorization", "Bearer " + text, at}
		}
		r.commandField(b.call, x)
	case isMethod(strings.ToUpper(b.name)) && name == "url":
		r.callAddress(b.call, word{text, at})
	}
}

func (r *reader) endBruno(b brunoBlock) {
	if b.call != nil {
		r.keepCall(b.call)
	}
}
