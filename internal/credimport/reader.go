package credimport

import (
	"context"
	"strings"

	"lanyard/internal/profile"
)

// reader collects records from one input.
type reader struct {
	ctx   context.Context
	opts  Options
	names nameCache

	doc   *document
	style style
	p     *parser

	vars   map[string]string  // variables and their texts
	places map[string]string  // addresses, and the services they stand for
	owners map[string]*record // variables that stand for a record, or for a client made with it

	records  []*record
	loose    *record            // assignments of a program
	families map[string]*record // settings, by what stands in front of their names
	pairName string             // the name of a pair whose value comes next
	hclPair  hclPair            // the same in a block of HCL
	heads    []string           // the names in the first row of a table
	labelled string             // the name that stood alone in the line above

	modern, old bool // a library of IBM's is imported: of 2020 and later, or older
	ibm         bool // the input speaks of IBM's services
	lenient     bool // for a search: what is in comments counts as well
	embedded    int
	steps       int

	input        *document // the input itself, whatever is being read
	inputStyle   style
	firstProblem *problem // in the form of the input itself
}

func newReader(ctx context.Context, o Options) *reader {
	return &reader{
		ctx: ctx, opts: o, names: nameCache{},
		vars: map[string]string{}, owners: map[string]*record{}, places: map[string]string{}, families: map[string]*record{},
	}
}

// open starts to read another text, such as one inside a string. back returns to the text
// that was read before.
func (r *reader) open(doc *document, s style) (back func()) {
	oldDoc, oldStyle, oldParser := r.doc, r.style, r.p
	r.doc, r.style = doc, s
	r.p = &parser{lex: newLexer(doc.text, 0, s == styleScript), vars: r.vars, bind: r.bind}
	return func() { r.doc, r.style, r.p = oldDoc, oldStyle, oldParser }
}

// patience is how many lines are read before the context is checked again.
const patience = 256

func (r *reader) cancelled() bool {
	r.steps++
	return r.steps%patience == 0 && r.ctx.Err() != nil
}

// embed reads a text that stands in a string: service credentials in a variable of the
// environment, a body of JSON.
func (r *reader) embed(text string, at spot) {
	const deepest = 2
	if r.embedded >= deepest {
		return
	}
	r.embedded++
	defer func() { r.embedded-- }()
	doc := newDocument(text)
	doc.lines = []spot{at}
	defer r.open(doc, styleData)()
	r.p.all()
}

// bind is called by the parser for every assignment and every value that stands alone.
func (r *reader) bind(target, v value) {
	r.notice(target, v)
	name := target.text
	if target.kind == isText && target.name != "" {
		name = target.name // a variable that has a text already and gets another
	}
	switch v.kind {
	case isText:
		if name != "" {
			r.keep(name, v.text)
			r.assign(name, target, v)
		} else {
			r.text(v)
		}
	case isObject, isList, isCall:
		c := r.visit(v, "")
		if name != "" && c != nil {
			r.owners[name] = c
		}
		if name != "" && v.kind == isCall {
			r.assign(name, target, v)
		}
	case isName:
		if c := r.owners[v.text]; c != nil && name != "" {
			r.owners[name] = c
		}
		r.assign(name, target, v)
	case isOther:
		r.assign(name, target, v)
		if v.text != "" {
			r.text(v)
		}
	}
}

// keep remembers what a variable stands for.
func (r *reader) keep(name, text string) {
	if len(text) <= maxJoined && len(name) <= maxJoined {
		r.vars[strings.TrimPrefix(name, "$")] = text
	}
}

// notice looks at the names of imports.
func (r *reader) notice(target, v value) {
	for _, x := range []value{target, v} {
		if x.kind != isName && x.kind != isCall && x.kind != isText {
			continue
		}
		r.noticeText(x.text)
	}
}

