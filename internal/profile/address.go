package profile

import (
	"errors"
	"net/url"
	"strings"
	"unicode"
)

// Address is what [ParseAddress] makes of a pasted address.
type Address struct {
	URL          string   // scheme, host and port, nothing else
	SpaceID      string   // of a deployment space that the address named
	ProjectID    string   // of a project that the address named; never both
	Kind         Kind     // the kind that the host belongs to, else the one given
	Changes      []string // what was changed, each a short sentence
	InstanceID   string   // of an instance of watsonx Orchestrate that the address named
	NeedsConsent bool     // the scheme was missing: https is offered, and the user has to agree
}

// maxPasted is longer than any address, in bytes; a whole document is not searched.
const maxPasted = 16 << 10

var (
	errLong   = errors.New("this is too long for an address: enter only its https:// part")
	errEmpty  = errors.New("the address is empty: enter it as https://host")
	errSample = errors.New("this is a sample value of the documents: put in your own")
	errBlank  = errors.New("the address has a blank or a line break inside: remove it")
	errWhole  = errors.New("this is a whole credential or command, not an address: import it, or enter only its https:// address")
	errSlash  = errors.New(`the address has a \ in it: write / instead`)
	errKey    = errors.New("this looks like a key, not like an address: enter the key in its own field, and the address as https://host")
)

// ParseAddress reads a service's address as people paste it: out of a document, a
// notebook or the browser. What stays is scheme, host and port; what else the address
// had is cut, used (the space's or project's id) or translated (a web page of IBM's
// becomes the service it belongs to), and every change is said. Errors say what to do
// and never repeat the text, which may hold a secret.
func ParseAddress(kind Kind, text string) (Address, error) {
	var said notes
	p, err := splitAddress(text, &said)
	if err != nil {
		return Address{}, err
	}
	a := Address{Kind: kind, NeedsConsent: p.schemeMissing}
	a.SpaceID, a.ProjectID = p.ids()
	if a.SpaceID != "" {
		said.add("The deployment space's id was taken from the address.")
	}
	if a.ProjectID != "" {
		said.add("The project's id was taken from the address.")
	}
	to, owner, err := serviceOf(p, &said)
	if err != nil {
		return Address{}, err
	}
	if owner != "" {
		a.Kind = owner
	}
	if a.Kind.traits().within {
		a.InstanceID = instanceOf(p.tail)
	}
	if a.InstanceID != "" {
		said.add("The instance's id was taken from the address.")
	} else {
		p.cutTail(a.Kind, &to, &said)
	}
	if !a.Kind.Hosted() {
		to = newPort(to, &said)
	}
	a.URL = to.String()
	a.Changes = said
	return a, nil
}

// pasted is an address in its parts.
type pasted struct {
	origin        origin
	tail          string // from the first of / ? # on
	schemeMissing bool
}

