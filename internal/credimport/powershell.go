package credimport

import (
	"strings"
)

// PowerShell calls a service with Invoke-WebRequest or Invoke-RestMethod; browsers copy a
// call in this form as well.

// psReader reads the words of a command of PowerShell.
type psReader struct {
	src  string
	at   int
	vars map[string]string
	out  []word
}

// psWords reads the words of a command that begins at an offset, and gives the offset
// behind it. A hash table is one word, in its braces.
func (r *reader) psWords(at int) ([]word, int) {
	p := psReader{src: r.doc.text, at: at, vars: r.vars}
	for p.at < len(p.src) {
		switch c := p.src[p.at]; {
		case c == '`' && p.lineEnds(p.at+1):
			p.at += strings.IndexByte(p.src[p.at:]+"\n", '\n') + 1
		case c == '\n' || c == ';' || c == '|' || c == ')':
			return p.out, p.at + 1
		case c == ' ' || c == '\t':
			p.at++
		default:
			begin := p.at
			text := p.word()
			p.out = append(p.out, word{text, begin})
		}
		p.at = min(p.at, len(p.src))
	}
	return p.out, p.at
}

func (p *psReader) lineEnds(at int) bool {
	rest := strings.TrimLeft(p.src[min(at, len(p.src)):], " \t")
	return rest == "" || rest[0] == '\n'
}

// word reads one word.
func (p *psReader) word() string {
	rest := p.src[p.at:]
	switch {
	case strings.HasPrefix(rest, "@{"):
		end := tableEnd(rest)
		p.at += end
		return rest[:end]
	case strings.HasPrefix(rest, "@\""), strings.HasPrefix(rest, "@'"):
		return p.hereString()
	case rest[0] == '"' || rest[0] == '\'':
		return p.quoted()
	}
	end := 0
	for end < len(rest) && strings.IndexByte(" \t\n;|", rest[end]) < 0 {
		end++
	}
	end = max(end, 1)
	p.at += end
	if name, ok := strings.CutPrefix(rest[:end], "$"); ok {
		return p.variable(name)
	}
	return rest[:end]
}

// variable is the text that a variable stands for; one that is not known leaves a hole.
func (p *psReader) variable(name string) string {
	name = strings.TrimSuffix(strings.TrimPrefix(name, "{"), "}")
	if text, ok := p.vars[strings.TrimPrefix(strings.ToLower(name), "env:")]; ok {
		return text
	}
	if text, ok := p.vars[strings.TrimPrefix(name, "env:")]; ok {
		return text
	}
	return placeholder
}

// hereString reads a text between @" and "@, which stand at the ends of lines.
func (p *psReader) hereString() string {
	quote := p.src[p.at+1 : p.at+2]
	rest := p.src[p.at+2:]
	_, body, ok := strings.Cut(rest, "\n")
	begin := p.at + 2 + len(rest) - len(body)
	end := strings.Index(p.src[begin:min(len(p.src), begin+longestBody)], "\n"+quote+"@")
	if !ok || end < 0 {
		p.at += 2
		return ""
	}
	text := p.src[begin : begin+end]
	p.at = begin + end + 3
	if quote == `"` {
		return p.expand(text)
	}
	return text
}

// quoted reads a text in quotes.
func (p *psReader) quoted() string {
	q := p.src[p.at]
	begin := p.at + 1
	for i := begin; i < len(p.src); i++ {
		switch c := p.src[i]; {
		case c == '`' && q == '"':
			i++
		case c == q && i+1 < len(p.src) && p.src[i+1] == q:
			i++
		case c == q:
			p.at = i + 1
			if q == '\'' {
				return strings.ReplaceAll(p.src[begin:i], "''", "'")
			}
			return p.expand(p.src[begin:i])
		}
	}
	p.at = len(p.src)
	return unquotePowershell(p.src[begin-1:])
}

// expand resolves what a text in double quotes has in it: backquotes, doubled quotes,
// variables.
func (p *psReader) expand(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '`' && i+1 < len(s):
			i++
			b.WriteString(psEscape(s[i]))
		case c == '"' && i+1 < len(s) && s[i+1] == '"':
			i++
			b.WriteByte('"')
		case c == '$' && i+1 < len(s) && (isWordByte(s[i+1]) || s[i+1] == '{'):
			name := psVariableName(s[i+1:])
			if text := p.variable(name); b.Len()+len(text) <= maxJoined {
				b.WriteString(text)
			}
			i += len(name)
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// psVariableName is the name behind a dollar sign: NAME, env:NAME, {NAME}.
func psVariableName(s string) string {
	end := 0
	for end < len(s) && (isWordByte(s[end]) || s[end] == ':' || s[end] == '{' || s[end] == '}') {
		end++
	}
	return s[:end]
}

func psEscape(c byte) string {
	switch c {
	case 'n':
		return "\n"
	case 'r':
		return "\r"
	case 't':
		return "\t"
	case '0':
		return ""
	}
	return string(rune(c))
}

// tableEnd is the length of a hash table that a text begins with, braces in quotes left
// aside.
func tableEnd(s string) int {
	depth := 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; c {
		case '{':
			depth++
		case '}':
			if depth--; depth <= 0 {
				return i + 1
			}
		case '"', '\'':
			for i++; i < len(s) && s[i] != c; i++ {
				if s[i] == '`' && c == '"' {
					i++
				}
			}
		}
	}
	return len(s)
}

