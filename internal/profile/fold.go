package profile

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// FoldName gives a name as names are compared and looked for: without blanks around it,
// whatever the case of its letters, and whether an accent is a part of its letter or
// stands behind it, as macOS and some keyboards write it.
func FoldName(name string) string {
	return norm.NFC.String(strings.ToLower(norm.NFC.String(strings.TrimSpace(name))))
}

// SameName reports whether two names count as one.
func SameName(a, b string) bool { return FoldName(a) == FoldName(b) }
