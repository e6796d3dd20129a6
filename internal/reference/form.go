package reference

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v3"
)

// Form is how values are written in a text.
type Form uint8

// The forms. Plain is any other text: a value stands there as it is.
const (
	Plain Form = iota
	Dotenv
	JSON
	YAML
	TOML
)

// String is the form's name.
func (f Form) String() string { return [...]string{"text", ".env", "JSON", "YAML", "TOML"}[f] }

// FormOf tells the form of a file by its name: config.yaml, config.yaml.tmpl, .env.example.
func FormOf(file string) Form {
	name := strings.ToLower(filepath.Base(file))
	for _, template := range []string{".tpl", ".tmpl", ".template", ".example", ".sample", ".dist", ".in"} {
		name = strings.TrimSuffix(name, template)
	}
	switch filepath.Ext(name) {
	case ".json", ".jsonc", ".ipynb":
		return JSON
	case ".yaml", ".yml":
		return YAML
	case ".toml":
		return TOML
	}
	if strings.HasPrefix(name, ".env") || strings.HasSuffix(name, ".env") {
		return Dotenv
	}
	return Plain
}

// place is where a reference stands.
type place struct {
	quote byte // the quotes around it: " or ' or 0
	whole bool // without quotes: nothing else is part of its value
	free  bool // in a comment, or a block of text that has no quotes
}

// write writes a value for a place, or reports that it cannot.
func (f Form) write(value string, at place) (string, bool) {
	switch {
	case f == Plain || at.free:
		return value, true
	case at.quote == '"':
		return f.escaped(value)
	case at.quote == '\'' && f == YAML:
		return strings.ReplaceAll(value, "'", "''"), !hasControl(value)
	case at.quote == '\'' && f == Dotenv:
		return value, !strings.ContainsAny(value, `'\`) && !hasControl(value)
	case at.quote == '\'':
		return value, !strings.Contains(value, "'") && !hasControl(value)
	case f.bare(value, at.whole):
		return value, true
	case at.whole:
		return f.quoted(value)
	}
	return "", false
}

// bareWord is what every form reads as itself without quotes, in the midst of other text.
var bareWord = regexp.MustCompile(`^[A-Za-z0-9_./~+=@-]+(:[A-Za-z0-9_./~+=@-]+)*$`)

// bare reports whether a value is read as itself without quotes.
func (f Form) bare(value string, whole bool) bool {
	switch {
	case !bareWord.MatchString(value) || f == JSON || f == TOML:
		return false
	case f == YAML && whole: // not a number, nor a word for something else
		var node yaml.Node
		err := yaml.Unmarshal([]byte(value), &node)
		return err == nil && len(node.Content) == 1 && node.Content[0].ShortTag() == "!!str" && node.Content[0].Value == value
	}
	return true
}

// quoted writes a whole value in quotes.
func (f Form) quoted(value string) (string, bool) {
	if f == Dotenv && !strings.ContainsAny(value, `'\`) && !hasControl(value) {
		return "'" + value + "'", true // which every reader takes as it is
	}
	inner, ok := f.escaped(value)
	return `"` + inner + `"`, ok
}

// escaped is a value between double quotes, which all forms read as JSON does, but for .env
// files, which know fewer escapes.
func (f Form) escaped(value string) (string, bool) {
	if f == Dotenv {
		return dotenvEscapes.Replace(value), !hasControl(dotenvControls.Replace(value))
	}
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(value) // a text is always possible
	text := strings.TrimSuffix(b.String(), "\n")
	var out strings.Builder
	for _, r := range text[1 : len(text)-1] {
		if isControl(r) {
			fmt.Fprintf(&out, `\u%04x`, r)
		} else {
			out.WriteRune(r)
		}
	}
	return out.String(), true
}

var (
	dotenvEscapes  = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\r", `\r`, "\t", `\t`)
	dotenvControls = strings.NewReplacer("\n", "", "\r", "", "\t", "")
)

func hasControl(value string) bool { return strings.ContainsFunc(value, isControl) }

// isControl reports what YAML or TOML refuse in a text, or take for the end of a line.
func isControl(r rune) bool {
	return unicode.IsControl(r) || r == '\u2028' || r == '\u2029' || r == '\ufeff' || r == '\ufffe' || r == '\uffff'
}

// placeOf tells where a reference stands, by the line that it stands in.
func placeOf(text string, r Ref, f Form) place {
	start := strings.LastIndexByte(text[:r.at], '\n') + 1
	before, after := text[start:r.at], text[r.at+len(r.Text):]
	after, _, _ = strings.Cut(after, "\n")
	if f == YAML && inBlock(text[:start], before) {
		return place{free: true}
	}
	quote, comment := quoteAt(before, f)
	switch {
	case comment:
		return place{free: true}
	case quote != 0:
		return place{quote: quote}
	}
	return place{whole: opens.MatchString(before) && closes.MatchString(after)}
}

// What stands before and after a value that is nothing but the reference.
var (
	opens  = regexp.MustCompile(`(^|[:=\[{,]|^\s*-(\s+-)*)\s*$|:\s+[&!]\S+\s+$`)
	closes = regexp.MustCompile(`^\s*($|[,\]}]|\s#)`)
)

// quoteAt tells in which quotes the end of a line's beginning stands, and whether in a
// comment. Quotes begin where a value may; an apostrophe in a word is none.
func quoteAt(line string, f Form) (quote byte, comment bool) {
	for i := 0; i < len(line); i++ {
		c := line[i]
		switch {
		case quote == '"' && c == '\\':
			i++
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '#' && f != JSON && (i == 0 || line[i-1] == ' ' || line[i-1] == '\t'):
			return 0, true
		case (c == '"' || c == '\'' && f != JSON) && opens.MatchString(line[:i]):
			quote = c
		}
	}
	return quote, false
}

// blockHead is a line of YAML after which a block of text follows.
var blockHead = regexp.MustCompile(`(^|[:\-]\s+|\s)[|>][+\-0-9]*\s*(#.*)?$`)

// inBlock reports whether a line of YAML is part of a block of text that begins above it.
func inBlock(above, line string) bool {
	indent := indentOf(line)
	lines := strings.Split(strings.TrimSuffix(above, "\n"), "\n")
	for i := len(lines) - 1; i >= 0; i-- {
		l := strings.TrimRight(lines[i], "\r")
		if strings.TrimSpace(l) == "" || indentOf(l) >= indent {
			continue
		}
		if blockHead.MatchString(l) {
			return true
		}
		indent = indentOf(l)
	}
	return false
}

func indentOf(line string) int { return len(line) - len(strings.TrimLeft(line, " ")) }
