package iam

import (
	"slices"
	"strings"
)

// schemes are the ways of signing in that HTTP knows by name (the register at IANA), and
// those that proxies have besides, as they are written for people.
func schemes() []string {
	return []string{
		"Basic", "Bearer", "Concealed", "Digest", "DPoP", "GNAP", "HOBA", "Kerberos", "Mutual", "Negotiate", "NTLM", "OAuth",
		"PrivateToken", "SCRAM-SHA-1", "SCRAM-SHA-256", "vapid",
	}
}

// offers lists what a server offers for signing in to it: the names that are known, and
// nothing else of its challenges. What a server puts there may be what it was sent.
func offers(challenges []string) string {
	var names []string
	for _, c := range challenges {
		for _, word := range schemeWords(c) {
			i := slices.IndexFunc(schemes(), func(s string) bool { return strings.EqualFold(s, word) })
			if i >= 0 && !slices.Contains(names, schemes()[i]) {
				names = append(names, schemes()[i])
			}
		}
	}
	if len(names) == 0 {
		return ""
	}
	return "it offers " + strings.Join(names, ", ")
}

// schemeWords gives the first word of each challenge in a header (RFC 9110, section
// 11.6.1). They stand between commas, and so do a challenge's parameters; commas within
// quotes part nothing.
func schemeWords(header string) []string {
	quoted, escaped := false, false
	parts := strings.FieldsFunc(header, func(r rune) bool {
		switch {
		case escaped:
			escaped = false
		case quoted && r == '\\':
			escaped = true
		case r == '"':
			quoted = !quoted
		}
		return r == ',' && !quoted
	})
	var words []string
	for _, p := range parts {
		if list := strings.Fields(p); len(list) > 0 {
			words = append(words, list[0])
		}
	}
	return words
}
