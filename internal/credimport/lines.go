package credimport

import (
	"slices"
	"strings"
)

// style is how a text is written, as far as it changes what its lines mean.
type style uint8

const (
	styleSettings style = iota // lines of names and values, commands, prose
	styleCode                  // a program: a bare word is a variable
	styleScript                // JavaScript and its kin
	styleData                  // JSON
)

// styleOf tells how a text is written: by the file's name, else by what its lines begin
// with.
func styleOf(source, text string) style {
	switch base := baseName(source); {
	case hasSuffix(base, ".js", ".mjs", ".cjs", ".ts", ".tsx", ".jsx"):
		return styleScript
	case hasSuffix(base, ".py", ".r", ".rb", ".go", ".java", ".scala", ".kt", ".php", ".cs", ".swift"):
		return styleCode
	case hasSuffix(base, ".yml", ".yaml"):
		return styleSettings
	case strings.HasPrefix(base, ".env") || hasSuffix(base, ".env"):
		return styleSettings
	}
	if looksLikeJSON(text) {
		return styleData
	}
	for line := range strings.Lines(text) {
		if s := styleOfLine(strings.TrimSpace(line)); s != styleSettings {
			return s
		}
	}
	return styleSettings
}

func looksLikeJSON(text string) bool {
	s := strings.TrimLeft(text, " \t\n")
	if s == "" || s[0] != '{' && s[0] != '[' {
		return false
	}
	inner := strings.TrimLeft(s[1:], " \t\n")
	return inner == "" || strings.IndexByte(`"{[]}`, inner[0]) >= 0
}

func styleOfLine(line string) style {
	first, rest, _ := strings.Cut(line, " ")
	switch first {
	case "import", "from", "def", "class", "print", "async", "with", "try:", "if", "for", "return":
		if rest != "" || first == "try:" {
			return styleCode
		}
	case "const", "let", "var", "function":
		if strings.ContainsAny(rest, "=({") {
			return styleScript
		}
	}
	if strings.HasPrefix(line, "print(") || strings.HasPrefix(line, "!pip ") || strings.HasPrefix(line, "%pip ") {
		return styleCode
	}
	return styleSettings
}

// all reads the document that is open.
func (r *reader) all() error {
	for at := 0; at < len(r.doc.text); {
		if r.cancelled() {
			return r.ctx.Err()
		}
		at = max(r.line(at), at+1)
	}
	return nil
}

// line reads what begins at an offset: a line, or a statement or command that spans
// several. It gives the offset behind it.
func (r *reader) line(at int) int {
	line, next := r.doc.line(at)
	s, start := dropPrompt(line, at)
	switch {
	case s == "":
		return next
	case r.style == styleData:
		return r.p.statement(start)
	case isComment(s):
		return r.comment(s, start, next)
	}
	for _, read := range []func(string, int, int) (int, bool){r.blockLine, r.commandLine, r.request, r.fileVariable, r.settingLine} {
		if end, ok := read(s, start, next); ok {
			return end
		}
	}
	return r.p.statement(start)
}

func (r *reader) commandLine(s string, start, _ int) (int, bool) { return r.command(s, start) }

// dropPrompt takes off blanks and what programs print in front of a line that somebody
// types: "$ ", ">>> ", "PS C:\>", "In [3]:".
func dropPrompt(line string, at int) (string, int) {
	s := dropNumber(strings.TrimLeft(line, " \t\u00a0"))
	for _, p := range []string{"$ ", ">>> ", "... ", "> ", "% ", "!", "- "} {
		if rest, ok := strings.CutPrefix(s, p); ok {
			s = strings.TrimLeft(rest, " \t")
			break
		}
	}
	if strings.HasPrefix(s, "PS ") || len(s) > 2 && s[1] == ':' && s[2] == '\\' {
		if i := strings.Index(s, ">"); i >= 0 {
			s = strings.TrimLeft(s[i+1:], " \t")
		}
	}
	return strings.TrimRight(s, " \t"), at + len(line) - len(s)
}

