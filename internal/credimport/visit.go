package credimport

import (
	"net/url"
	"slices"
	"strings"
)

// visit takes a value apart: an object or a call with named values is a record, and
// whatever is nested in it is visited as well. It gives the record that the value
// stands for, nil if it is none. label names the service that the value belongs to.
func (r *reader) visit(v value, label string) *record {
	if v.kind == isList && r.commandList(v) {
		return nil
	}
	if v.kind == isCall {
		if c, done := r.call(v); done {
			return c
		}
	}
	if v.kind == isObject && r.isPair(v) {
		return nil
	}
	if memberText(v, "kind") == "Secret" {
		v = decodedSecret(v)
	}
	begin := len(r.records)
	c := r.gather(v)
	if own := memberText(v, "label"); own != "" {
		label = own // {"label": "pm-20", "credentials": {…}}
	}
	return r.keepOrHand(c, label, r.members(v, label), begin)
}

// keepOrHand keeps a record that is a credential by itself. The facts of another go to its
// owner, the record that one of its members stands for, and to the records that were made
// of what is nested in it: those from begin on. It gives the record that counts.
func (r *reader) keepOrHand(c *record, label string, owner *record, begin int) *record {
	inside := len(r.records) > begin
	if c.secret() || c.hasKey() || len(c.facts) > 0 && owner == nil && !inside {
		if label != "" && !isOurService(label) {
			c.service = label
		}
		r.records = append(r.records, c)
		return c
	}
	r.hand(c, owner, r.records[begin:])
	if owner == nil && inside {
		return r.records[begin]
	}
	return owner
}

// call reads a call that has a meaning of its own. done is false for one that is read
// like any other value.
func (r *reader) call(v value) (c *record, done bool) {
	r.noticeText(v.text)
	if c, done := r.special(v); done {
		return c, true
	}
	if m, ok := setterOf(v); ok && len(v.chain) == 0 {
		return r.setterCall(v, m), true
	}
	return nil, false
}

// members visits the members of a value and gives the first record among them that a
// variable stands for, or that is nested there.
func (r *reader) members(v value, label string) *record {
	var owner *record
	for _, m := range slices.Concat(v.members, v.chain) {
		if _, taken := setterOf(m.value); taken && v.kind == isCall && len(m.value.chain) == 0 && m.name == "" {
			continue
		}
		if m.value.kind == isObject && v.kind == isCall && isMerge(v.text) {
			continue // its members were taken for those of the call
		}
		if o := r.member(m, label); o != nil && owner == nil {
			owner = o
		}
	}
	return owner
}

// hand gives facts that are no credential by themselves, such as a space's id beside
// the credentials of a client, to the credentials that they stand beside.
func (r *reader) hand(c, owner *record, nested []*record) {
	if owner != nil {
		nested = append([]*record{owner}, nested...)
	}
	for _, n := range nested {
		for f, x := range c.facts {
			if f != fName && f != fDescription {
				n.set(f, x)
			}
		}
	}
}

// gather makes a record of the members of a value that have telling names.
func (r *reader) gather(v value) *record {
	c := newRecord(r.formOf(v), r.doc.spot(v.at))
	c.mended, c.whole = v.mended, true
	ours := v.kind == isCall && isOursByName(v.text)
	for _, m := range r.named(v) {
		switch m.value.kind {
		case isText, isNull, isName, isOther, isCall:
		default:
			continue
		}
		decoded := false
		if m.value.kind == isText {
			m.name, m.value.text, decoded = decodedValue(m.name, m.value.text)
		}
		n := r.names.of(m.name)
		if m.name == "" || n.field == "" || !n.known {
			continue
		}
		if decoded {
			c.mended = appendNew(c.mended, decodedOne)
		}
		n.ibm = n.ibm || ours && isSecretField(n.field)
		r.add(c, n, m.value)
	}
	c.noticeOther(v.members)
	if v.kind == isCall {
		r.arguments(c, v)
	}
	for _, from := range r.sources(v) {
		c.inherit(from)
	}
	if len(v.chain) > 0 {
		c.settle()
	}
	return c
}

// member visits one member and gives the record that it stands for, if any.
func (r *reader) member(m member, label string) *record {
	v := m.value
	if m.name == "auth" && v.kind == isList && len(v.members) == 2 {
		r.basicAuth(v)
		return nil
	}
	switch v.kind {
	case isObject, isList, isCall:
		return r.visit(v, label)
	case isName:
		return r.owners[v.text]
	case isText, isOther:
		if n := r.names.of(m.name); n.field == "" || !n.known {
			r.text(v)
		}
	}
	return nil
}

// formOf names the shape of a record.
func (r *reader) formOf(v value) string {
	if v.kind == isCall {
		return formOfCall(v)
	}
	names := map[string]bool{}
	bare := false
	for _, m := range v.members {
		names[flatten(m.name)] = true
		bare = bare || m.bare
	}
	if form := formOfMembers(names, r.style == styleData); form != "" {
		return form
	}
	switch {
	case r.style == styleData:
		return "json"
	case r.style == styleScript || bare:
		return "js-object"
	}
	return "python-dict"
}

