package userfile

import (
	"os"
	"path/filepath"
	"strings"
	"unicode"
)

// Path reads a path as people type it: blanks and quotes around it, and ~ for home.
func Path(text string) string {
	text = strings.Trim(strings.TrimSpace(text), "\"'")
	if rest, ok := strings.CutPrefix(text, "~"); ok && (rest == "" || os.IsPathSeparator(rest[0])) {
		if home, err := os.UserHomeDir(); err == nil {
			return filepath.Join(home, rest)
		}
	}
	return text
}

// UnderHome shortens a path below the user's home, as shells do.
func UnderHome(path string) string {
	home, err := os.UserHomeDir()
	if err != nil || home == "" {
		return path
	}
	rest, ok := strings.CutPrefix(path, home)
	if !ok || rest != "" && !os.IsPathSeparator(rest[0]) {
		return path
	}
	return "~" + rest
}

// Printable makes a file's name one that can be shown: names can have line breaks, and
// signs that turn the direction of writing around.
func Printable(name string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return '\uFFFD'
		}
		return r
	}, name)
}
