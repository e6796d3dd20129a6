package profile

import (
	"slices"
	"strings"
)

// IsSample reports whether a text is a sample value of the documents or a
// placeholder that somebody forgot to replace: "123456789", "https://HIJKL",
// "<api_key>", "${APIKEY}", "YOUR_API_KEY". It serves for keys, names and addresses.
// It is careful: a password that a person might have chosen is not a sample.
func IsSample(text string) bool {
	s := strings.TrimSpace(strings.Trim(strings.TrimSpace(text), quotes))
	if slices.Contains(documentSamples(), s) {
		return true
	}
	if m := schemeForm().FindString(s); m != "" {
		authority, _ := splitAuthority(s[len(m):])
		return isSampleHost(authority)
	}
	return isPlaceholder(s)
}

// documentSamples are the fictional credentials of IBM's own documents, in the order
// key, instance id, host, username, password.
func documentSamples() []string {
	return []string{"123456789", "ABCDEFG", "HIJKL", "MNOPQRS", "TUVWXYZ"}
}

// Placeholders: a word in brackets, a variable of a shell or a template, "your" or
// "insert" before the name of the thing, a run of one filler character.
var (
	bracketed = guarded{lazily(`^(<[\pL\pN _.:/-]+>|\$?\{+[\pL\pN _.:-]+\}+|#\{[^}]*\}|\$\([\pL_][\pL\pN_]*\)|\[\[?[\pL][\pL _-]+\]\]?|%[A-Za-z_]+%)$`), []string{"<", "$", "{", "#", "[", "%"}}
	variable  = guarded{lazily(`^\$[A-Z][A-Z0-9_]*(KEY|TOKEN|PASS|PASSWORD|PWD|USER|USERNAME|URL|HOST|SECRET)$`), []string{"$"}}
	thing     = `(api[ _-]?key|key|token|password|passwd|pwd|user[ _-]?name|user|url|host[ _-]?name|host|cluster|server|domain|instance([ _-]?id)?|credentials?|secret|value)`
	yours     = guarded{lazily(`(?i)^your[ _-]?([a-z0-9]+[ _-]+)*` + thing + `([ _-]+(goes[ _-]+)?here)?$`), []string{"your"}}
	ordered   = guarded{lazily(`(?i)^(enter|insert|paste|put|add|replace)[ _-]+([a-z0-9]+[ _-]+)*(` + thing + `|me|here|this)([ _-]+(goes[ _-]+)?here)?$`), []string{"enter", "insert", "paste", "put", "add", "replace"}}
	mine      = guarded{lazily(`(?i)^my[ _-]?api[ _-]?key$`), []string{"my"}}
	filler    = guarded{lazily(`^(x{4,}|X{4,}|\*{3,}|•{3,}|\.{3,}|…+|_{3,}|-{3,}|\?{3,})$`), []string{"xxxx", "***", "•••", "...", "…", "___", "---", "???"}}
	xHost     = guarded{lazily(`^x{2,}(\.x{2,})*$`), []string{"xx"}}
	holes     = lazily(`[<>{}$]|%[a-z_]+%`)
)

func isPlaceholder(s string) bool {
	return slices.ContainsFunc([]guarded{bracketed, variable, yours, ordered, mine, filler}, func(g guarded) bool { return g.match(s) })
}

// isSampleHost reports whether a host is one of the documents' samples, a word that
// means nothing, or still has a placeholder in it ("cpd-<namespace>.apps.example.org").
func isSampleHost(authority string) bool {
	authority = strings.ToLower(authority)
	if strings.HasPrefix(authority, "[") || strings.Contains(authority, "@") {
		return false // an IPv6 address, or a secret: other rules explain those
	}
	host, _, _ := strings.Cut(authority, ":")
	switch host {
	case "none", "null", "nil", "undefined", "todo", "tbd", "changeme", "url", "host", "hostname":
		return true
	}
	for _, s := range documentSamples() {
		if host == strings.ToLower(s) {
			return true
		}
	}
	label, _, _ := strings.Cut(host, ".")
	return holes().MatchString(authority) || yours.match(label) || yours.match(host) || xHost.match(host)
}
