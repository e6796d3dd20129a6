package credimport

import (
	"net/url"
	"strings"
)

// curlValues are the letters of curl's flags that take a value, and curlBare the long
// flags that take none.
const curlValues = "XHduFxoATceEKmrwbCDtzyYPQ"

func curlBare(long string) bool {
	switch long {
	case "insecure", "silent", "show-error", "location", "fail", "verbose", "include", "compressed", "head", "get", "http1.1", "http2", "tlsv1.2", "tlsv1.3",
		"no-buffer", "globoff", "progress-bar", "location-trusted", "fail-with-body", "remote-name", "netrc", "raw", "basic":
		return true
	}
	return false
}

// curl reads a call: a token call that holds a key, or a call of the service that holds
// a token.
func (r *reader) curl(words []word) {
	f := readFlags(words[1:], curlValues, curlBare)
	c := newRecord("curl", r.doc.spot(words[0].at))
	c.whole = true
	for _, w := range append(f.all("url"), f.rest...) {
		if !strings.HasPrefix(w.text, "http") || strings.Contains(w.text, placeholder) {
			continue
		}
		x := fact{text: w.text, at: r.doc.spot(w.at), known: true}
		r.put(c, r.sort(fURL, x), x)
		break
	}
	for _, w := range f.all("H", "header") {
		name, text, _ := strings.Cut(w.text, ":")
		if strings.EqualFold(strings.TrimSpace(name), "authorization") {
			r.put(c, fHeader, fact{text: text, at: r.doc.spot(w.at), known: true, ibm: false})
		}
	}
	if w, ok := f.first("u", "user"); ok {
		r.userAndKey(c, w)
	}
	for _, w := range f.all("d", "data", "data-raw", "data-ascii", "data-binary", "json") {
		r.curlData(c, w)
	}
	for _, w := range f.all("data-urlencode", "F", "form", "form-string") {
		r.curlPair(c, w)
	}
	if _, off := f.first("k", "insecure"); off {
		c.set(fNoVerify, fact{text: "true", known: true, at: r.doc.spot(words[0].at)})
	}
	if w, ok := f.first("x", "proxy"); ok {
		c.set(fProxy, fact{text: w.text, known: true, at: r.doc.spot(w.at)})
	}
	if len(c.facts) > 0 || len(c.notes) > 0 {
		r.records = append(r.records, c)
	}
}

// userAndKey reads -u user:password.
func (r *reader) userAndKey(c *record, w word) {
	user, key, ok := strings.Cut(w.text, ":")
	at := r.doc.spot(w.at)
	switch {
	case strings.Contains(w.text, placeholder):
	case user == "bx" && key == "bx":
		c.note(noteBX)
	case strings.EqualFold(user, "apikey") && ok:
		c.set(fAPIKey, fact{text: key, at: at, known: true}) // the form of IBM's older services
	default:
		c.set(fUsername, fact{text: user, at: at, known: true})
		if ok {
			c.set(fPassword, fact{text: key, at: at, known: true})
		}
	}
}

// curlData reads a body: JSON, or a form.
func (r *reader) curlData(c *record, w word) {
	body := strings.TrimSpace(w.text)
	switch {
	case body == "" || body[0] == '@':
		if strings.HasPrefix(body, "@") {
			c.note("The command reads the body of the call from a file or from its input; what is in there was not read.")
		}
		return
	case body[0] == '{':
		r.curlJSON(c, body, w)
		return
	}
	values, err := url.ParseQuery(body)
	if err != nil {
		return
	}
	for name, v := range values {
		if len(v) > 0 {
			r.curlField(c, name, v[0], w)
		}
	}
	if strings.Contains(body, "grant-type") || strings.Contains(body, "grant_type") {
		r.ibm = r.ibm || strings.Contains(body, "urn")
	}
}

// curlJSON reads a body of JSON into the record of the command.
func (r *reader) curlJSON(c *record, body string, w word) {
	begin := len(r.records)
	r.embed(body, r.doc.spot(w.at))
	for _, inner := range r.records[begin:] {
		for f, x := range inner.facts {
			c.set(f, x)
		}
	}
	r.records = r.records[:begin]
}

// curlPair reads name=content, whose content is taken as it is.
func (r *reader) curlPair(c *record, w word) {
	name, text, ok := strings.Cut(w.text, "=")
	if !ok {
		if name, _, at := strings.Cut(w.text, "@"); at && r.names.of(name).field != "" {
			c.note("The command reads the " + string(r.names.of(name).field) + " from a file or from its input; it was not read.")
		}
		return
	}
	r.curlField(c, name, text, w)
}

func (r *reader) curlField(c *record, name, text string, w word) {
	n := r.names.of(name)
	x := fact{text: text, at: r.doc.spot(w.at), known: true, spoken: n.known}
	switch n.field {
	case fAPIKey, fUsername, fPassword:
		if strings.Contains(text, placeholder) {
			x.text, x.known = "", false
		}
		r.put(c, n.field, x)
	case fTrustedID, fTrustedCRN, fTrustedName, fAccount:
		r.put(c, n.field, x)
	}
}

