package credimport

import (
	"strings"
)

// The command lines of IBM's own tools, which set up who signs in where.

// ibmcloud reads ibmcloud login and what sets the instance afterwards.
func (r *reader) ibmcloud(words []word) {
	r.ibm = true
	f := readFlags(words[1:], "upaocgrisn", func(long string) bool {
		return long == "sso" || long == "no-region" || long == "no-account" || long == "skip-ssl-validation"
	})
	if len(f.rest) == 0 {
		return
	}
	c := newRecord("ibmcloud", r.doc.spot(words[0].at))
	c.whole = true
	switch f.rest[0].text {
	case "login":
		r.ibmcloudLogin(c, f)
	case "target":
		r.given(c, fRegion, f, "r")
	case "ce", "cf", "code-engine", "fn":
		r.pairs(words)
		return
	case "ml":
		if len(f.rest) > 3 && f.verbs(3) == "ml set instance" {
			c.set(fInstance, fact{text: f.rest[3].text, at: r.doc.spot(f.rest[3].at), known: true, ibm: true, spoken: true})
		}
	}
	if len(c.facts) > 0 || len(c.notes) > 0 {
		r.records = append(r.records, c)
	}
}

// ibmcloudLogin reads the flags of ibmcloud login. Of its ways to sign in, only an API key
// is one that a program can use later.
func (r *reader) ibmcloudLogin(c *record, f flags) {
	r.given(c, fAPIKey, f, "apikey")
	switch user, ok := f.first("u"); {
	case c.has(fAPIKey) || !ok:
	case user.text == "passcode":
		c.byCode = true
		if code, ok := f.first("p"); ok {
			c.code = code.text
		}
		c.note("The command signs in with a one-time code, which works once and for a few minutes: it is not kept. The profile asks for another when it needs one.")
	default:
		c.note("The command signs in with an account's username and password, which programs cannot use: create an API key.")
	}
	r.given(c, fRegion, f, "r")
	r.given(c, fAccount, f, "c")
}

// cpdctl reads cpdctl config profile set and config user set.
func (r *reader) cpdctl(words []word) {
	r.ibm = true
	f := readFlags(words[1:], "", func(long string) bool { return long == "insecure" || long == "help" })
	switch f.verbs(3) {
	case "config profile set", "config user set", "config context set", "config profile create":
	default:
		return
	}
	c := newRecord("cpdctl", r.doc.spot(words[0].at))
	c.whole = true
	if len(f.rest) > 3 {
		c.named = f.rest[3].text
	}
	for _, x := range []struct {
		field field
		flag  string
	}{
		{fURL, "url"},
		{fUsername, "username"},
		{fPassword, "password"},
		{fAPIKey, "apikey"},
		{fRegion, "region"},
		{fAccount, "auth-id"},
		{fSpace, "space-id"},
		{fProject, "project-id"},
	} {
		r.given(c, x.field, f, x.flag)
	}
	if len(c.facts) > 0 {
		r.records = append(r.records, c)
	}
}

// cpdcli reads cpd-cli config users set and config profiles set. A profile names the
// user that it signs in as.
func (r *reader) cpdcli(words []word) {
	f := readFlags(words[1:], "vhp", func(long string) bool { return long == "verbose" || long == "help" || long == "insecure" })
	if len(f.rest) < 4 || f.rest[0].text != "config" || f.rest[2].text != "set" {
		return
	}
	r.ibm = true
	name := f.rest[3].text
	c := newRecord("cpd-cli", r.doc.spot(words[0].at))
	switch strings.TrimSuffix(f.rest[1].text, "s") {
	case "user":
		c = r.cliUser(name, c)
	case "profile":
		if user, ok := f.first("user"); ok {
			c = r.cliUser(user.text, c)
		}
		c.named = name
	default:
		return
	}
	c.whole = true
	for _, x := range []struct {
		field field
		flag  string
	}{{fURL, "url"}, {fUsername, "username"}, {fPassword, "password"}, {fAPIKey, "apikey"}} {
		r.given(c, x.field, f, x.flag)
	}
}

// cliUser gives the record of a user that a command line's configuration names, and
// makes one at the first time.
func (r *reader) cliUser(name string, c *record) *record {
	owner := "cpd-cli user " + name
	if have := r.owners[owner]; have != nil {
		return have
	}
	r.owners[owner] = c
	r.records = append(r.records, c)
	return c
}
