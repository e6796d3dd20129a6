package credimport

import (
	"strings"
)

// Commands stand in other things, too: as a value of YAML, as a text or a list of words
// in a program.

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
	return len(raw) <= maxJoined && r.embeddedLines(raw, r.doc.spot(at))
}

// embeddedLines reads the lines of a text that stands in the input at a spot. It reports
// false inside of such a text, which is not looked into further.
func (r *reader) embeddedLines(text string, at spot) bool {
	if r.embedded > 0 {
		return false
	}
	r.embedded++
	defer func() { r.embedded-- }()
	doc := newDocument(text)
	doc.lines = []spot{at}
	defer r.open(doc, styleSettings)()
	return r.all() == nil
}

// commandText reads a command that stands in a text of a program: os.system("curl …"),
// sh 'ibmcloud login …'. ok is false for any other text.
func (r *reader) commandText(s string, at spot) bool {
	trimmed := strings.TrimLeft(s, " \t\n")
	first, rest, ok := strings.Cut(trimmed, " ")
	name := strings.TrimSuffix(baseName(first), ".exe")
	known := r.commandReader(name) != nil || first == "export"
	return ok && known && strings.ContainsAny(rest, "-=") && r.embeddedLines(s, at)
}

// commandList reads a command as programs start it: ["ibmcloud", "login", "--apikey", K].
func (r *reader) commandList(v value) bool {
	if len(v.members) < 3 || v.members[0].value.kind != isText {
		return false
	}
	read := r.commandReader(strings.TrimSuffix(baseName(v.members[0].value.text), ".exe"))
	if read == nil {
		return false
	}
	words := make([]word, 0, len(v.members))
	for _, m := range v.members {
		w := word{m.value.text, m.value.at}
		if m.value.kind != isText {
			w.text = placeholder
		}
		words = append(words, w)
	}
	read(words)
	return true
}