func (r *reader) noticeText(text string) {
	switch {
	case strings.Contains(text, "ibm_watsonx_ai"), strings.Contains(text, "ibm_watson_machine_learning"), strings.Contains(text, "langchain_ibm"):
		r.modern, r.ibm = true, true
	case strings.Contains(text, "watson_machine_learning_client"), strings.Contains(text, "WatsonMachineLearningAPIClient"):
		r.old, r.ibm = true, true
	}
}

// assign takes an assignment as a fact: of the record that the variable stands for, or
// of the program.
func (r *reader) assign(name string, target, v value) {
	if name == "" {
		return
	}
	last := name[strings.LastIndexByte(name, '.')+1:]
	n := r.names.of(last)
	if strings.HasPrefix(name, "os.environ.") || strings.HasPrefix(name, "process.env.") {
		r.setting("env", last, v.text, target.at, v.kind == isText)
		return
	}
	if n.field == "" || !n.known {
		r.text(v)
		return
	}
	if base := strings.TrimSuffix(name, "."+last); base != name && r.owners[base] != nil {
		r.add(r.owners[base], n, v)
		return
	}
	x := r.fact(n, v)
	if r.sort(n.field, x) == "" {
		r.text(v)
		return
	}
	if r.loose == nil {
		r.loose = r.record("script", target.at)
	}
	if n.field == fURL && !n.ibm && x.known && classify(x.text) != ofService && classify(x.text) != ofSignIn {
		r.loose.weak = append(r.loose.weak, x)
		return
	}
	f := r.sort(n.field, x)
	if r.loose.clashes(f, x) {
		r.loose = r.record("script", target.at)
	}
	r.loose.mended = appendNew(r.loose.mended, v.mended...)
	r.put(r.loose, f, x)
}

func (r *reader) record(form string, at int) *record {
	c := newRecord(form, r.doc.spot(at))
	r.records = append(r.records, c)
	return c
}

// fact makes a fact of a value.
func (r *reader) fact(n naming, v value) fact {
	x := fact{at: r.doc.spot(v.at), ibm: n.ibm, family: n.family, spoken: n.known}
	switch v.kind {
	case isText:
		x.text, x.known = v.text, true
		if n.field == fCA {
			x.text = r.wholeCertificates(v.text, v.at)
		}
		x.from = holeName(v.text)
		if name, text, ok := withDefault(v.text); ok {
			x.text, x.from = text, name
		}
		if n.field != fPassword {
			x.text = fillDefaults(x.text)
		}
	case isNull:
		x.known = true
	case isName:
		x.from = v.text
	case isCall:
		for _, method := range sameText() {
			if base, ok := strings.CutSuffix(v.text, "."+method); ok {
				x.from = base // key.encode() is still the key
			}
		}
	}
	if n.ibm {
		r.ibm = true
	}
	return x
}

// address keeps an address that a program calls, if it is one of the service's or gives
// tokens for it.
func (r *reader) address(s string, at int) {
	class := classify(s)
	if class != ofService && class != ofSignIn {
		return
	}
	if r.loose == nil {
		r.loose = r.record("script", at)
	}
	x := fact{text: s, at: r.doc.spot(at), known: true}
	if class == ofSignIn {
		r.loose.set(fAuthURL, x)
		return
	}
	r.loose.weak = append(r.loose.weak, x)
}

// holeName is the name in a text that is nothing but a hole for a variable: {{name}}.
func holeName(text string) string {
	if len(text) > 4 && len(text) < longestName && strings.HasPrefix(text, "{{") && strings.HasSuffix(text, "}}") {
		return strings.TrimSpace(text[2 : len(text)-2])
	}
	return ""
}

// sort decides what a value is where its name leaves that open: the service's address or
// the sign-in's, an API key or another key. It gives "" for a value to be ignored.
func (r *reader) sort(f field, x fact) field {
	switch {
	case f == fURL && x.known && classify(x.text) == ofSignIn:
		return fAuthURL
	case f == fKey && x.known && isKeyLike(cleanKey(x.text)):
		return fAPIKey
	case f == fToken && x.known && isCloudKey(cleanKey(x.text)):
		return fAPIKey
	case f == fKey:
		return ""
	case f == fHost:
		return r.sortHost(x)
	}
	return f
}

