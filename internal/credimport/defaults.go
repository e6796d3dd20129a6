package credimport

import (
	"regexp"
	"strings"
	"sync"
)

// withDefault gives the text that stands in a variable for the case that it is not set:
// ${NAME:-text} of shells and of Compose, ${NAME:text} of Spring, ${env.NAME:=text},
// {{ name | default("text") }}. ok is false for anything else, and where no text stands.
func withDefault(s string) (name, text string, ok bool) {
	const deepest = 8 // variables inside each other
	for range deepest {
		n, inner, has := oneDefault(strings.TrimSpace(s))
		if !has {
			break
		}
		if name == "" {
			name = n
		}
		s, ok = inner, true
	}
	return name, s, ok && s != ""
}

func hasDefault(s string) bool {
	_, _, ok := withDefault(s)
	return ok
}

func oneDefault(s string) (name, text string, ok bool) {
	if len(s) > maxJoined {
		return "", "", false
	}
	if strings.HasPrefix(s, "{{") {
		m := templateDefault().FindStringSubmatch(s)
		if m == nil {
			return "", "", false
		}
		return "", m[1] + m[2], true
	}
	inner, begins := strings.CutPrefix(s, "${")
	inner, ends := strings.CutSuffix(inner, "}")
	if !begins || !ends {
		return "", "", false
	}
	name, text, ok = splitDefault(inner)
	if unquoted, in := quoted(text); in {
		text = unquoted
	}
	return name, text, ok
}

// templateDefault is compiled when the first template comes.
var templateDefault = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^\{\{-?[^{}]*(?:\|\s*default|,)[\s(]+(?:"([^"]*)"|'([^']*)')[^{}]*\}\}$`)
})

// splitDefault cuts what stands between the braces of a variable.
func splitDefault(inner string) (name, text string, ok bool) {
	end := 0
	for end < len(inner) && (isWordByte(inner[end]) || inner[end] == '.') {
		end++
	}
	switch {
	case end == 0 || end == len(inner):
		return "", "", false
	case inner[end] == '-' && strings.ToUpper(inner[:end]) != inner[:end]: // a name of Spring's: ${watsonx.api-key:text}
		if colon := strings.IndexByte(inner, ':'); colon > 0 && isEnvName(inner[:colon]) {
			end = colon
		}
	}
	name, text = strings.TrimPrefix(inner[:end], "env."), inner[end+1:]
	switch inner[end] {
	case '-', '=':
		return name, text, true
	case ':':
		if strings.HasPrefix(text, "?") || strings.HasPrefix(text, "+") {
			return "", "", false // a message, or a text for a variable that is set
		}
		return name, strings.TrimLeft(text[:min(1, len(text))], "-=") + text[min(1, len(text)):], true
	}
	return "", "", false
}

// fillDefaults puts the defaults of variables in their place, inside a text as well.
func fillDefaults(s string) string {
	if len(s) > maxJoined || !strings.Contains(s, "${") {
		return s
	}
	var b strings.Builder
	for {
		begin := strings.Index(s, "${")
		if begin < 0 {
			break
		}
		end := closingBrace(s, begin+1)
		_, text, ok := withDefault(s[begin:end])
		if !ok {
			text = s[begin:end]
		}
		b.WriteString(s[:begin])
		b.WriteString(text)
		s = s[end:]
	}
	b.WriteString(s)
	return b.String()
}

// closingBrace gives the offset behind the brace that closes the one at begin, or the
// end of the text.
func closingBrace(s string, begin int) int {
	depth := 0
	for i := begin; i < len(s); i++ {
		switch s[i] {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return len(s)
}