func isComment(s string) bool {
	return s[0] == '#' || strings.HasPrefix(s, "//") || strings.HasPrefix(s, "::") || len(s) > 3 && strings.EqualFold(s[:4], "rem ")
}

// comment skips a comment. For a search it counts: who switches a key off by a comment
// leaves it lying there.
func (r *reader) comment(s string, start, next int) int {
	inner := strings.TrimLeft(s, "#/: \t")
	if !r.lenient || len(inner) == len(s) || inner == "" || inner[0] == '!' {
		return next
	}
	start += len(s) - len(inner)
	if _, ok := r.command(inner, start); ok {
		return next
	}
	if _, ok := r.settingLine(inner, start, next); !ok && strings.ContainsAny(inner, "=:") {
		r.p.statement(start)
	}
	return next
}

// settingLine reads a line that sets variables, in the way of one of the shells or of a
// file of settings.
func (r *reader) settingLine(s string, start, next int) (int, bool) {
	first, rest, _ := strings.Cut(s, " ")
	at := start + len(s) - len(rest)
	switch strings.ToLower(first) {
	case "export", "declare", "typeset", "readonly", "local":
		if r.style != styleScript {
			return r.exports(at), true
		}
	case "set", "setx", "setenv":
		return r.setLine(strings.ToLower(first), rest, at, next)
	case "%env", "env", "arg", "%set_env":
		return r.envLine(rest, at, next)
	}
	if end, ok := r.psVariable(s, start); ok {
		return end, true
	}
	if name, ok := cutFold(s, "$env:"); ok {
		return r.powershell(name, start+len(s)-len(name), next)
	}
	if r.apart(s, start, next) {
		return next, true
	}
	if end, ok := r.assignment(s, start, next); ok {
		return end, true
	}
	return r.listed(s, start, next)
}

func cutFold(s, prefix string) (string, bool) {
	if len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix) {
		return s[len(prefix):], true
	}
	return s, false
}

// exports reads the words of a Unix shell's export.
func (r *reader) exports(at int) int {
	if end := r.substitution(at); end > 0 {
		return end
	}
	words, end := r.words(at, len(r.doc.text))
	for _, w := range words {
		if name, text, ok := strings.Cut(w.text, "="); ok && isEnvName(name) {
			r.shellSetting(name, text, w.at)
		}
	}
	return end
}

// shellSetting takes a variable of a shell. One that is filled by a command, or with
// another variable that is not known, has no text.
func (r *reader) shellSetting(name, text string, at int) {
	r.setting("shell", name, text, at, !strings.Contains(text, placeholder))
}

// substitution reads NAME=$(command …), of which the command counts. It gives 0 for
// anything else.
func (r *reader) substitution(at int) (end int) {
	line, _ := r.doc.line(at)
	i := strings.Index(line, "=$(")
	if i < 0 || !isEnvName(strings.TrimSpace(line[:i])) {
		return 0
	}
	inner := strings.TrimLeft(line[i+len("=$("):], " ")
	if end, ok := r.command(inner, at+len(line)-len(inner)); ok {
		return end
	}
	return 0
}

// setLine reads set and setx of Windows, setenv of the C shell, and set -x of fish.
func (r *reader) setLine(command, rest string, at, next int) (int, bool) {
	if command == "setx" || command == "setenv" || strings.HasPrefix(rest, "-") {
		words, end := r.words(at, next)
		words = slices.DeleteFunc(words, func(w word) bool {
			return len(w.text) > 1 && w.text[0] == '-' && !strings.Contains(w.text, "=") && len(w.text) < 4
		})
		form := "cmd"
		if command != "setx" {
			form = "shell"
		}
		if len(words) >= 2 && isEnvName(words[0].text) {
			r.setting(form, words[0].text, words[1].text, words[1].at, !strings.Contains(words[1].text, placeholder))
		}
		return end, true
	}
	body := strings.TrimSpace(rest)
	if inner, ok := strings.CutPrefix(body, `"`); ok {
		if i := strings.LastIndexByte(inner, '"'); i >= 0 {
			body = inner[:i]
		}
	}
	name, text, ok := strings.Cut(body, "=")
	name = strings.TrimSpace(name)
	if !ok || !isEnvName(name) {
		return 0, false
	}
	r.setting("cmd", name, unquoteCmd(text), at+strings.Index(rest, "=")+1, true)
	return next, true
}

