package credimport

import (
	"strings"
)

// isCommandName is true for the names under which files keep commands: fish's history
// (cmd), and the files of build systems.
func isCommandName(name string) bool {
	switch name {
	case "cmd", "command", "run", "script", "shell", "exec", "before_script", "entrypoint":
		return true
	}
	return false
}

// listedCommand reads a command, or several lines of them with their ends escaped, that
// stands as a value. It reports false for any other value.
func (r *reader) listedCommand(raw string, at int) bool {
	if raw == "" || strings.IndexByte("|>[{", raw[0]) >= 0 {
		return false
	}
	if inner, ok := quoted(raw); ok {
		raw = inner
	} else if strings.Contains(raw, `\n`) {
		raw = strings.ReplaceAll(raw, `\n`, "\n")
	}
	if r.embedded > 0 || len(raw) > maxJoined {
		return false
	}
	r.embedded++
	defer func() { r.embedded-- }()
	doc := newDocument(raw)
	doc.lines = []spot{r.doc.spot(at)}
	defer r.open(doc, styleSettings)()
	return r.all() == nil
}

// dropNumber takes off the number that the history command of a shell prints in front
// of a line: "  501  export A=b".
func dropNumber(s string) string {
	rest := strings.TrimLeft(s, "0123456789")
	if digits := len(s) - len(rest); digits == 0 || digits > 6 {
		return s
	}
	rest, changed := strings.CutPrefix(rest, "*")
	if trimmed := strings.TrimLeft(rest, " "); len(rest)-len(trimmed) >= 2 || changed && rest != trimmed {
		return trimmed
	}
	return s
}