// tablePairs reads the names and values of a hash table.
func (r *reader) tablePairs(table string, at int) []pair {
	p := psReader{src: table, vars: r.vars, at: len("@{")}
	var out []pair
	for p.at < len(table) {
		if strings.IndexByte(" \t\n;}", table[p.at]) >= 0 {
			p.at++
			continue
		}
		name := strings.TrimRight(strings.Trim(p.name(), `"'`), " \t")
		p.at++ // the equals sign
		for p.at < len(table) && (table[p.at] == ' ' || table[p.at] == '\t') {
			p.at++
		}
		if p.at >= len(table) {
			break
		}
		begin := p.at
		out = append(out, pair{name, strings.TrimSuffix(p.word(), "}"), at + begin})
		p.at = min(p.at, len(table))
	}
	return out
}

// name reads up to the equals sign, or to the end of what can be a name.
func (p *psReader) name() string {
	end := strings.IndexAny(p.src[p.at:], "=;\n}")
	if end < 0 {
		end = len(p.src) - p.at
	}
	name := p.src[p.at : p.at+end]
	p.at += end
	return name
}

// pair is a name and a value of a command, and where the value stands.
type pair struct {
	name, text string
	at         int
}

// psVariable reads $name = value where the value is one that only PowerShell writes:
// a text with backquotes, a hash table, a here-string. ok is false for other lines.
func (r *reader) psVariable(s string, start int) (end int, ok bool) {
	name, raw, ok := strings.Cut(s, "=")
	value := strings.TrimLeft(raw, " \t")
	if call := strings.TrimLeft(value, "( "); ok && strings.HasPrefix(name, "$") && isInvoke(firstWord(call)) {
		return r.command(call, start+len(s)-len(call))
	}
	if !ok || !strings.HasPrefix(name, "$") || !isPsValue(value) {
		return 0, false
	}
	name = strings.TrimSpace(name[1:])
	at := start + len(s) - len(value)
	words, end := r.psWords(at)
	if len(words) == 0 || !isEnvName(name) {
		return 0, false
	}
	w := words[0]
	if !strings.HasPrefix(w.text, "@{") {
		r.keep(name, w.text)
		r.setting("powershell", name, w.text, w.at, !strings.Contains(w.text, placeholder))
		return end, true
	}
	r.keep(name, w.text)
	c := newRecord("powershell", r.doc.spot(start))
	c.whole = true
	for _, x := range r.tablePairs(w.text, w.at) {
		r.commandField(c, x)
	}
	if c.hasKey() || c.has(fURL) {
		r.records = append(r.records, c)
	}
	return end, true
}

func firstWord(s string) string {
	first, _, _ := strings.Cut(s, " ")
	return first
}

func isPsValue(value string) bool {
	switch {
	case strings.HasPrefix(value, "@{"), strings.HasPrefix(value, "@\""), strings.HasPrefix(value, "@'"):
		return true
	}
	return strings.HasPrefix(value, `"`) && strings.Contains(value, "`\"")
}

// invoke reads Invoke-WebRequest and Invoke-RestMethod, whose flags may be cut short.
func (r *reader) invoke(words []word) {
	c := newRecord("http", r.doc.spot(words[0].at))
	c.whole = true
	for i := 1; i < len(words); i++ {
		flag := strings.ToLower(words[i].text)
		switch {
		case !strings.HasPrefix(flag, "-"):
			r.callAddress(c, words[i])
			continue
		case flag == "-skipcertificatecheck":
			c.set(fNoVerify, fact{text: "true", known: true, at: r.doc.spot(words[i].at)})
			continue
		case isPsSwitch(flag) || i+1 >= len(words):
			continue
		}
		i++
		r.invokeFlag(c, flag, words[i])
	}
	if len(c.facts) > 0 || len(c.notes) > 0 {
		r.records = append(r.records, c)
	}
}

func isPsSwitch(flag string) bool {
	switch flag {
	case "-usebasicparsing", "-disablekeepalive", "-usedefaultcredentials", "-passthru", "-verbose", "-debug", "-allowunencryptedauthentication", "-resume", "-skipheadervalidation", "-skiphttperrorcheck", "-preserveauthorizationonredirect":
		return true
	}
	return false
}

// invokeFlag reads one flag with its value.
func (r *reader) invokeFlag(c *record, flag string, w word) {
	is := func(name string) bool { return len(flag) > 2 && strings.HasPrefix(name, flag) }
	table := strings.HasPrefix(w.text, "@{")
	switch {
	case is("-uri"):
		r.callAddress(c, w)
	case is("-headers") && table, is("-body") && table, is("-form") && table:
		for _, x := range r.tablePairs(w.text, w.at) {
			r.commandField(c, x)
		}
	case is("-body"):
		r.curlData(c, w)
	case is("-token"):
		c.set(fToken, fact{text: w.text, known: !strings.Contains(w.text, placeholder), at: r.doc.spot(w.at)})
	case is("-proxy"):
		c.set(fProxy, fact{text: w.text, known: true, at: r.doc.spot(w.at)})
	}
}
