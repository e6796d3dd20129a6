package credimport

import (
	"slices"
	"strings"
)

const braceMended = "A closing bracket was missing."

// object reads {…}: members with names, or, where it holds none, the statements of a
// block.
func (p *parser) object() value {
	v := value{kind: isObject, at: p.take().at}
	for {
		p.skipSeparators()
		t := p.peek(0)
		switch {
		case t.is("}"):
			v.end = p.take().end
			return v
		case t.kind == tokEnd, t.is(")"), t.is("]"):
			return p.unclosed(v, t, "}")
		case p.isMember(len(v.members) > 0):
			v.members = append(v.members, p.member())
		case t.is("**"), t.is(".") && p.peek(1).is("."):
			if m, ok := p.spread(); ok {
				v.members = append(v.members, m)
			} else {
				p.take()
			}
		case t.kind == tokName && len(v.members) > 0 && !p.shorthand() && !p.jsMethod():
			return p.unclosed(v, t, "}") // the text goes on with the next statement
		case t.kind == tokName && p.shorthand():
			p.take()
			v.members = append(v.members, member{t.text, true, t.at, p.named(t)})
		default:
			p.noMember(t, len(v.members) == 0)
		}
	}
}

// noMember skips what stands between braces and is no member. A text that comes first was
// meant to be a name.
func (p *parser) noMember(t token, first bool) {
	if t.kind == tokString && first {
		sign := p.peek(1)
		if sign.kind == tokNewline {
			sign = p.peek(2)
		}
		p.complain(t.end, describe(sign), "a colon and a value")
	}
	p.item()
}

func (p *parser) skipSeparators() {
	for p.peek(0).kind == tokNewline || p.peek(0).is(",") || p.peek(0).is(";") {
		p.take()
	}
}

// isMember reports whether a member of an object comes next. After members with colons
// an equals sign begins a statement: the brace is missing.
func (p *parser) isMember(further bool) bool {
	t, sign := p.peek(0), p.peek(1)
	if t.kind != tokString && t.kind != tokName && t.kind != tokNumber {
		return false
	}
	if sign.is(":") || sign.is("=>") {
		return true
	}
	return sign.is("=") && t.kind == tokString && !further
}

// shorthand reports whether a name stands alone between commas, as JavaScript allows
// for a variable of the member's name.
func (p *parser) shorthand() bool {
	next := p.peek(1)
	return p.peek(0).kind == tokName && (next.is(",") || next.is("}"))
}

func (p *parser) jsMethod() bool { return p.lex.js && p.peek(1).is("(") }

func (p *parser) member() member {
	t := p.take()
	p.take() // the colon
	p.skipNewlines()
	m := member{name: t.text, bare: t.kind == tokName, at: t.at}
	if next := p.peek(0); next.is(",") || next.is("}") || next.kind == tokEnd {
		p.complain(next.at, describe(next), "a value after the colon")
		m.value = value{kind: isNull, at: next.at, end: next.at}
		return m
	}
	m.value = p.value()
	if t.curly && len(m.value.mended) == 0 {
		m.value.mended = []string{"Typographic quotes were read as plain ones."}
	}
	p.rest("}")
	if len(m.value.mended) == 0 && p.missesComma() {
		m.value.mended = append(m.value.mended, "A comma was missing.")
	}
	return m
}

// missesComma reports whether the next member follows without a comma before it.
func (p *parser) missesComma() bool {
	n := 0
	if p.peek(0).kind == tokNewline {
		n = 1
	}
	return p.peek(n).kind == tokString && p.peek(n+1).is(":")
}

// rest skips what follows a value up to the next separator: a value has ended where it
// should have, or something is there that doesn't belong.
func (p *parser) rest(closing string) {
	for n := 0; ; n++ {
		t := p.peek(0)
		if t.kind == tokEnd || t.kind == tokNewline || t.is(",") || t.is(";") || t.is("}") || t.is(")") || t.is("]") || t.kind == tokString {
			return
		}
		if n == 0 {
			p.complain(t.at, describe(t), "a comma or "+closing)
		}
		p.operand()
	}
}

// unclosed ends a value whose closing bracket is missing before token t.
func (p *parser) unclosed(v value, t token, closing string) value {
	p.complain(t.at, describe(t), "a closing "+closing)
	v.end = t.at
	v.mended = append(v.mended, braceMended)
	return v
}

// describe says what a token is without saying its text.
func describe(t token) string {
	switch t.kind {
	case tokEnd:
		return "the end of the text"
	case tokNewline:
		return "the end of the line"
	case tokString:
		return "a text in quotes"
	case tokName:
		return "a name"
	case tokNumber:
		return "a number"
	}
	switch t.text {
	case ",":
		return "a comma"
	case ":":
		return "a colon"
	case "=":
		return "an equals sign"
	case "{", "[", "(":
		return "an opening bracket"
	case "}", "]", ")":
		return "a closing bracket"
	}
	return "a sign"
}

// list reads […] or (…). A single element in parentheses is that element.
func (p *parser) list() value {
	v := p.elements()
	if p.lex.src[v.at] == '(' && len(v.members) == 1 && v.members[0].name == "" && len(v.mended) == 0 {
		w := v.members[0].value
		w.at, w.end = v.at, v.end
		return w
	}
	return v
}

