package credimport

import (
	"strings"
)

// setting takes a named value of the environment: from a line of an .env file, an
// export, a member of a list of variables. Values whose names begin alike belong
// together.
func (r *reader) setting(form, name, text string, at int, known bool) {
	decoded := false
	if known {
		r.keep(name, text)
		name, text, decoded = decodedValue(name, text)
	}
	n := r.names.of(name)
	if n.field == "" {
		r.pairText(text, at) // Environment="WATSONX_APIKEY=K", as systemd has it
		if s := jsonIn(text); known && s != "" {
			r.embed(s, r.doc.spot(at))
		}
		return
	}
	v := value{kind: isOther, at: at}
	if known {
		v = value{kind: isText, text: text, at: at}
	}
	x := r.fact(n, v)
	if n.field == fVCAP {
		r.put(nil, fVCAP, x)
		return
	}
	f := r.sort(n.field, x)
	if f == "" {
		return
	}
	c := r.families[n.family]
	if c == nil || c.clashes(f, x) {
		c = r.record(form, at)
		c.strict = !n.known
		r.families[n.family] = c
	}
	r.put(c, f, x)
	if decoded {
		c.mended = appendNew(c.mended, decodedOne)
	}
	if f == fTokenFile && known {
		c.note("A file with a token is named; the token in it was not read.")
	}
}

// settingForm names the shape of settings by the file they stand in.
func (r *reader) settingForm() string {
	switch base := baseName(r.opts.Source); {
	case strings.HasPrefix(base, "ibm-credentials"):
		return "ibm-credentials.env"
	case hasSuffix(base, ".yml", ".yaml"):
		return "yaml"
	}
	return "env"
}

func baseName(path string) string {
	return strings.ToLower(path[strings.LastIndexAny(path, `/\`)+1:])
}

// isEnvFile reports whether the input is a file of settings by its name: there a value
// goes up to the end of its line.
func (r *reader) isEnvFile() bool {
	base := baseName(r.opts.Source)
	return strings.HasPrefix(base, ".env") || hasSuffix(base, ".env", ".properties", ".ini", ".cfg", ".conf") || strings.HasPrefix(base, "ibm-credentials")
}

// settingValue reads the value after an equals sign or a colon. raw is the rest of the
// line.
func (r *reader) settingValue(raw string, at int) (text string, valueAt int) {
	trimmed := strings.TrimLeft(raw, " \t")
	at += len(raw) - len(trimmed)
	raw = strings.TrimRight(trimmed, " \t")
	if inner, ok := quoted(raw); ok {
		return inner, at + 1
	}
	if strings.HasPrefix(raw, "{{") && hasDefault(raw) {
		return raw, at // a template's bars and quotes are none of a shell's
	}
	if baseName(r.opts.Source) == "ibm-credentials.env" {
		return raw, at // the rest of the line, whatever it is
	}
	if !r.isEnvFile() && (strings.ContainsAny(raw, "\"'`;|&\\") || endsInCommand(raw)) {
		if words, _ := r.words(at, at+len(raw)); len(words) > 0 {
			return words[0].text, words[0].at
		}
	}
	if i := strings.Index(raw, " #"); i >= 0 {
		raw = strings.TrimRight(raw[:i], " \t")
	}
	return raw, at
}

// endsInCommand is true for a value with a program behind it, which a shell would run
// with this variable set.
func endsInCommand(raw string) bool {
	_, rest, ok := strings.Cut(raw, " ")
	first, _, _ := strings.Cut(strings.TrimLeft(rest, " "), " ")
	switch first {
	case "python", "python3", "node", "npm", "npx", "curl", "docker", "bash", "sh", "go", "uv", "streamlit", "flask", "make", "java", "jupyter", "lanyard":
		return ok
	}
	return ok && (strings.HasPrefix(first, "./") || isAssignment(first))
}

func isAssignment(word string) bool {
	name, _, ok := strings.Cut(word, "=")
	return ok && isEnvName(name)
}

// quoted gives the inside of a value that stands in one pair of quotes, a comment
// behind it left aside.
func quoted(raw string) (string, bool) {
	if raw == "" {
		return "", false
	}
	q := raw[0]
	if q != '"' && q != '\'' {
		return "", false
	}
	for i := 1; i < len(raw); i++ {
		switch {
		case raw[i] == '\\' && q == '"':
			i++
		case raw[i] == q:
			rest := strings.TrimLeft(raw[i+1:], " \t,;")
			if rest != "" && rest[0] != '#' && !strings.HasPrefix(rest, "//") {
				return "", false
			}
			if q == '"' {
				return unquoteShell(raw[1:i]), true
			}
			return raw[1:i], true
		}
	}
	return "", false
}

// unquoteShell takes the backslashes out of a text in double quotes that mean anything
// there.
func unquoteShell(s string) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) && strings.IndexByte("\\\"$`", s[i+1]) >= 0 {
			i++
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// isEnvName is true for what names of variables are made of, dots and hyphens of
// properties included.
func isEnvName(s string) bool {
	if s == "" || len(s) > longestName || s[0] >= '0' && s[0] <= '9' || s[0] == '-' || s[0] == '.' {
		return false
	}
	for i := range len(s) {
		if !isWordByte(s[i]) && s[i] != '.' && s[i] != '-' {
			return false
		}
	}
	return true
}
