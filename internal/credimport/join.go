package credimport

import (
	"fmt"
	"slices"
	"strings"

	"lanyard/internal/profile"
)

// join puts together what belongs together: records with the same secret, and what
// names no secret with the one that does.
func (r *reader) join() []*record {
	r.resolve()
	var keys, others []*record
	bySecret := map[string][]*record{}
	for _, c := range r.records {
		if c.strict && !r.accepts(c) {
			continue
		}
		if !c.secret() {
			others = append(others, c)
			continue
		}
		id := c.secretID()
		if same := r.fitting(bySecret[id], c); same != nil {
			same.absorb(c)
			continue
		}
		bySecret[id] = append(bySecret[id], c)
		keys = append(keys, c)
	}
	if len(keys) == 0 {
		return r.joinOthers(others)
	}
	for _, c := range others {
		keys = r.attach(keys, c)
	}
	return r.withoutOthers(keys)
}

// accepts reports whether settings with an unknown service's name in front can be for this
// service: they name a kind of authentication or an address of IBM's, or stand in the file
// that IBM's SDKs read.
func (r *reader) accepts(c *record) bool {
	return c.has(fAuthType) || c.has(fAuthURL) || classify(c.text(fURL)) == ofService || c.form == "ibm-credentials.env" ||
		c.has(fAPIKey) && isKeyText(c.text(fAPIKey)) && len(c.text(fAPIKey)) == cloudKeyLength && mixed(c.text(fAPIKey)) && !r.lenient
}

func (c *record) secretID() string {
	for _, f := range []field{fAPIKey, fPassword, fToken, fRefresh} {
		if c.has(f) {
			return string(f) + " " + c.text(f)
		}
	}
	return "code " + c.code
}

// fitting finds a record that nothing in c contradicts. Of many with one secret only
// the last few are looked at.
func (r *reader) fitting(list []*record, c *record) *record {
	const last = 8
	for _, have := range slices.Backward(list[max(0, len(list)-last):]) {
		if r.fits(have, c) {
			return have
		}
	}
	return nil
}

// fits reports whether two records can be of one credential.
func (r *reader) fits(c, o *record) bool {
	for f, x := range o.facts {
		if c.clashes(f, x) && (f != fURL || r.place(c.text(f)) != r.place(x.text)) {
			return false
		}
		if (f == fSpace || f == fProject) && c.has(f) && x.known && c.text(f) != x.text {
			return false
		}
	}
	return true
}

// place is the service that an address stands for, or the text itself where it is none.
// Texts are looked at once.
func (r *reader) place(text string) string {
	if p, ok := r.places[text]; ok {
		return p
	}
	p := text
	if a, err := profile.ParseAddress("", text); err == nil {
		p = a.URL
	}
	r.places[text] = p
	return p
}

// absorb takes over what another record of the same credential has and this one lacks.
func (c *record) absorb(o *record) {
	for f, x := range o.facts {
		if f != fName && f != fDescription || o.secret() { // what has no secret may be named for anything
			c.set(f, x)
		}
	}
	c.weak = append(c.weak, o.weak...)
	c.notes = appendNew(c.notes, o.notes...)
	c.mended = appendNew(c.mended, o.mended...)
	if c.named == "" {
		c.named = o.named
	}
	if c.service == "" {
		c.service = o.service
	}
	c.other = c.other && o.other           // the same key for both is one for this service too
	if !c.whole && o.whole && o.secret() { // a dict says more about the shape than the variables that fill it
		c.form, c.at, c.whole = o.form, o.at, true
	}
}

