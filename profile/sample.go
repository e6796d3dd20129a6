package profile

import (
	"regexp"
	"strings"
)

// IsSample reports whether a text is a sample value of the documents or a
// placeholder that somebody forgot to replace: "123456789", "https://HIJKL",
// "<api_key>", "${APIKEY}", "YOUR_API_KEY". It serves for keys, names and addresses.
// It is careful: a password that a person might have chosen is not a sample.
func IsSample(text string) bool {
	s := strings.TrimSpace(strings.Trim(strings.TrimSpace(text), "\"'`“”‘’"))
	switch s {
	case "123456789", "ABCDEFG", "HIJKL", "MNOPQRS", "TUVWXYZ":
		return true
	}
	if rest, ok := cutScheme(s); ok {
		authority, _ := splitAuthority(rest)
		return isSampleHost(authority)
	}
	return isPlaceholder(s)
}

// Placeholders are whole words in brackets, shell or template variables, words that
// begin with "your", and runs of one filler character.
var (
	bracketed = regexp.MustCompile(`^(<[\pL\pN _.:/-]+>|\$?\{+[\pL\pN _.:-]+\}+|\[\[?[\pL _-]+\]\]?|%[A-Za-z_]+%|#\{[^}]*\})$`)
	variable  = regexp.MustCompile(`^\$[A-Z][A-Z0-9_]*$`)
	varWords  = regexp.MustCompile(`(KEY|TOKEN|PASS|PWD|USER|URL|HOST|SECRET|WML|IAM|CPD|IBM)`)
	yours     = regexp.MustCompile(`(?i)^(your|my|enter|insert|paste|put|replace|add)[ _-]+([a-z0-9]+[ _-]+)*(api|apikey|key|token|password|passwd|pwd|username|user|url|host|hostname|cluster|instance|id|name|here|this|me|value|secret|credentials?)([ _-]+(here|goes|value|id|key))*$`)
	yoursJoin = regexp.MustCompile(`(?i)^your(api|apikey|api_key|key|token|password|username|user|url|host|hostname|cluster|instance_?id)$`)
	filler    = regexp.MustCompile(`^(x{4,}|X{4,}|\*{3,}|•{3,}|\.{3,}|…+|_{3,}|-{3,}|\?{3,})$`)
)

func isPlaceholder(s string) bool {
	switch {
	case bracketed.MatchString(s), yours.MatchString(s), yoursJoin.MatchString(s), filler.MatchString(s):
		return true
	case variable.MatchString(s):
		return varWords.MatchString(s)
	}
	return false
}

// isSampleHost reports whether a host is one of the documents' samples or still has a
// placeholder in it ("cpd-<namespace>.apps.example.org").
func isSampleHost(authority string) bool {
	host, _, _ := strings.Cut(authority, ":")
	switch strings.ToLower(host) {
	case "hijkl":
		return true
	}
	if strings.ContainsAny(authority, "<>{}$%") {
		return true
	}
	label, _, _ := strings.Cut(host, ".")
	return isPlaceholder(host) || isPlaceholder(label)
}

// cutScheme cuts "https://" or another scheme.
func cutScheme(s string) (rest string, ok bool) {
	scheme, rest, ok := strings.Cut(s, "://")
	if !ok || scheme == "" || strings.ContainsAny(scheme, "/?#@. ") {
		return s, false
	}
	return rest, true
}