func formOfCall(v value) string {
	switch lastPart(v.text) {
	case "Credentials":
		return "credentials-call"
	case "dict":
		return "python-dict"
	}
	return "call"
}

// formOfMembers knows the shapes that IBM's services and tools write, by the names in
// them.
func formOfMembers(names map[string]bool, data bool) string {
	for _, x := range []struct {
		all, one []string
		form     string
	}{
		{nil, []string{"iamapikeyname", "iamserviceidcrn", "iamapikeydescription"}, "vcap"},
		{[]string{"apikey"}, []string{"createdat", "locked", "uuid"}, "apikey.json"},
		{nil, []string{"iamtoken"}, "ibmcloud-config"},
		{[]string{"accesstoken"}, []string{"expiresin", "expiration", "tokentype"}, "token-answer"},
	} {
		has := func(name string) bool { return names[name] }
		if !slices.ContainsFunc(x.all, func(n string) bool { return !has(n) }) && slices.ContainsFunc(x.one, has) {
			return x.form
		}
	}
	if data && names["instanceid"] {
		return "vcap"
	}
	return ""
}

func lastPart(path string) string { return path[strings.LastIndexByte(path, '.')+1:] }

// isOurService is true for the labels of this service in the credentials of the Cloud
// Foundry era, and for those that say nothing.
func isOurService(label string) bool {
	switch strings.ToLower(label) {
	case "pm-20", "pm-20-dev", "machine-learning", "watson-machine-learning", "watsonx", "watsonx-ai", "user-provided":
		return true
	}
	return false
}

func memberText(v value, name string) string {
	if v.kind != isObject {
		return ""
	}
	for _, m := range v.members {
		if strings.EqualFold(m.name, name) && m.value.kind == isText {
			return m.value.text
		}
	}
	return ""
}

// isPair takes an object such as {"name": "WATSONX_APIKEY", "value": "…"} as a setting.
func (r *reader) isPair(v value) bool {
	name := memberText(v, "name")
	if name == "" {
		name = memberText(v, "key")
	}
	if name == "" {
		return false
	}
	if text := memberText(v, "value"); text != "" {
		r.keep(name, text)
	}
	if r.names.of(name).field == "" {
		return false
	}
	for _, m := range v.members {
		if strings.EqualFold(m.name, "value") {
			r.setting("json", name, m.value.text, m.value.at, m.value.kind == isText)
			return true
		}
	}
	return false
}

// special handles the calls whose meaning lies in the name of what is called. done is
// false for any other call.
func (r *reader) special(v value) (c *record, done bool) {
	last := lastPart(v.text)
	first := func(n int) (value, bool) {
		if len(v.members) <= n || v.members[n].name != "" {
			return value{}, false
		}
		return v.members[n].value, v.members[n].value.kind == isText
	}
	switch {
	case last == "default_space" || last == "default_project":
		f := fSpace
		if last == "default_project" {
			f = fProject
		}
		id, ok := first(0)
		if !ok {
			return nil, true
		}
		owner := r.owners[strings.TrimSuffix(v.text, ".set."+last)]
		if owner == nil {
			owner = r.record("script", v.at)
		}
		owner.set(f, r.fact(naming{known: true}, id))
		return owner, true
	case last == "SetEnvironmentVariable" || last == "setenv" || last == "putenv":
		name, ok := first(0)
		text, known := first(1)
		if ok {
			r.setting("powershell", name.text, text.text, text.at, known)
		}
		return nil, ok
	case (last == "SetBasicAuth" || last == "HTTPBasicAuth") && len(v.members) == 2:
		r.basicAuth(v)
		return nil, true
	}
	return nil, false
}

// basicAuth takes a pair of username and password as a program gives it to a call:
// auth=("ana", password), SetBasicAuth("ana", password).
func (r *reader) basicAuth(v value) {
	user, key := v.members[0].value, v.members[1].value
	if user.kind != isText || user.text == "bx" {
		return
	}
	c := r.record("script", v.at)
	c.whole = true
	r.put(c, fUsername, r.fact(naming{field: fUsername, known: true}, user))
	r.put(c, fPassword, r.fact(naming{field: fPassword, known: true}, key))
}

// form reads the body of a token call: grant_type=…&apikey=…
func (r *reader) form(body string, at int) {
	c := r.record("script", at)
	r.ibm = r.ibm || strings.Contains(body, "urn:ibm:")
	values, err := url.ParseQuery(strings.TrimSpace(body))
	if err != nil {
		return
	}
	for name, v := range values {
		n := r.names.of(name)
		if len(v) == 0 || n.field == "" || strings.Contains(v[0], placeholder) || isVariable(v[0]) {
			continue
		}
		x := fact{text: v[0], at: r.doc.spot(at), known: true, spoken: true}
		if f := n.field; f == fAPIKey || f == fUsername || f == fPassword {
			r.put(c, f, x)
		}
	}
}