// elements reads the elements of a list, or the arguments of a call.
func (p *parser) elements() value {
	open := p.take()
	closing := ")"
	if open.is("[") {
		closing = "]"
	}
	v := value{kind: isList, at: open.at}
	for {
		p.skipSeparators()
		t := p.peek(0)
		switch {
		case t.is(closing):
			v.end = p.take().end
			return v
		case t.kind == tokEnd, t.is("}"), t.is(")"), t.is("]"):
			return p.unclosed(v, t, closing)
		case t.kind == tokName && p.peek(1).is("="):
			p.take()
			p.take()
			p.skipNewlines()
			v.members = append(v.members, member{t.text, true, t.at, p.value()})
		case t.kind == tokString && p.peek(1).is("=>"), t.kind == tokName && p.peek(1).is(":"):
			v.members = append(v.members, p.annotated())
		default:
			v.members = append(v.members, member{at: t.at, value: p.value()})
		}
		p.skipOdd()
	}
}

// annotated reads an argument with a colon: a value in Ruby, or a type and perhaps a
// default in Python.
func (p *parser) annotated() member {
	m := p.member()
	if p.peek(0).is("=") {
		p.take()
		m.value = p.value()
	}
	return m
}

// skipOdd skips signs that no value begins with, so that a list always gets on.
func (p *parser) skipOdd() {
	for t := p.peek(0); t.kind == tokPunct && strings.ContainsAny(t.text, "=:<>|&/*%?^~.!-"); t = p.peek(0) {
		p.take()
	}
}

// path reads a name with all that follows it: attributes, subscripts, calls.
func (p *parser) path() value {
	t := p.take()
	v := value{kind: isName, text: strings.TrimPrefix(t.text, "$"), at: t.at, end: t.end}
	parts := []string{v.text}
	for {
		p.skipChainBreak()
		next := p.peek(0)
		switch {
		case (next.is(".") || next.is("?.") || next.is("->") || next.is("::")) && p.peek(1).kind == tokName:
			p.take()
			name := p.take()
			parts = append(parts, name.text)
			v.end = name.end
		case next.is("["):
			index := p.bracket(p.elements)
			part := "[]"
			if len(index.members) == 1 && index.members[0].value.kind == isText {
				part = index.members[0].value.text
			}
			parts = append(parts, part)
			v.end = index.end
		case next.is("("):
			v = p.call(v, strings.Join(parts, "."))
		default:
			return p.resolve(v, parts)
		}
		if len(parts) > maxDepth {
			parts = parts[:maxDepth]
		}
	}
}

// skipChainBreak skips the line end before or behind the dot of a chain of calls.
func (p *parser) skipChainBreak() {
	dot := func(t token) bool { return t.is(".") || t.is("?.") || t.is("->") }
	switch {
	case p.peek(0).kind == tokNewline && dot(p.peek(1)) && p.peek(2).kind == tokName && p.peek(3).is("("):
		p.take()
	case dot(p.peek(0)) && p.peek(1).kind == tokNewline && p.peek(2).kind == tokName && p.peek(3).is("("):
		sign := p.take()
		p.ahead[0] = sign // the dot in place of the line end
	}
}

// call reads the arguments of a call. What was called before in the same chain becomes
// an argument. The defaults of a function's own parameters are known in what follows.
func (p *parser) call(before value, callee string) value {
	t := p.peek(0)
	args := p.bracket(p.elements)
	c := value{kind: isCall, text: callee, at: before.at, end: args.end, members: args.members, mended: args.mended}
	if args.kind != isList { // nested too deeply
		c.end = t.end
	}
	if p.defines {
		p.defines = false
		for _, m := range c.members {
			if m.name != "" && m.value.kind == isText {
				p.vars[m.name] = m.value.text
			}
		}
	}
	if before.kind != isCall {
		return c
	}
	c.chain, before.chain = before.chain, nil
	if m, ok := setterOf(before); ok {
		c.chain = append(c.chain, m)
	} else {
		c.chain = append(c.chain, member{at: before.at, value: before})
	}
	return c
}

// named is the value of a name: the text it stands for, if that is known.
func (p *parser) named(t token) value {
	return p.resolve(value{kind: isName, text: t.text, at: t.at, end: t.end}, []string{t.text})
}

func (p *parser) resolve(v value, parts []string) value {
	if v.kind == isCall {
		return p.called(v, parts)
	}
	v.text = strings.Join(parts, ".")
	v.name = v.text
	switch v.text {
	case "True", "False", "true", "false":
		v.kind, v.text = isText, strings.ToLower(v.text)
		return v
	case "None", "null", "nil", "undefined", "NULL":
		v.kind = isNull
		return v
	}
	if text, ok := p.vars[v.text]; ok {
		v.kind, v.text = isText, text
	}
	return v
}

// called looks through the calls that give back a text they were given: the default of
// a variable of the environment, and what wraps a text into a type.
func (p *parser) called(v value, parts []string) value {
	last := parts[len(parts)-1]
	texts := func(n int) bool {
		return len(v.members) == n && !slices.ContainsFunc(v.members, func(m member) bool { return m.name != "" || m.value.kind != isText })
	}
	switch {
	case texts(2) && slices.Contains([]string{"os.getenv", "getenv", "os.environ.get", "environ.get"}, strings.Join(parts, ".")):
		return v.members[1].value
	case texts(1) && (slices.Contains([]string{"str", "SecretStr", "String"}, last) || strings.Join(parts, ".") == "String.from"):
		return v.members[0].value
	}
	return v
}