// callAddress takes the address that a command calls, the first one counts.
func (r *reader) callAddress(c *record, w word) {
	text := w.text
	switch {
	case strings.Contains(text, placeholder), c.has(fURL), c.has(fAuthURL):
		return
	case !strings.HasPrefix(text, "http"):
		return
	}
	x := fact{text: text, at: r.doc.spot(w.at), known: true}
	r.put(c, r.sort(fURL, x), x)
}

// commandField takes a named value of a call: a header, a field of its body.
func (r *reader) commandField(c *record, x pair) {
	name := strings.TrimSpace(x.name)
	if strings.EqualFold(name, "authorization") {
		if !strings.Contains(x.text, placeholder) {
			r.put(c, fHeader, fact{text: x.text, at: r.doc.spot(x.at), known: true})
		}
		return
	}
	r.curlField(c, name, x.text, word{x.text, x.at})
}

// wget reads a call: wget names curl's flags differently.
func (r *reader) wget(words []word) {
	f := readFlags(words[1:], "OoaeiBtTwQPUlAR", func(long string) bool {
		switch long {
		case "no-check-certificate", "quiet", "verbose", "no-verbose", "server-response", "content-on-error", "continue", "debug", "spider", "no-proxy", "inet4-only",
			"trust-server-names", "content-disposition", "auth-no-challenge", "https-only", "no-hsts", "no-cookies":
			return true
		}
		return false
	})
	c := newRecord("wget", r.doc.spot(words[0].at))
	c.whole = true
	for _, w := range f.rest {
		r.callAddress(c, w)
	}
	for _, w := range f.all("header") {
		name, text, _ := strings.Cut(w.text, ":")
		if strings.EqualFold(strings.TrimSpace(name), "authorization") {
			r.commandField(c, pair{name, text, w.at})
		}
	}
	for _, w := range f.all("post-data", "body-data") {
		r.curlData(c, w)
	}
	for _, x := range []struct {
		field field
		names []string
	}{{fUsername, []string{"user", "http-user"}}, {fPassword, []string{"password", "http-password"}}} {
		if w, ok := f.first(x.names...); ok && !strings.Contains(w.text, placeholder) {
			c.set(x.field, fact{text: w.text, at: r.doc.spot(w.at), known: true})
		}
	}
	if w, off := f.first("no-check-certificate"); off {
		c.set(fNoVerify, fact{text: "true", known: true, at: r.doc.spot(w.at)})
	}
	r.keepCall(c)
}

// keepCall keeps the record of a call that has anything to tell.
func (r *reader) keepCall(c *record) {
	if len(c.facts) > 0 || len(c.notes) > 0 {
		r.records = append(r.records, c)
	}
}

// httpie reads a call of HTTPie or one of its kin: http [flags] [METHOD] URL [items],
// whose items are fields of the body (a=b, a:=1) and headers (a:b).
func (r *reader) httpie(words []word) {
	f := readFlags(words[1:], "aAopPsv", func(long string) bool {
		switch long {
		case "auth", "auth-type", "proxy", "verify", "output", "print", "session", "timeout", "raw", "cert", "cert-key", "style", "bearer":
			return false
		}
		return true
	})
	c := newRecord("httpie", r.doc.spot(words[0].at))
	c.whole = true
	for _, w := range f.rest {
		r.httpieItem(c, w)
	}
	if !c.has(fURL) && !c.has(fAuthURL) {
		return // prose, or a call of this computer
	}
	if w, ok := f.first("a", "auth"); ok {
		if t, _ := f.first("A", "auth-type"); t.text == "bearer" {
			c.set(fToken, fact{text: w.text, at: r.doc.spot(w.at), known: !strings.Contains(w.text, placeholder)})
		} else {
			r.userAndKey(c, w)
		}
	}
	if w, ok := f.first("raw"); ok {
		r.curlData(c, w)
	}
	if w, _ := f.first("verify"); w.text == "no" || w.text == "false" {
		c.set(fNoVerify, fact{text: "true", known: true, at: r.doc.spot(w.at)})
	}
	r.keepCall(c)
}

// httpieItem reads one word of a call that is no flag.
func (r *reader) httpieItem(c *record, w word) {
	i := strings.IndexAny(w.text, ":=")
	host, _, _ := strings.Cut(w.text, "/")
	switch {
	case strings.HasPrefix(w.text, "http://"), strings.HasPrefix(w.text, "https://"):
		r.callAddress(c, w)
	case !c.has(fURL) && !c.has(fAuthURL) && strings.Contains(host, ".") && !strings.ContainsAny(host, "=@"):
		r.callAddress(c, word{"https://" + w.text, w.at})
	case i <= 0:
	case w.text[i] == ':' && !strings.HasPrefix(w.text[i:], ":="):
		if name := w.text[:i]; strings.EqualFold(name, "authorization") {
			r.commandField(c, pair{name, w.text[i+1:], w.at})
		}
	default:
		r.commandField(c, pair{strings.TrimRight(w.text[:i], ":"), strings.TrimLeft(w.text[i:], ":="), w.at})
	}
}