// sortHost tells the hosts that are this service's from all the others.
func (r *reader) sortHost(x fact) field {
	host := strings.TrimSpace(x.text)
	if strings.Contains(host, "://") {
		if x.ibm || classify(host) == ofService || classify(host) == ofSignIn {
			return r.sort(fURL, x)
		}
		return ""
	}
	switch class := classify("https://" + host); {
	case !x.known || !strings.Contains(host, ".") && !strings.Contains(host, ":"):
		return ""
	case class == ofSignIn:
		return fAuthHost
	case x.ibm && class != noAddress, class == ofService, isClusterHost(host):
		return fURLHost
	}
	return ""
}

// isClusterHost is true for the hosts that OpenShift gives Cloud Pak for Data.
func isClusterHost(host string) bool {
	host = strings.ToLower(host)
	return (strings.HasPrefix(host, "cpd-") || strings.HasPrefix(host, "zen-")) && strings.Contains(host, ".apps.")
}

// resolve gives values to what was named before it was set.
func (r *reader) resolve() {
	for _, c := range r.records {
		for f, x := range c.facts {
			if text, ok := r.vars[x.from]; ok && x.from != "" && (!x.known || holeName(x.text) != "") {
				x.text, x.known = text, true
				c.facts[f] = x
			}
		}
	}
}

// put keeps a fact in a record. Headers and service credentials are taken apart.
func (r *reader) put(c *record, f field, x fact) {
	x, ok := worthKeeping(f, x)
	if !ok {
		return
	}
	switch f {
	case "":
	case fVCAP:
		r.embed(x.text, x.at)
	case fHeader:
		c.header(x)
	case fZen:
		if !c.zen(x) {
			c.set(fAPIKey, x)
		}
	case fRefresh:
		if x.text != "not_supported" { // IAM's word for none
			c.set(f, x)
		}
	case fUsername, fPassword:
		if x.text == "bx" {
			c.note(noteBX)
			return
		}
		c.set(f, x)
	default:
		c.set(f, x)
	}
}

// worthKeeping drops empty values, and values that the input takes from elsewhere. Of keys
// that come from elsewhere the user is told, so those stay.
func worthKeeping(f field, x fact) (fact, bool) {
	if x.known && refersElsewhere(f, x.text) {
		x.text, x.known = "", false
	}
	if x.known {
		return x, strings.TrimSpace(x.text) != ""
	}
	return x, f == fAPIKey || f == fPassword
}

// refersElsewhere reports whether a value is a reference to where the real one is kept.
// Variables don't count: the same input may set them.
func refersElsewhere(f field, text string) bool {
	switch f {
	case fAPIKey, fPassword, fToken, fRefresh, fZen, fUsername, fURL, fSpace, fProject, fInstance:
	default:
		return false
	}
	address := f == fURL && strings.Contains(text, "://")
	return !address && !isVariable(strings.TrimSpace(text)) && profile.Placeholder(text) == profile.Reference
}

// add keeps a member's value in a record.
func (r *reader) add(c *record, n naming, v value) {
	x := r.fact(n, v)
	c.mended = appendNew(c.mended, v.mended...)
	r.put(c, r.sort(n.field, x), x)
}

// text reads a text without a telling name: it may be the body of a call, JSON, or an
// address of the service.
func (r *reader) text(v value) {
	s := v.text
	switch {
	case s == "" || v.kind != isText && v.kind != isOther:
	case len(s) <= maxJoined && (r.pairText(s, v.at) || r.commandText(s, r.doc.spot(v.at))):
	case strings.Contains(s, "apikey=") && strings.Contains(s, "grant_type="):
		r.form(s, v.at)
	case v.written && strings.HasPrefix(strings.TrimSpace(s), "{") && strings.Contains(s, ":"):
		r.embed(s, r.doc.spot(v.at))
	case strings.HasPrefix(s, "https://"):
		r.address(s, v.at)
	}
}