// attach gives what has no secret to the one credential that it can belong to.
func (r *reader) attach(keys []*record, c *record) []*record {
	var fit []*record
	for _, k := range keys {
		if r.fits(k, c) {
			if fit = append(fit, k); len(fit) > 1 {
				break
			}
		}
	}
	switch {
	case len(fit) == 1:
		fit[0].absorb(c)
	case len(fit) == 0 && c.credible():
		keys = append(keys, c)
	case len(fit) > 1 && (c.has(fSpace) || c.has(fProject)):
		note := fmt.Sprintf("The space or project in line %d could belong to several of the credentials; it was left out.", c.at.line)
		fit[0].note(note)
		fit[1].note(note)
	}
	return keys
}

// joinOthers joins records of which none has a secret.
func (r *reader) joinOthers(others []*record) []*record {
	var out []*record
	for _, c := range others {
		if n := len(out); n > 0 && r.fits(out[n-1], c) {
			out[n-1].absorb(c)
			continue
		}
		out = append(out, c)
	}
	return out
}

// credible reports whether a record is worth being shown as a credential.
func (c *record) credible() bool {
	_, keyElsewhere := c.facts[fAPIKey]
	switch {
	case c.has(fAPIKey), c.has(fToken), c.has(fRefresh), c.form == "url":
		return true
	case hasOtherScheme(c.text(fURL)):
		return false // a database's, for example
	case c.has(fPassword):
		return c.hasPlace() || c.has(fInstance) || c.facts[fPassword].ibm || c.form == "curl"
	case keyElsewhere:
		return c.hasPlace() || len(c.notes) > 0
	case len(c.notes) > 0 && c.whole:
		return true
	}
	return c.hasService() || c.hasPlace() && (c.form == formOrchestrateConfig || c.has(fUsername) || c.has(fInstance) || c.form == "cpdctl")
}

// hasPlace reports whether a record says where something is.
func (c *record) hasPlace() bool {
	return c.has(fURL) || c.has(fURLHost) || c.has(fAuthURL) || c.hasService()
}

// hasService reports whether a record has an address of the service at IBM.
func (c *record) hasService() bool {
	return classify(c.text(fURL)) == ofService || slices.ContainsFunc(c.weak, func(x fact) bool { return classify(x.text) == ofService })
}

// hasOtherScheme is true for an address that is none of the web: jdbc:db2://…
func hasOtherScheme(address string) bool {
	for i := range len(address) {
		switch c := address[i]; {
		case c == ':':
			s := address[:i]
			return i > 0 && len(address) > i+1 && s != "https" && s != "http" && (address[i+1] == '/' || s == "jdbc")
		case !isWordByte(c) && c != '+' && c != '.' && c != '-':
			return false
		}
	}
	return false
}

// noticeOther marks a record that speaks of Object Storage: training needs its key
// beside the one of this service.
func (c *record) noticeOther(members []member) {
	for _, m := range members {
		flat := flatten(m.name)
		storage := m.value.kind == isText && strings.Contains(m.value.text, "cloud-object-storage")
		if storage || flat == "coshmackeys" || flat == "ibmserviceinstanceid" {
			c.other = true
		}
	}
}

// ofOther reports whether a record is of another service of IBM Cloud.
func (c *record) ofOther() bool {
	if c.other {
		return true
	}
	if c.hasService() || c.has(fAuthType) || c.has(fUsername) {
		return false
	}
	return otherService(hostOf(c.text(fURL))) || c.strict && !c.has(fURL) && !c.has(fAuthURL)
}

// withoutOthers leaves out the keys of other services that stand beside one of this
// service, and says so.
func (r *reader) withoutOthers(keys []*record) []*record {
	own := slices.IndexFunc(keys, func(c *record) bool {
		return c.secret() && c.service == "" && !c.ofOther() && (c.hasPlace() || !c.strict)
	})
	if own < 0 {
		return keys
	}
	mine := keys[own]
	return slices.DeleteFunc(keys, func(c *record) bool {
		if !c.has(fAPIKey) || c.service != "" || !c.ofOther() {
			return false
		}
		mine.note(fmt.Sprintf("The key of another service in line %d was left out.", c.secretAt().line))
		return true
	})
}
