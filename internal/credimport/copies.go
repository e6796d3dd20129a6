package credimport

import (
	"slices"
	"strings"
)

// Programs make the credentials of one place from those of another: by a copy that is
// changed afterwards (WOS.copy()), or by a dict with the other one spread in it
// ({**WOS, "apikey": "K"}).

// isMerge is true for calls that make one object of several.
func isMerge(callee string) bool {
	switch lastPart(callee) {
	case "dict", "assign", "merge", "update", "ChainMap", "extend":
		return true
	}
	return false
}

// isCopy is true for calls that give a copy of what they are given or called on.
func isCopy(callee string) bool {
	switch lastPart(callee) {
	case "copy", "deepcopy", "clone", "dup", "structuredClone", "HashMap", "Map", "toMutableMap", "cloneDeep":
		return true
	}
	return isMerge(callee)
}

// sources are the records that a value is a copy of, the last first: what comes later
// counts more.
func (r *reader) sources(v value) []*record {
	if v.kind != isObject && (v.kind != isCall || !isCopy(v.text)) {
		return nil
	}
	var from []*record
	if i := strings.LastIndexByte(v.text, '.'); v.kind == isCall && i >= 0 {
		from = append(from, r.owners[v.text[:i]])
	}
	for _, m := range v.members {
		if m.name == "" && m.value.kind == isName {
			from = append(from, r.owners[m.value.text])
		}
	}
	slices.Reverse(from)
	return slices.DeleteFunc(from, func(c *record) bool { return c == nil })
}

// inherit takes over what another record says and this one does not. A key of its own
// takes the place of any other.
func (c *record) inherit(from *record) {
	own := c.hasKey()
	for f, x := range from.facts {
		if own && isSecretField(f) || f == fName || f == fDescription {
			continue
		}
		x.inherited = true
		c.set(f, x)
	}
	c.weak = append(c.weak, from.weak...)
}

func isSecretField(f field) bool {
	return f == fAPIKey || f == fPassword || f == fToken || f == fRefresh
}

// replaceInherited drops the inherited keys before a record gets one of its own.
func (c *record) replaceInherited(f field, x fact) {
	if x.inherited || !isSecretField(f) {
		return
	}
	for have, y := range c.facts {
		if isSecretField(have) && y.inherited {
			delete(c.facts, have)
		}
	}
}

// spread reads what stands for the members of another object: **x, ...x. ok is false
// when something else comes next.
func (p *parser) spread() (m member, ok bool) {
	switch {
	case p.peek(0).is("**"):
		p.take()
	case p.peek(0).is(".") && p.peek(1).is(".") && p.peek(2).is("."):
		p.take()
		p.take()
		p.take()
	default:
		return member{}, false
	}
	at := p.peek(0).at
	return member{at: at, value: p.value()}, true
}