// unquoteCmd resolves what cmd makes of a value: carets protect the next character, two
// percent signs are one, quotes around it are a slip.
func unquoteCmd(s string) string {
	if inner, ok := quoted(s); ok && s[0] == '"' {
		return inner
	}
	if !strings.ContainsAny(s, "^%") {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if i+1 < len(s) && (s[i] == '^' || s[i] == '%' && s[i+1] == '%') {
			i++
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// envLine reads the magic of notebooks and the lines of a Dockerfile: with an equals
// sign or a blank behind the name.
func (r *reader) envLine(rest string, at, next int) (int, bool) {
	i := strings.IndexAny(rest, "= ")
	if i <= 0 || !isEnvName(rest[:i]) || r.names.of(rest[:i]).field == "" {
		return 0, false
	}
	text, valueAt := r.settingValue(rest[i+1:], at+i+1)
	r.shellSetting(rest[:i], text, valueAt)
	return next, true
}

// powershell reads $env:NAME = "value".
func (r *reader) powershell(s string, at, next int) (int, bool) {
	name, raw, ok := strings.Cut(s, "=")
	if !ok || !isEnvName(strings.TrimSpace(name)) {
		return 0, false
	}
	at += len(name) + 1
	raw = strings.TrimSpace(raw)
	known := true
	text := raw
	switch {
	case raw == "":
	case raw[0] == '\'' || raw[0] == '"':
		text = unquotePowershell(raw)
	case raw[0] == '$' || raw[0] == '(' || strings.Contains(raw, "-"):
		known = false // another variable, or a command
	}
	r.setting("powershell", strings.TrimSpace(name), text, at, known)
	return next, true
}

// unquotePowershell reads a text of PowerShell: a doubled quote is one, and in double
// quotes a backquote protects the next character.
func unquotePowershell(raw string) string {
	q := raw[0]
	var b strings.Builder
	for i := 1; i < len(raw); i++ {
		switch {
		case raw[i] == '`' && q == '"' && i+1 < len(raw):
			i++
		case raw[i] == q && i+1 < len(raw) && raw[i+1] == q:
			i++
		case raw[i] == q:
			return b.String()
		}
		b.WriteByte(raw[i])
	}
	return b.String()
}

// assignment reads NAME=value and, in a file of settings, NAME = value.
func (r *reader) assignment(s string, start, next int) (int, bool) {
	i := strings.IndexByte(s, '=')
	if i <= 0 {
		return 0, false
	}
	name := strings.TrimRight(s[:i], " \t")
	if !isEnvName(name) && !r.isSpaced(name) || strings.HasPrefix(s[i:], "==") {
		return 0, false
	}
	if end := r.substitution(start); end > 0 {
		return end, true
	}
	raw := s[i+1:]
	if !r.isSetting(name, raw, len(name) == i) {
		return 0, false
	}
	if len(name) == i && !r.isEnvFile() && endsInCommand(raw) {
		r.prefixes(start, next)
		return next, true
	}
	text, at := r.settingValue(raw, start+i+1)
	r.setting(r.settingForm(), name, text, at, !strings.Contains(text, placeholder))
	return next, true
}

// isSpaced is true for a name of several words that says something: "API Key = …".
func (r *reader) isSpaced(name string) bool {
	n := r.names.of(name)
	return r.style == styleSettings && n.field != "" && n.known && strings.Contains(name, " ") && isEnvName(strings.ReplaceAll(name, " ", "_"))
}

// prefixes reads the variables that a shell sets for one command: A=b C=d command.
func (r *reader) prefixes(start, next int) {
	words, _ := r.words(start, next)
	for _, w := range words {
		name, text, ok := strings.Cut(w.text, "=")
		if !ok || !isEnvName(name) {
			return
		}
		r.shellSetting(name, text, w.at)
	}
}

// isSetting tells a setting from an assignment of a program. What stands in quotes or
// brackets is read as a program, which knows more; in a program a bare word is a
// variable.
func (r *reader) isSetting(name, raw string, tight bool) bool {
	value := strings.TrimSpace(raw)
	n := r.names.of(name)
	switch {
	case value == "" || r.style != styleSettings && r.style != styleCode:
		return false
	case n.field == fVCAP:
		return tight
	case strings.HasPrefix(value, `{\"`):
		return tight // JSON whose quotes are escaped, with none around it
	case strings.IndexByte(`{[(`, value[0]) >= 0:
		return false
	case r.style == styleCode:
		return tight && n.field != "" && strings.ToUpper(name) == name && isPlainValue(value) && r.vars[value] == ""
	}
	_, inQuotes := quoted(value)
	if tight && inQuotes {
		return true
	}
	return !startsWithQuote(value) && (tight || !strings.Contains(value, "("))
}

// isPlainValue is true for what is no expression of a program, and no constant's name.
func isPlainValue(s string) bool {
	return !strings.ContainsAny(s, "()[]{}\"' ") && strings.IndexFunc(s, func(c rune) bool { return c != '_' && (c < 'A' || c > 'Z') }) >= 0
}

func startsWithQuote(s string) bool {
	for _, c := range s {
		return isQuote(c)
	}
	return false
}

// listed reads "name: value" as YAML and people write it.
func (r *reader) listed(s string, start, next int) (int, bool) {
	name, raw, ok := cutColon(s)
	if !ok || r.style != styleSettings {
		return 0, false
	}
	text, at := r.settingValue(strings.TrimLeft(raw, "* "), start+len(s)-len(strings.TrimLeft(raw, "* ")))
	text = unmarked(text)
	switch {
	case r.pairOfLines(strings.ToLower(name), text, at):
		return next, true
	case isCommandName(name) && r.listedCommand(strings.TrimSpace(raw), start+len(s)-len(raw)):
		return next, true
	case text == "" || strings.IndexByte(`{[|>&*!`, text[0]) >= 0 && !hasDefault(text):
		return next, text == ""
	}
	r.pairName = ""
	form := "text"
	if r.settingForm() == "yaml" {
		form = "yaml"
	}
	if r.names.of(name).field == "" {
		return 0, false
	}
	r.setting(form, name, text, at, true)
	return next, true
}

// cutColon parts "name: value", without the marks of a list and of bold text. ok is false
// for a line of something else that has a colon.
func cutColon(s string) (name, raw string, ok bool) {
	i := strings.IndexByte(s, ':')
	if i <= 0 || i > longestName || strings.HasPrefix(s[i:], "://") {
		return "", "", false
	}
	name = strings.Trim(strings.TrimLeft(s[:i], "0123456789.) "), " \t*•_-`")
	raw = s[i+1:]
	for _, mark := range []string{"**", "__"} {
		raw = strings.TrimPrefix(raw, mark) // **API key:** …
	}
	blank := raw == "" || raw[0] == ' ' || raw[0] == '\t'
	return name, raw, blank && !strings.ContainsAny(name, `"'{}[]()=,`)
}

// pairOfLines reads a variable that is spread over two lines: "name: NAME", "value: text".
func (r *reader) pairOfLines(name, text string, at int) bool {
	switch {
	case name == "name", (name == "key" || name == "variable") && isEnvName(text) && r.names.of(text).field != "":
		r.pairName = text // the value may come in the next line
		return true
	case name == "value" && r.pairName != "":
		r.setting("yaml", r.pairName, text, at, true)
		r.pairName = ""
		return true
	}
	return false
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
