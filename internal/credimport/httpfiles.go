package credimport

import (
	"encoding/base64"
	"strings"
)

// Requests as they go over the wire stand in files of editors (.http, .rest) and in
// documents: a method and an address, headers, an empty line, a body.

// request reads a request that begins with this line. ok is false for any other line.
func (r *reader) request(s string, start, next int) (end int, ok bool) {
	method, rest, _ := strings.Cut(s, " ")
	if !isMethod(method) {
		return 0, false
	}
	address, version, _ := strings.Cut(strings.TrimSpace(rest), " ")
	path := strings.HasPrefix(address, "/") && strings.HasPrefix(version, "HTTP/")
	if !path && !strings.HasPrefix(address, "http") && !strings.HasPrefix(address, "{{") {
		return 0, false
	}
	c := newRecord("http", r.doc.spot(start))
	c.whole = true
	host, end := r.requestHeaders(c, next)
	if path {
		address = "https://" + host + address
	}
	r.callAddress(c, word{r.fillHoles(address), start + len(s) - len(rest)})
	end = r.requestBody(c, end)
	r.keepCall(c)
	return end, true
}

func isMethod(s string) bool {
	switch s {
	case "GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS":
		return true
	}
	return false
}

// requestHeaders reads the lines up to an empty one, which it leaves, and gives the
// host that they name.
func (r *reader) requestHeaders(c *record, at int) (host string, end int) {
	for at < len(r.doc.text) {
		line, next := r.doc.line(at)
		name, text, ok := strings.Cut(line, ":")
		trimmed := strings.TrimSpace(line)
		query := trimmed != "" && strings.IndexByte("?&", trimmed[0]) >= 0
		if !query && (!ok || strings.ContainsAny(strings.TrimSpace(name), " \t{}\"'")) {
			break
		}
		switch name = strings.ToLower(strings.TrimSpace(name)); {
		case query:
		case name == "host":
			host = strings.TrimSpace(text)
		case name == "authorization":
			text = r.fillHoles(strings.TrimSpace(text))
			r.put(c, fHeader, fact{text: plainBasic(text), at: r.doc.spot(at), known: true})
		}
		at = next
	}
	return host, at
}

// plainBasic makes a header of the pair that these files may have in its place: Basic
// user password, or Basic user:password.
func plainBasic(text string) string {
	scheme, rest, _ := strings.Cut(text, " ")
	rest = strings.TrimSpace(rest)
	if !strings.EqualFold(scheme, "basic") {
		return text
	}
	user, key, ok := strings.Cut(rest, ":")
	if !ok {
		user, key, ok = strings.Cut(rest, " ")
	}
	if !ok {
		return text
	}
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(user+":"+strings.TrimSpace(key)))
}

// requestBody reads the body behind the headers: an object up to its end, or lines up
// to an empty one or to the mark between two requests.
func (r *reader) requestBody(c *record, at int) (end int) {
	for at < len(r.doc.text) {
		line, next := r.doc.line(at)
		if strings.TrimSpace(line) != "" {
			break
		}
		at = next
	}
	begin := at
	for at < len(r.doc.text) && at-begin < longestBody {
		line, next := r.doc.line(at)
		trimmed := strings.TrimSpace(line)
		if strings.HasPrefix(trimmed, "###") || strings.HasPrefix(trimmed, "```") || isMethod(firstWord(trimmed)) || trimmed == "" && at > begin && r.bodyEnds(begin, at) {
			break
		}
		at = next
	}
	body := strings.TrimSpace(r.doc.text[begin:at])
	switch {
	case body == "" || !strings.HasPrefix(body, "{") && !strings.Contains(body, "="):
		return begin // no body: what stands there is read as it is
	case !strings.HasPrefix(body, "{"):
		body = strings.ReplaceAll(body, "\n", "")
	}
	r.curlData(c, word{r.fillHoles(body), begin})
	return at
}

// longestBody is more than the body of any sign-in, in bytes.
const longestBody = 16 << 10

// bodyEnds reports whether a body may end at an empty line: an object with as many
// brackets closed as opened, or anything else.
func (r *reader) bodyEnds(begin, at int) bool {
	body := r.doc.text[begin:at]
	return !strings.HasPrefix(body, "{") || strings.Count(body, "{") <= strings.Count(body, "}")
}

// fillHoles puts the values of variables into {{name}}; others stay.
func (r *reader) fillHoles(s string) string {
	var b strings.Builder
	for {
		before, rest, ok := strings.Cut(s, "{{")
		name, after, closed := strings.Cut(rest, "}}")
		text, known := r.vars[strings.TrimSpace(name)]
		if !ok || !closed || b.Len() > maxJoined {
			b.WriteString(s)
			return b.String()
		}
		if !known || strings.Contains(text, "{{") {
			text = "{{" + name + "}}"
		}
		b.WriteString(before + text)
		s = after
	}
}

// fileVariable reads @name = value, as these files set their variables.
func (r *reader) fileVariable(s string, start, next int) (end int, ok bool) {
	if s[0] != '@' {
		return 0, false
	}
	name, text, ok := strings.Cut(s[1:], "=")
	name, text = strings.TrimSpace(name), strings.TrimSpace(text)
	if !ok || !isEnvName(name) || text == "" || strings.IndexByte(`"'{[(`, text[0]) >= 0 {
		return 0, false
	}
	text = r.fillHoles(text)
	r.setting("http", name, text, start+len(s)-len(text), !isVariable(text))
	return next, true
}

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
