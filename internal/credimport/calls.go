package credimport

import (
	"slices"
	"strings"
)

// Many libraries take their values by calls: builders (.apiKey("K")), setters
// (setServiceUrl("U")), options (WithAPIKey("K")), and authenticators whose arguments
// have no names (IamAuthenticator("K")).

// setterOf takes a call for a named value: with one argument the name of what is called
// says what it is, with two the first argument does. ok is false for other calls.
func setterOf(v value) (m member, ok bool) {
	if v.kind != isCall || len(v.members) == 0 || len(v.members) > 2 || slices.ContainsFunc(v.members, isNoArgument) {
		return member{}, false
	}
	last := v.members[len(v.members)-1]
	if len(v.members) == 1 {
		name, says := setterName(lastPart(v.text))
		return member{name: name, at: v.at, value: last.value}, says
	}
	first := v.members[0].value
	if first.kind != isText || !isPutter(lastPart(v.text)) || readName(first.text).field == "" {
		return member{}, false
	}
	return member{name: first.text, at: v.at, value: last.value}, true
}

// isNoArgument is true for what can't be a plain argument of a setter.
func isNoArgument(m member) bool {
	return m.name != "" || m.value.kind == isObject || m.value.kind == isList
}

// setterName gives what a setter sets: "WithWatsonxAPIKey" the "WatsonxAPIKey".
func setterName(callee string) (string, bool) {
	if len(callee) > longestName {
		return "", false
	}
	if n := readName(callee); n.field != "" && n.known {
		return callee, true
	}
	for _, verb := range []string{"with", "set", "add", "use", "using", "new"} {
		rest, ok := cutFold(callee, verb)
		if rest = strings.TrimLeft(rest, "_"); !ok || rest == "" {
			continue
		}
		if n := readName(rest); n.field != "" && n.known {
			return rest, true
		}
	}
	return "", false
}

// isPutter is true for calls that take a name and a value.
func isPutter(callee string) bool {
	switch flatten(callee) {
	case "put", "set", "add", "append", "header", "addheader", "setheader", "param", "addparam", "addparameter", "setparameter", "queryparam", "property",
		"setproperty", "addproperty", "field", "data", "env", "withenv", "setenv", "setdefault", "setitem", "putifabsent", "entry", "pair", "option",
		"setvar", "setenvironmentvariable", "withheader", "formparam", "textbody", "parameter", "of":
		return true
	}
	return false
}

// setterCall takes a call that stands alone: options.setApiKey("K"). It belongs to the
// record of what it is called on.
func (r *reader) setterCall(v value, m member) *record {
	base := ""
	if i := strings.LastIndexByte(v.text, '.'); i >= 0 {
		base = v.text[:i]
	}
	switch m.value.kind {
	case isCall:
		if r.visit(m.value, "") != nil {
			return r.owners[base]
		}
	case isText, isNull, isName, isOther:
	default:
		return r.visit(m.value, "")
	}
	r.assign(base+"."+m.name, m.value, m.value)
	return r.owners[base]
}

// named lists what a value says by names: its members, and for a call also what the
// calls before it in its chain, and the options among its arguments, have set.
func (r *reader) named(v value) []member {
	if v.kind != isCall {
		return v.members
	}
	all := slices.Clone(v.chain)
	if m, ok := setterOf(v); ok {
		all = append(all, m)
	}
	for _, m := range v.members {
		switch option, ok := setterOf(m.value); {
		case m.name != "":
			all = append(all, m)
		case m.value.kind == isObject && isMerge(v.text):
			all = append(all, m.value.members...)
		case ok && len(m.value.chain) == 0:
			all = append(all, option)
		}
	}
	return all
}

// arguments gives meaning to arguments without names, where the call is known to sign in.
func (r *reader) arguments(c *record, v value) {
	fields, family := argumentFields(v.text)
	for _, m := range v.members {
		x := m.value
		address := x.kind == isText && classify(x.text) != noAddress
		switch {
		case m.name != "" || x.kind != isText && x.kind != isName || strings.TrimSpace(x.text) == "":
		case address && family != "":
			r.add(c, naming{field: fURL, ibm: true, family: family, known: true}, x)
		case len(fields) > 0:
			if x.kind == isText || r.owners[x.text] == nil {
				r.add(c, naming{field: fields[0], ibm: true, family: family, known: true}, x)
			}
			fields = fields[1:]
		case family != "" && x.kind == isText && len(x.text) == cloudKeyLength && isKeyLike(x.text):
			r.add(c, naming{field: fAPIKey, ibm: true, family: family, known: true}, x)
		}
	}
}

// authenticators are the classes that sign in, with the meanings of their arguments
// without names. The first row that fits the name of a class counts.
var authenticators = []struct {
	words  []string // one of them is in the name
	also   string   // and so is this
	fields []field
	family string // "" when it can be of any company
}{
	{[]string{"cloudpakfordata", "cp4d", "zen"}, "apikey", []field{fUsername, fAPIKey}, "cpd"},
	{[]string{"cloudpakfordata", "cp4d", "zen"}, "", []field{fUsername, fPassword}, "cpd"},
	{[]string{"basic"}, "", []field{fUsername, fPassword}, ""},
	{[]string{"bearertoken"}, "", []field{fToken}, ""},
	{[]string{"iam", "ibmcloud"}, "", []field{fAPIKey}, "iam"},
	{[]string{"mcsp", "apikey"}, "", []field{fAPIKey}, "mcsp"},
}

// argumentFields are the meanings of the arguments of a call that signs in, other than
// addresses. family is "" for calls that can be of any company.
func argumentFields(callee string) (fields []field, family string) {
	flat := flatten(callee)
	if containsAny(flat, "authenticator", "tokenmanager") {
		for _, a := range authenticators {
			if containsAny(flat, a.words...) && strings.Contains(flat, a.also) {
				return a.fields, a.family
			}
		}
	}
	if containsAny(flat, "ibm", "watson", "wml", "iam", "wxai") && !containsAny(flat, "url", "ask") {
		return nil, "ibm"
	}
	return nil, ""
}

// containsAny reports whether one of the words is in a text.
func containsAny(s string, words ...string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(s, w) })
}

// isOursByName reports whether the name of what is called says that it is IBM's.
func isOursByName(callee string) bool {
	_, family := argumentFields(callee)
	return family != ""
}

// settle makes an address that a chain of calls has set a weak one, when nothing in the
// chain says that it signs in there: programs call many addresses.
func (c *record) settle() {
	x, ok := c.facts[fURL]
	if !ok || !x.known || c.hasKey() || c.has(fUsername) || x.ibm || classify(x.text) == ofService {
		return
	}
	delete(c.facts, fURL)
	if classify(x.text) == ofAnyone {
		c.weak = append(c.weak, x)
	}
}