// splitAddress cleans a text and parts it, refusing what can't be an https address.
func splitAddress(text string, said *notes) (pasted, error) {
	if len(text) > maxPasted {
		return pasted{}, errLong
	}
	s := cleanText(text, said)
	switch {
	case s == "":
		return pasted{}, errEmpty
	case IsSample(s):
		return pasted{}, errSample
	case strings.HasPrefix(s, "{") || strings.HasPrefix(s, "curl "):
		return pasted{}, errWhole
	case strings.IndexFunc(s, unicode.IsSpace) >= 0:
		return pasted{}, errBlank
	}
	rest, missing, err := dropScheme(s, said)
	if err != nil {
		return pasted{}, err
	}
	authority, tail := splitAuthority(rest)
	switch {
	case strings.Contains(authority, "@"):
		return pasted{}, errUserinfo
	case strings.Contains(authority, `\`):
		return pasted{}, errSlash
	case isSampleHost(authority):
		return pasted{}, errSample
	case missing && looksLikeKey(authority):
		return pasted{}, errKey
	}
	o, err := parseAuthority("https", authority)
	if err != nil {
		return pasted{}, err
	}
	if isSampleHost(o.host) { // once more, in its clean form
		return pasted{}, errSample
	}
	sayHost(authority, o, said)
	return pasted{o, tail, missing}, nil
}

// schemeForm is how an address may begin. The colon or a slash may be missing or be there
// too often; a web scheme counts even without slashes, because no host has its name.
var schemeForm = lazily(`^(?i:(https?)(?::+/*|//+)|([a-z][a-z0-9+.-]*)://+)`)

// dropScheme takes https off, also where its slashes are wrong or it stands twice.
func dropScheme(s string, said *notes) (rest string, missing bool, err error) {
	for n := 0; ; n++ {
		m := schemeForm().FindStringSubmatch(s)
		switch {
		case m == nil && n == 0:
			said.add("https:// was put in front.")
			return strings.TrimLeft(s, "/"), true, nil
		case m == nil:
			return s, false, nil
		case strings.EqualFold(m[1], "http"):
			return "", false, errHTTP
		case m[1] == "":
			return "", false, errScheme
		case m[0] != "https://" || n > 0:
			said.add("The beginning was corrected to https://.")
		}
		s = s[len(m[0]):]
	}
}

// looksLikeKey tells an API key in the wrong field: long, and no dot as in a host.
func looksLikeKey(authority string) bool {
	const shortestKey = 32
	return len(authority) >= shortestKey && !strings.ContainsAny(authority, ".:[")
}

func sayHost(authority string, o origin, said *notes) {
	switch {
	case authority == o.hostPort():
	case strings.EqualFold(authority, o.hostPort()):
		said.add("The host name was written in lower case.")
	default:
		said.add("The host and port were written in their usual form.")
	}
}

// apiTails are the beginnings of paths that belong to calls, not to web pages.
func apiTails() []string {
	return []string{
		"/icp4d-api", "/identity/token", "/oidc/token", "/v1/preauth", "/v1/authorize", "/ml/", "/wml/",
		"/v2/", "/v3/", "/v4/", "/api/", "/idprovider/", "/usermgmt/", "/dmodel/", "/siusermgr/", "/identity/",
	}
}

func (p pasted) isCall() bool {
	for _, t := range apiTails() {
		if strings.HasPrefix(strings.ToLower(p.tail)+"/", t) {
			return true
		}
	}
	return false
}

// cutTail drops what followed the host. A web page's port is not the service's with
// Watson Studio Local: there it goes with the page's path.
func (p pasted) cutTail(kind Kind, to *origin, said *notes) {
	switch tail := strings.Trim(p.tail, "/"); {
	case p.tail == "":
	case tail == "":
		said.add("The slash at the end was removed.")
	case p.isCall():
		said.add("The path of a call after the host was removed.")
	default:
		said.add("The web page's path after the host was removed.")
		if kind == StudioLocal && to.port != "" {
			to.port = ""
			said.add("The web page's port was removed.")
		}
	}
}

// newPort replaces the port that old documents name and says so.
func newPort(o origin, said *notes) origin {
	now := oldPort(o)
	if now != o {
		said.add("Port 31002 became 31843, where the service answers.")
	}
	return now
}

// ids finds the id of a deployment space or a project in the path, the query and the
// fragment, in this order; of two in one place the space counts.
func (p pasted) ids() (space, project string) {
	path, fragment, _ := strings.Cut(p.tail, "#")
	path, query, _ := strings.Cut(path, "?")
	fragPath, fragQuery, _ := strings.Cut(fragment, "?")
	for _, find := range []func() (string, string){
		func() (string, string) { return idsInPath(path) },
		func() (string, string) { return idsInQuery(query) },
		func() (string, string) { return idsInPath(fragPath) },
		func() (string, string) { return idsInQuery(fragQuery) },
	} {
		space, project = find()
		if space != "" {
			return space, ""
		}
		if project != "" {
			return "", project
		}
	}
	return "", ""
}

func idsInPath(path string) (space, project string) {
	segments := strings.Split(path, "/")
	for i, s := range segments[:len(segments)-1] {
		id := segments[i+1]
		if !strings.ContainsAny(id, "0123456789") || !isID(id) {
			continue
		}
		switch strings.ToLower(s) {
		case "spaces", "space":
			space = id
		case "projects", "project":
			project = id
		}
	}
	return space, project
}

func idsInQuery(query string) (space, project string) {
	values, _ := url.ParseQuery(query) // what can be read of it
	for key, v := range values {
		if len(v) == 0 || !isID(v[0]) || IsSample(v[0]) {
			continue
		}
		switch squash(key) {
		case "spaceid":
			space = v[0]
		case "projectid":
			project = v[0]
		}
	}
	return space, project
}

// IsID accepts what IBM uses for ids: letters, digits, hyphens and underscores.
func IsID(s string) bool { return isID(s) }

func isID(s string) bool {
	const longest = 128
	if s == "" || len(s) > longest {
		return false
	}
	for _, r := range s {
		if (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-' && r != '_' {
			return false
		}
	}
	return true
}

// ParseOrigin reads an address of which only scheme, host and port count: a
// platform's or an identity service's.
func ParseOrigin(text string) (Address, error) {
	var said notes
	p, err := splitAddress(text, &said)
	if err != nil {
		return Address{}, err
	}
	to := p.origin
	p.cutTail("", &to, &said)
	return Address{URL: to.String(), Changes: said, NeedsConsent: p.schemeMissing}, nil
}
