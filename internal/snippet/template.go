package snippet

import (
	"embed"
	"fmt"
	"strings"
)

// The templates of snippets, one file each. Their language is small on purpose: the
// standard library's is large, starts slowly, and would let a value be written without
// being quoted.
//
//	{{sh name}}         the value, quoted by the function; several apply from right to left
//	%% if a !b          the lines up to its end, when a is set and b is not
//	%% elif c           else, when c is set
//	%% else
//	%% end
//	%% include file     another template, with the same values
//	%% missing          an error: nothing is written for this kind of profile
//
//go:embed templates/*.tmpl
var templateFiles embed.FS

// values holds the values of a template by name; "" is a value that is not set.
type values map[string]string

// block is an open "if": whether its lines are written, and whether any branch was.
type block struct{ writes, done bool }

// render writes a template with values.
func render(name string, f values) (string, error) {
	text, err := templateFiles.ReadFile("templates/" + name + ".tmpl")
	if err != nil {
		return "", fmt.Errorf("read the template: %w", err)
	}
	return renderLines(name, string(text), f)
}

func renderLines(name, text string, f values) (string, error) {
	var b strings.Builder
	var open []block
	for line := range strings.Lines(text) {
		if words, ok := strings.CutPrefix(line, "%%"); ok {
			included, err := direct(strings.Fields(words), &open, f)
			if err != nil {
				return "", fmt.Errorf("template %s: %w", name, err)
			}
			b.WriteString(included)
			continue
		}
		if !writing(open) {
			continue
		}
		filled, err := fill(line, f)
		if err != nil {
			return "", fmt.Errorf("template %s: %w", name, err)
		}
		b.WriteString(filled)
	}
	if len(open) > 0 {
		return "", fmt.Errorf("template %s: %d blocks have no end", name, len(open))
	}
	return b.String(), nil
}

func writing(open []block) bool {
	for _, b := range open {
		if !b.writes {
			return false
		}
	}
	return true
}

// direct follows a directive. It gives what an include writes.
func direct(words []string, open *[]block, f values) (string, error) {
	if len(words) == 0 {
		return "", fmt.Errorf("an empty directive")
	}
	last := len(*open) - 1
	switch words[0] {
	case "include":
		if len(words) != 2 {
			return "", fmt.Errorf("include takes one name")
		}
		if !writing(*open) {
			return "", nil
		}
		return render(words[1], f)
	case "missing":
		if !writing(*open) {
			return "", nil
		}
		return "", fmt.Errorf("nothing is written for this kind of profile")
	case "if":
		holds, err := f.all(words[1:])
		*open = append(*open, block{writes: holds, done: holds})
		return "", err
	case "elif", "else", "end":
		if last < 0 {
			return "", fmt.Errorf("%s without if", words[0])
		}
	default:
		return "", fmt.Errorf("there is no directive %q", words[0])
	}
	if words[0] == "end" {
		*open = (*open)[:last]
		return "", nil
	}
	b := &(*open)[last]
	holds, err := f.all(words[1:])
	b.writes = holds && !b.done
	b.done = b.done || holds
	return "", err
}

// all reports whether every condition holds; none at all hold.
func (f values) all(conditions []string) (bool, error) {
	for _, c := range conditions {
		name, not := strings.CutPrefix(c, "!")
		value, known := f[name]
		if !known {
			return false, fmt.Errorf("there is no value %q", name)
		}
		if (value == "") != not {
			return false, nil
		}
	}
	return true, nil
}

// fill replaces the placeholders of a line.
func fill(line string, f values) (string, error) {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(line, "{{")
		b.WriteString(before)
		if !found {
			return b.String(), nil
		}
		inside, after, closed := strings.Cut(rest, "}}")
		words := strings.Fields(inside)
		if !closed || len(words) < 2 {
			return "", fmt.Errorf("a placeholder is not of the form {{function value}}")
		}
		value, known := f[words[len(words)-1]]
		if !known {
			return "", fmt.Errorf("there is no value %q", words[len(words)-1])
		}
		for i := len(words) - 2; i >= 0; i-- {
			quote, known := quoters()[words[i]]
			if !known {
				return "", fmt.Errorf("there is no function %q", words[i])
			}
			value = quote(value)
		}
		b.WriteString(value)
		line = after
	}
}
