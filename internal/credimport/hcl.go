package credimport

import (
	"regexp"
	"strings"
	"sync"
)

// Blocks of HCL and their arguments.
var (
	blockHead     = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^([a-z_]+)((?:\s+"[^"]*")*)\s*\{(.*)$`) })
	blockArgument = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^(name|key|value|default|secret_data|payload)\s*=\s*(.+)$`)
	})
)

// blockLine is block as one of the readers of a line. It comes before the commands: env is
// one of them, too.
func (r *reader) blockLine(s string, start, next int) (int, bool) { return next, r.block(s, start) }

// block reads variable "NAME" { default = "…" } and env { name = "…" value = "…" } of
// Terraform and its kin.
func (r *reader) block(s string, start int) bool {
	if r.style != styleSettings {
		return false
	}
	if strings.HasSuffix(s, "{") || strings.HasPrefix(s, "variable ") {
		m := blockHead().FindStringSubmatch(s)
		if m == nil || !r.isHCL(m[1]) {
			return false
		}
		r.hclPair = hclPair{inBlock: true}
		if names := strings.Fields(m[2]); m[1] == "variable" && len(names) == 1 {
			r.hclPair.name = strings.Trim(names[0], `"`)
		}
		if inner := strings.Trim(m[3], " }"); inner != "" {
			return r.argument(inner, start+strings.Index(s, inner))
		}
		return true
	}
	if !r.hclPair.inBlock {
		return false
	}
	if s == "}" {
		r.hclPair = hclPair{}
		return true
	}
	return r.argument(s, start)
}

// isHCL tells blocks of HCL from other things with a brace at their end.
func (r *reader) isHCL(head string) bool {
	if hasSuffix(baseName(r.opts.Source), ".tf", ".tfvars", ".hcl", ".nomad") {
		return true
	}
	return r.opts.Source == "" && (head == "variable" || head == "env" || head == "set" || head == "set_sensitive" || strings.HasPrefix(head, "env_") || strings.HasSuffix(head, "_variables"))
}

// hclPair is a setting of which name and value come one after the other.
type hclPair struct {
	inBlock bool
	name    string
	raw     string
	at      int
}

// argument reads an argument of a block.
func (r *reader) argument(s string, at int) bool {
	m := blockArgument().FindStringSubmatchIndex(s)
	if m == nil {
		return false
	}
	raw := strings.TrimRight(s[m[4]:], ", \t")
	switch s[m[2]:m[3]] {
	case "name", "key":
		r.hclPair.name, _ = quoted(raw)
	default:
		r.hclPair.raw, r.hclPair.at = raw, at+m[4]
	}
	if r.hclPair.name == "" || r.hclPair.raw == "" {
		return true
	}
	text, known := quoted(r.hclPair.raw)
	r.setting("hcl", r.hclPair.name, text, r.hclPair.at+1, known)
	r.hclPair.raw = ""
	return true
}
