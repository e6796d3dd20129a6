package credimport

import "strings"

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
