package credimport

import (
	"encoding/base64"
	"net/url"
	"strings"

	"lanyard/internal/profile"
)

// fact is one named value that an input gave.
type fact struct {
	text   string
	at     spot
	known  bool // false: the input says that there is one, and reads it from elsewhere
	ibm    bool // the name speaks of IBM's services
	family string
	file   bool   // the value is in a file that is named
	from   string // the variable that has the value, where its text is not known yet
	spoken bool   // the name is one of the words that this service's documents use

	inherited bool // it came with a copy of another record
}

// record is what belongs together in an input: the members of a dict, the lines of a
// file that begin alike, the parts of a command.
type record struct {
	form    string
	at      spot
	facts   map[field]fact
	weak    []fact // addresses that are a service's if nothing better is there
	service string // the label of another service, where service credentials name one
	named   string // a name for the profile, given outside of the facts
	notes   []string
	mended  []string
	whole   bool   // all facts stand in one dict, call or command
	other   bool   // it speaks of another service, without a label that says so
	code    string // a one-time code beside it, which is not kept
	byCode  bool   // it signs in with one-time codes
	strict  bool   // it came from names that any service could use
}

func newRecord(form string, at spot) *record {
	return &record{form: form, at: at, facts: map[field]fact{}}
}

func (c *record) has(f field) bool { return c.facts[f].known && c.facts[f].text != "" }

func (c *record) text(f field) string { return c.facts[f].text }

func (c *record) note(s string) { c.notes = appendNew(c.notes, s) }

// hasKey reports whether the record holds something to sign in with, known or not.
func (c *record) hasKey() bool {
	for _, f := range []field{fAPIKey, fPassword, fToken, fRefresh} {
		if _, ok := c.facts[f]; ok {
			return true
		}
	}
	return false
}

// secret reports whether a secret itself stands in the record, a one-time code included.
func (c *record) secret() bool {
	return c.code != "" || c.has(fAPIKey) || c.has(fPassword) || c.has(fToken) || c.has(fRefresh)
}

// set keeps a fact unless there is one already.
func (c *record) set(f field, x fact) {
	if old, ok := c.facts[f]; !ok || !old.known && x.known || old.inherited {
		c.replaceInherited(f, x)
		c.facts[f] = x
	}
}

// clashes reports whether a fact contradicts one that the record has: then it belongs
// to the next credential.
func (c *record) clashes(f field, x fact) bool {
	old, ok := c.facts[f]
	if !ok || !old.known || !x.known || old.text == x.text {
		return false
	}
	switch f {
	case fAPIKey, fPassword, fUsername, fToken, fURL, fURLHost, fInstance:
		return true
	}
	return false
}

// addressClass is what an address is for.
type addressClass uint8

const (
	noAddress addressClass = iota
	ofService              // a host that IBM runs the service on, or a page about it
	ofSignIn               // gives tokens
	ofAnyone               // any other web address
	ofData                 // a file in the web, or a place that has no service: never meant
)

// classify tells what an address is for, by its host and path.
func classify(text string) addressClass {
	text = strings.TrimSpace(text)
	if len(text) > maxJoined {
		return noAddress
	}
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return noAddress
	}
	if signsIn(u) {
		return ofSignIn
	}
	host := strings.ToLower(u.Hostname())
	if isIBMHost(host) {
		if a, err := profile.ParseAddress("", text); err == nil && a.Kind != "" {
			return ofService
		}
	}
	if strings.HasSuffix(host, "cloud.ibm.com") && strings.Contains(u.Path+u.RawQuery, "pm-20") {
		return ofService
	}
	if hasSuffix(strings.ToLower(u.Path), ".csv", ".zip", ".json", ".gz", ".tar", ".txt", ".png", ".jpg", ".svg", ".ipynb", ".html", ".md", ".py", ".whl", ".git", ".pdf") {
		return ofData
	}
	if hasSuffix(u.Hostname(), "github.com", "githubusercontent.com", "pypi.org", "huggingface.co", "python.org", "kaggle.com", "openai.com", "stackoverflow.com") {
		return ofData
	}
	return ofAnyone
}

func signsIn(u *url.URL) bool {
	if isIAMHost(u.Hostname()) {
		return true
	}
	path := strings.ToLower(u.Path)
	for _, p := range []string{"/identity/token", "/oidc/token", "/icp4d-api", "/v1/preauth/validateauth", "/idprovider/v1/auth", "/apikeys/token", "/v1/authorize"} {
		if strings.Contains(path, p) {
			return true
		}
	}
	return profile.SignInKind(strings.ToLower(u.Hostname())) != ""
}

// isIAMHost is true for the hosts of IBM Cloud's sign-in, of today and of old.
func isIAMHost(host string) bool {
	host = strings.ToLower(host)
	first, _, _ := strings.Cut(strings.TrimPrefix(host, "private."), ".")
	return first == "iam" && hasSuffix(host, ".cloud.ibm.com", ".bluemix.net") || hasSuffix(host, ".iam.cloud.ibm.com")
}

func hasSuffix(s string, endings ...string) bool {
	for _, e := range endings {
		if strings.HasSuffix(s, e) {
			return true
		}
	}
	return false
}

// zen reads username and API key out of what follows ZenApiKey in a header.
func (c *record) zen(x fact) bool {
	user, key, ok := splitBasic(strings.TrimSpace(x.text))
	if !ok {
		return false
	}
	x.text = user
	c.set(fUsername, x)
	x.text = key
	c.set(fAPIKey, x)
	x.text = "zen"
	c.set(fAuthType, x)
	c.note("Username and API key stood in a ZenApiKey header.")
	return true
}

// header reads the value of an Authorization header into facts.
func (c *record) header(x fact) {
	scheme, rest, _ := strings.Cut(strings.TrimSpace(x.text), " ")
	rest = strings.TrimSpace(rest)
	if rest == "" {
		return
	}
	x.ibm = false
	with := func(text string) fact {
		x.text = text
		return x
	}
	switch strings.ToLower(scheme) {
	case "bearer":
		if !isVariable(rest) {
			c.set(fToken, with(rest))
		}
	case "zenapikey":
		c.zen(with(rest))
	case "basic":
		user, key, ok := splitBasic(rest)
		switch {
		case !ok:
		case user == "bx" && key == "bx":
			c.note(noteBX)
		default:
			c.set(fUsername, with(user))
			c.set(fPassword, with(key))
		}
	}
}

const noteBX = "bx:bx was left out: it is the public client id of IBM's command line, and nobody's credential."

func splitBasic(text string) (user, key string, ok bool) {
	b, err := base64.StdEncoding.DecodeString(strings.TrimRight(text, "=") + strings.Repeat("=", (4-len(strings.TrimRight(text, "="))%4)%4))
	if err != nil {
		return "", "", false
	}
	user, key, ok = strings.Cut(strings.TrimRight(string(b), "\r\n"), ":")
	return user, key, ok && user != ""
}

// isVariable is true for what a shell or a template puts a value in for.
func isVariable(s string) bool {
	return strings.HasPrefix(s, "$") || strings.HasPrefix(s, "{") || strings.HasPrefix(s, "<") || strings.HasPrefix(s, "%") || strings.Contains(s, placeholder)
}

func appendNew(list []string, more ...string) []string {
	for _, m := range more {
		found := false
		for _, have := range list {
			found = found || have == m
		}
		if !found {
			list = append(list, m)
		}
	}
	return list
}
