package credimport

import (
	"slices"
	"strings"
)

// valueKind is what a value of a program text is.
type valueKind uint8

const (
	isOther  valueKind = iota // an expression whose value is known only when it runs
	isText                    // a text or a number
	isNull                    // None, null
	isName                    // a variable that has no known value
	isObject                  // {…}
	isList                    // […] or (…)
	isCall                    // f(…)
)

// value is a value of a program text.
type value struct {
	kind    valueKind
	text    string   // of a text; the path of a name ("os.environ.KEY") or of what is called
	name    string   // the variable that a text was taken from, if any
	at, end int      // its place in the text
	members []member // of an object, a list or a call
	chain   []member // the calls before this one in a chain, as what they have set
	mended  []string // what had to be mended to read it, sentences
	written bool     // a text that stands there as it is
}

// member is one named value of an object, one argument of a call, or one element of a
// list.
type member struct {
	name  string // "" where there is none
	bare  bool   // the name stood without quotes
	at    int
	value value
}

// Limits of the parser. A text that goes beyond them is no credential.
const (
	maxDepth    = 60       // brackets inside brackets
	maxJoined   = 4 << 10  // bytes of a text that was put together, or that a variable keeps
	placeholder = "\uFFFC" // stands in a joined text for what isn't known
)

// problem is what keeps a text from being what its beginning promises.
type problem struct {
	at              int
	found, expected string
}

// parser reads values and assignments from a program text, statement by statement. It
// forgives what people lose on the way: closing braces, commas, quotes. It runs nothing;
// names whose text is known stand for that text.
type parser struct {
	lex     *lexer
	ahead   []token
	depth   int
	vars    map[string]string         // names and the texts that they stand for
	bind    func(target, value value) // is told of every assignment; target is isOther for a value alone
	problem *problem                  // the first one
	defines bool                      // the next call is the head of a function
}

func (p *parser) peek(n int) token {
	for len(p.ahead) <= n {
		p.ahead = append(p.ahead, p.lex.next())
	}
	return p.ahead[n]
}

func (p *parser) take() token {
	t := p.peek(0)
	p.ahead = p.ahead[:copy(p.ahead, p.ahead[1:])]
	return t
}

func (p *parser) complain(at int, found, expected string) {
	if p.problem == nil {
		p.problem = &problem{min(at, len(strings.TrimRight(p.lex.src, " \t\n"))), found, expected}
	}
}

func (p *parser) skipNewlines() {
	for p.peek(0).kind == tokNewline {
		p.take()
	}
}

// statement reads one statement that begins at an offset and gives the offset after it.
func (p *parser) statement(at int) int {
	p.lex.at, p.ahead, p.depth = at, p.ahead[:0], 0
	for {
		switch t := p.peek(0); {
		case t.kind == tokEnd:
			return len(p.lex.src)
		case t.kind == tokNewline || t.is(";"):
			return p.take().end
		}
		p.item()
	}
}

// all reads the statements of the whole text.
func (p *parser) all() {
	for at := 0; at < len(p.lex.src); {
		at = max(p.statement(at), at+1)
	}
}

// item reads one piece of a statement: an assignment, a name and a value with a colon
// between them, or a value alone.
func (p *parser) item() {
	v := p.value()
	switch t := p.peek(0); {
	case isAssign(t):
		p.take()
		p.bind(v, p.value())
	case t.is(":") || t.is("=>"):
		p.take()
		if next := p.peek(0).kind; next == tokNewline || next == tokEnd {
			return
		}
		w := p.value()
		if !isAssign(p.peek(0)) {
			p.bind(v, w)
			return
		}
		p.take()
		if w.kind == isName && isTypeName(w.text) {
			w = v // name: type = value
		}
		p.bind(w, p.value())
	default:
		p.bind(value{}, v)
	}
}

func isAssign(t token) bool { return t.is("=") || t.is(":=") || t.is("<-") || t.is("+=") }

func isTypeName(s string) bool {
	return slices.Contains([]string{"str", "string", "String", "SecretStr", "any", "Any", "dict", "Optional"}, s)
}

// value reads operands and what joins them.
func (p *parser) value() value {
	v := p.operand()
	for {
		switch t := p.peek(0); {
		case t.is("+"):
			p.take()
			v = p.sum(v)
		case t.is("||") || t.is("??") || t.kind == tokName && t.text == "or":
			p.take()
			p.skipNewlines()
			if w := p.operand(); v.kind != isText {
				v = w
			}
		case t.is("|") && v.kind == isName && p.peek(1).is("{"):
			p.take()
			w := p.operand()
			w.members = append([]member{{at: v.at, value: v}}, w.members...)
			v = w
		case t.is("%"):
			p.take()
			p.operand()
			v = value{at: v.at, end: p.peek(0).at}
		default:
			return v
		}
	}
}

// sum joins a chain of texts. A piece that isn't known leaves a hole, so that the rest
// can still be looked at.
func (p *parser) sum(first value) value {
	var b strings.Builder
	known, length := true, 0
	add := func(v value) {
		text := v.text
		if v.kind != isText {
			known, text = false, placeholder
		}
		if length += len(text); length <= maxJoined {
			b.WriteString(text)
		}
	}
	add(first)
	v := value{kind: isText, at: first.at}
	for {
		p.skipNewlines()
		w := p.operand()
		add(w)
		v.end = w.end
		if !p.peek(0).is("+") {
			break
		}
		p.take()
	}
	v.text = b.String()
	if !known || length > maxJoined {
		v.kind = isOther
	}
	return v
}

