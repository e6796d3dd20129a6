package credimport

import (
	"strings"
)

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
