package formats

import (
	"regexp"
	"strings"
)

// Files of variables look alike and are read differently. Each of these writes a value
// for one kind of reader; false means that this reader cannot be given the value.

// expanded is what python-dotenv replaces by a variable's value, in quotes or not.
var expanded = regexp.MustCompile(`\$\{[^}:]*(:-[^}]*)?\}`)

// commented is where python-dotenv lets a comment begin in a bare value.
var commented = regexp.MustCompile(`\s#`)

// quotePythonDotenv writes a value for python-dotenv: single quotes, in which a
// backslash protects a quote and itself. The reader replaces ${NAME} even there, and
// has no way to write it. A backslash at the end would take the closing quote along, so
// such a value stands bare where it can.
func quotePythonDotenv(s string) (string, bool) {
	switch {
	case expanded.MatchString(s):
		return "", false
	case isBareWord(s):
		return s, true
	case strings.HasSuffix(s, `\`):
		bare := strings.TrimSpace(s) == s && !strings.ContainsAny(s[:1], `'"`) && !commented.MatchString(s)
		return s, bare
	}
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(s) + "'", true
}

// quoteNodeDotenv writes a value for dotenv of Node.js, which knows three kinds of
// quotes and no escapes in them, except line ends between double quotes. A value may be
// bare when it has no # and does not begin with a quote. A backslash at its end would
// take a closing quote along.
func quoteNodeDotenv(s string) (string, bool) {
	quoted := s != "" && strings.ContainsRune("'\"`", rune(s[0]))
	if !strings.Contains(s, "#") && !quoted && strings.TrimSpace(s) == s {
		return s, true
	}
	for _, quote := range []string{"'", "`", `"`} {
		if strings.Contains(s, quote) || quote == `"` && strings.Contains(s, `\`) || strings.HasSuffix(s, `\`) {
			continue
		}
		return quote + s + quote, true
	}
	return "", false
}

// rawSDKCore writes a value for the SDK cores of Go, Python and Java, which take what
// stands after the first equals sign, without blanks around it, and refuse a value that
// begins or ends with a brace or a double quote. That of Node.js reads with dotenv.
func rawSDKCore(s string) (string, bool) {
	if strings.TrimSpace(s) != s || s != "" && (strings.ContainsAny(s[:1], `{"`) || strings.ContainsAny(s[len(s)-1:], `}"`)) {
		return "", false
	}
	return s, true
}

func isBareWord(s string) bool { return s != "" && quoteWord(s) == s }