// operand reads one value without the operators around it.
func (p *parser) operand() value {
	for p.peek(0).kind == tokName && isSkipWord(p.peek(0).text) && p.peek(1).kind != tokPunct {
		p.defines = p.take().text == "def"
	}
	t := p.peek(0)
	switch t.kind {
	case tokString:
		return p.method(p.str())
	case tokNumber:
		p.take()
		return value{kind: isText, text: t.text, at: t.at, end: t.end, written: true}
	case tokName:
		return p.path()
	case tokPunct:
		return p.afterPunct(t)
	}
	return value{at: t.at, end: t.end}
}

// afterPunct reads what begins with punctuation: brackets, or a sign and its operand.
func (p *parser) afterPunct(t token) value {
	switch t.text {
	case "{":
		return p.bracket(p.object)
	case "[", "(":
		return p.method(p.bracket(p.list))
	}
	p.take()
	switch t.text {
	case "!", "-", "*", "**", "...", "&", "@":
		return p.afterSign()
	}
	return value{at: t.at, end: t.end}
}

// afterSign reads what a sign stands before. A chain of signs is one expression.
func (p *parser) afterSign() value {
	if k := p.peek(0).kind; k == tokName || k == tokNumber || k == tokString {
		return p.operand()
	}
	return value{at: p.peek(0).at, end: p.peek(0).at}
}

// isSkipWord is true for words that stand before a value without changing it.
func isSkipWord(s string) bool {
	switch s {
	case "new", "await", "return", "var", "let", "const", "export", "static", "final", "private", "public", "def", "async", "not", "function", "case", "print", "raise":
		return true
	}
	return false
}

// bracket reads what begins with an opening bracket, unless brackets are nested beyond
// all reason.
func (p *parser) bracket(read func() value) value {
	if p.depth >= maxDepth {
		t := p.take()
		return value{at: t.at, end: t.end}
	}
	p.depth++
	defer func() { p.depth-- }()
	return read()
}

// str reads strings that follow each other, as Python joins them.
func (p *parser) str() value {
	t := p.take()
	v := value{kind: isText, text: t.text, at: t.at, end: t.end, written: true}
	if t.open {
		p.complain(t.at, "a text without a closing quote", "a closing quote")
		v.mended = append(v.mended, "A closing quote was missing.")
	}
	if t.curly {
		v.mended = append(v.mended, "Typographic quotes were read as plain ones.")
	}
	if t.formatted {
		v = p.fill(v, nil)
	}
	if !p.joins() {
		return v
	}
	var b strings.Builder
	b.WriteString(v.text)
	for p.joins() {
		p.skipNewlines()
		t := p.take()
		if b.Len()+len(t.text) <= maxJoined {
			b.WriteString(t.text)
		}
		v.end = t.end
	}
	v.text, v.written = b.String(), false
	return v
}

// joins reports whether the next token is a string that belongs to the one before it:
// on the same line, or inside brackets on the next; one with a colon behind it is the
// name of the next member.
func (p *parser) joins() bool {
	n := 0
	if p.peek(0).kind == tokNewline && p.depth > 0 {
		n = 1
	}
	return p.peek(n).kind == tokString && !p.peek(n+1).is(":") && !p.peek(n+1).is("=>")
}

// method reads the calls that can follow a text: format puts values in, a few change
// nothing that matters, any other makes it unknown.
func (p *parser) method(v value) value {
	for p.peek(0).is(".") && p.peek(1).kind == tokName && p.peek(2).is("(") {
		p.take()
		name := p.take().text
		args := p.bracket(p.elements)
		v.end = args.end
		switch {
		case v.kind != isText:
		case name == "format":
			v = p.fill(v, args.members)
		case !slices.Contains(sameText(), name):
			v.kind = isOther
		}
	}
	return v
}

// sameText are the methods of texts that change nothing that matters here.
func sameText() []string {
	return []string{"strip", "rstrip", "trim", "encode", "toString", "to_string", "to_owned", "into", "freeze", "getBytes", "toCharArray"}
}

// fill puts values into the holes of a text: {name}, ${name}, {} and {0}.
func (p *parser) fill(v value, args []member) value {
	var b strings.Builder
	rest, next := v.text, 0
	for b.Len() <= maxJoined {
		open := strings.IndexByte(rest, '{')
		if open < 0 {
			break
		}
		end := strings.IndexByte(rest[open:], '}')
		if end < 0 {
			break
		}
		name := strings.TrimSpace(rest[open+1 : open+end])
		text, ok := p.hole(name, args, &next)
		if !ok {
			b.WriteString(rest[:open+end+1])
		} else {
			b.WriteString(strings.TrimSuffix(rest[:open], "$") + text)
		}
		rest = rest[open+end+1:]
	}
	b.WriteString(rest)
	v.text, v.written = b.String(), false
	if len(v.text) > maxJoined {
		v.kind, v.text = isOther, ""
	}
	return v
}

// hole gives the text for one hole.
func (p *parser) hole(name string, args []member, next *int) (string, bool) {
	for i, a := range args {
		if a.name == name && (name != "" || i == *next) {
			*next = i + 1
			return a.value.text, a.value.kind == isText
		}
	}
	text, ok := p.vars[name]
	return text, ok
}
