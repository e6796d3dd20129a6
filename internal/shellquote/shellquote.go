// Package shellquote writes texts so that a shell reads back exactly them.
package shellquote

import (
	"runtime"
	"strings"
)

// Word makes one word for a POSIX shell, bare where nothing in it is special.
func Word(s string) string {
	if s != "" && strings.IndexFunc(s, func(r rune) bool { return !isBare(r) }) < 0 {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

// isBare reports whether a character means nothing to any shell, wherever it stands.
func isBare(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("_-./:@", r)
}

// Path makes one word of a file's path for the usual shell of this system. On Windows no
// path has a quote in it.
func Path(path string) string {
	if runtime.GOOS != "windows" {
		return Word(path)
	}
	if strings.IndexFunc(path, func(r rune) bool { return !isBare(r) && r != '\\' }) < 0 {
		return path
	}
	return `"` + path + `"`
}
