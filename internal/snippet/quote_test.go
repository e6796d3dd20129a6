package snippet_test

import (
	"encoding/json"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"

	"lanyard/internal/snippet"
)

// TestQuotingComesBack: whatever a key is, the language reads back exactly that.
func TestQuotingComesBack(t *testing.T) {
	quote := snippet.Quoters()
	for name, read := range map[string]func(*testing.T, string) string{
		"sh": func(t *testing.T, s string) string {
			lines := shellLines(t, "x "+s+" y")
			if len(lines) != 1 || len(lines[0]) != 3 {
				t.Fatalf("not one word: %q", lines)
			}
			return lines[0][1]
		},
		"json": unJSON, "js": unJSON,
		"go": func(t *testing.T, s string) string {
			out, err := strconv.Unquote(s)
			if err != nil {
				t.Fatal(err)
			}
			return out
		},
		"ps":   powerShellString,
		"cmd":  func(t *testing.T, s string) string { return readCmd(t, "set X="+s+"\n")["X"] },
		"bat":  func(t *testing.T, s string) string { return readBatch(t, "set X="+s+"\n")["X"] },
		"curl": unCurl,
	} {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(rt *rapid.T) {
				s := keys().Draw(rt, "key")
				if got := read(t, quote[name](s)); got != s {
					rt.Fatalf("%q became %q, which reads %q", s, quote[name](s), got)
				}
			})
		})
	}
}

// keys draws texts that a key can be: no control characters, otherwise anything, and
// often what is special somewhere.
func keys() *rapid.Generator[string] {
	special := rapid.SampledFrom([]string{
		"'", `"`, `\`, "$", "$(x)", "${HOME}", "`x`", "%", "%PATH%", "%40 ü%", "%%", "^", "!", "&", "|", "<", ">", "(", ")", "#", " ", "=", "{", "}", "{{", "‘", "’", "‚", "‛",
		"ü", "中", "\u2028", "~", "*", "?", "[", "]", ";", "@", "-", hostile,
	})
	typed := &unicode.RangeTable{R16: []unicode.Range16{{Lo: 0x20, Hi: 0x7e, Stride: 1}, {Lo: 0xa0, Hi: 0x24f, Stride: 1}}}
	plain := rapid.StringOfN(rapid.RuneFrom(nil, typed), 0, 5, -1)
	return rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(rapid.OneOf(special, plain), 0, 8).Draw(t, "parts"), "")
	})
}

func unJSON(t *testing.T, s string) string {
	var out string
	if err := json.Unmarshal([]byte(s), &out); err != nil {
		t.Fatal(err)
	}
	if strings.ContainsAny(s, "\u2028\u2029") {
		t.Fatal("older JavaScript ends a string at these line ends")
	}
	return out
}

// unCurl reads what stands between the double quotes of a curl configuration: a
// backslash protects the next character, and \n, \t, \r and \v are what they are in C.
func unCurl(t *testing.T, s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '"':
			t.Fatalf("the quotes end inside %q", s)
		case s[i] != '\\':
			b.WriteByte(s[i])
			continue
		}
		i++
		if i == len(s) || strings.IndexByte("ntrv", s[i]) >= 0 {
			t.Fatalf("a backslash means something else in %q", s)
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

func TestQuotingForFilesOfVariables(t *testing.T) {
	for _, c := range []struct {
		value            string
		python, node, sd string // "-": cannot be written
	}{
		{"abc-123", "abc-123", "abc-123", "abc-123"},
		{hostile, `'p\'a"ss\\w$(x)%40 ü'`, hostile, hostile},
		{"a#b", "'a#b'", "'a#b'", "a#b"},
		{"a#'b", `'a#\'b'`, "`a#'b`", "a#'b"},
		{"a#'b`", "'a#\\'b`'", "\"a#'b`\"", "a#'b`"},
		{"a#'b`\"", "'a#\\'b`\"'", "-", "-"},
		{"a#'b`\\n", "'a#\\'b`\\\\n'", "-", "a#'b`\\n"},
		{"'quoted'", `'\'quoted\''`, "`'quoted'`", "'quoted'"},
		{" blank", "' blank'", "' blank'", "-"},
		{"{braces}", "'{braces}'", "{braces}", "-"},
		{`"quotes"`, `'"quotes"'`, `'"quotes"'`, "-"},
		{"${HOME}", "-", "${HOME}", "-"},
		{"${a:b}", "'${a:b}'", "${a:b}", "-"},
		{"$HOME", "'$HOME'", "$HOME", "$HOME"},
		{`it's\`, `it's\`, `it's\`, `it's\`},
		{`'it's\`, "-", "-", `'it's\`},
		{`a #b\`, "-", "-", `a #b\`},
	} {
		for name, q := range map[string]struct {
			write func(string) (string, bool)
			want  string
		}{"python-dotenv": {snippet.QuotePyDotenv, c.python}, "dotenv": {snippet.QuoteNode, c.node}, "SDK core": {snippet.QuoteCore, c.sd}} {
			got, ok := q.write(c.value)
			if !ok {
				got = "-"
			}
			if got != q.want {
				t.Errorf("%s: %q became %q, want %q", name, c.value, got, q.want)
			}
		}
	}
}

func TestTemplates(t *testing.T) {
	values := map[string]string{"name": "it's", "a": "yes", "b": "", "empty": ""}
	for _, c := range []struct{ name, text, want string }{
		{"a value, quoted", "x {{sh name}}\n", `x 'it'\''s'` + "\n"},
		{"functions from right to left", "{{sh json name}}\n", `'"it'\''s"'` + "\n"},
		{"if", "%% if a\n1\n%% end\n%% if b\n2\n%% end\n", "1\n"},
		{"not", "%% if !b\n1\n%% end\n", "1\n"},
		{"all of several", "%% if a b\n1\n%% elif a !b\n2\n%% else\n3\n%% end\n", "2\n"},
		{"else", "%% if b\n1\n%% elif b\n2\n%% else\n3\n%% end\n", "3\n"},
		{"only one branch", "%% if a\n1\n%% elif a\n2\n%% else\n3\n%% end\n", "1\n"},
		{"nested", "%% if b\n%% if a\n1\n%% else\n2\n%% end\n%% else\n%% if a\n3\n%% end\n%% end\n", "3\n"},
	} {
		got, err := snippet.RenderText(c.text, values)
		if err != nil || got != c.want {
			t.Errorf("%s: %q, %v", c.name, got, err)
		}
	}
	for name, text := range map[string]string{
		"no end": "%% if a\n", "an end too many": "%% end\n", "else without if": "%% else\n", "no such value": "{{sh nobody}}\n", "no such condition": "%% if nobody\n%% end\n",
		"no such function": "{{nobody name}}\n", "nothing quotes it": "{{name}}\n", "not closed": "{{sh name\n", "no such directive": "%% unless a\n", "no such file": "%% include nobody\n",
	} {
		if got, err := snippet.RenderText(text, values); err == nil {
			t.Errorf("%s: %q", name, got)
		}
	}
}
