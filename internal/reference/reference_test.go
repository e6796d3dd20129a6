package reference_test

import (
	"encoding/json"
	"errors"
	"maps"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"
	"pgregory.net/rapid"

	"lanyard/internal/reference"
	"lanyard/internal/secret"
)

func TestFind(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want []reference.Ref
		bad  string // what the error says
	}{
		"alone":              {"lanyard://prod/token", []reference.Ref{{Profile: "prod", Field: "token", Text: "lanyard://prod/token", Line: 1}}, ""},
		"in a header":        {"a: 1\nh: \"Bearer lanyard://prod-eu.1/token\"", []reference.Ref{{Profile: "prod-eu.1", Field: "token", Text: "lanyard://prod-eu.1/token", Line: 2}}, ""},
		"before a path":      {"lanyard://lab/url/ml/v4?x", []reference.Ref{{Profile: "lab", Field: "url", Text: "lanyard://lab/url", Line: 1}}, ""},
		"encoded":            {"lanyard://Prod%20EU%2Fm%C3%BCller/space_id", []reference.Ref{{Profile: "Prod EU/müller", Field: "space_id", Text: "lanyard://Prod%20EU%2Fm%C3%BCller/space_id", Line: 1}}, ""},
		"any case":           {"LANYARD://p/key", []reference.Ref{{Profile: "p", Field: "key", Text: "LANYARD://p/key", Line: 1}}, ""},
		"none":               {"https://x/lanyard/token lanyard:/p/key", nil, ""},
		"an unknown field":   {"\n\nlanyard://p/tokens", nil, `line 3: there is no field "tokens"`},
		"a field's case":     {"lanyard://p/Token", nil, `there is no field "Token"`},
		"no field":           {"lanyard://p", nil, "it names no field"},
		"no field behind /":  {"lanyard://p/", nil, "it names no field"},
		"no profile":         {"lanyard:///token", nil, "it names no profile"},
		"half an escape":     {"lanyard://p%2/token", nil, "hexadecimal"},
		"a blank in a name":  {"lanyard://my prod/token", nil, "it names no field"},
		"another text's end": {"lanyard://p/token2", nil, `there is no field "token2"`},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := reference.Find(c.text)
			if c.bad != "" {
				var m *reference.MalformedError
				if !errors.As(err, &m) || !strings.Contains(err.Error(), c.bad) {
					t.Errorf("got %v, want %q", err, c.bad)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, got, cmp.FilterPath(func(p cmp.Path) bool { return p.Last().String() == ".at" }, cmp.Ignore())); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestToIsFound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.StringN(1, 40, 120).Draw(t, "name")
		field := rapid.SampledFrom(reference.Fields()).Draw(t, "field")
		got, err := reference.Find("x " + reference.To(name, field) + ".")
		if err != nil || len(got) != 1 || got[0].Profile != name || got[0].Field != field {
			t.Fatalf("%q: %+v, %v", reference.To(name, field), got, err)
		}
	})
}

func fill(t interface{ Fatalf(string, ...any) }, text string, form reference.Form, value string) (string, error) {
	out, err := reference.Fill(text, form, func(reference.Ref) (secret.Text, error) { return secret.New(value), nil })
	return out.Reveal(), err
}

// values are texts that some reader takes for something else, and any others.
func values() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.SampledFrom([]string{
			`p'a"ss\w$(x)%40 ü`, "12345", "true", "null", "~", "0x10", "1e3", "2026-12-01", "- x", "a: b", "a #b", "#b", "'", `"`, `\`, `\n`, "${HOME}", "$X", "", " ", "x ", "*a", "&a", "!a", "{a}", "[a", "a,b",
			"eyJhbGciOiJSUzI1NiJ9.eyJhIjoxfQ.sig-_nature", "YWJj+/=", "https://cpd.example.org:31843", "two\nlines", "tab\there", "\x7f", "\u2028", "yes", "Off", "=", "@x", "`x`", "?", "|", ">",
		}),
		rapid.String(),
	)
}

// TestFilledIsReadBack: whatever a value has in it, the file's own reader gives it back, or
// it is refused; where a value stands in double quotes, or alone, it is never refused.
func TestFilledIsReadBack(t *testing.T) {
	const r = "lanyard://p/key"
	for name, c := range map[string]struct {
		form  reference.Form
		text  string
		read  func(text string) (string, error)
		any   bool // takes any value
		about string
	}{
		"JSON":                  {form: reference.JSON, text: `{"v": "` + r + `"}`, read: readJSON, any: true},
		"JSON, in a header":     {form: reference.JSON, text: `{"v": "Bearer ` + r + `"}`, read: readJSON, any: true},
		"JSON, bare":            {form: reference.JSON, text: `{"v": ` + r + `}`, read: readJSON, any: true},
		"YAML":                  {form: reference.YAML, text: "v: " + r + "\n", read: readYAML, any: true},
		"YAML, with a comment":  {form: reference.YAML, text: "v: " + r + " # it's the key\n", read: readYAML, any: true},
		"YAML, in a list":       {form: reference.YAML, text: "v: !!str\n    " + r + "\n", read: readYAML, any: false},
		"YAML, in double ones":  {form: reference.YAML, text: "# don't\nv: \"Bearer " + r + "\"\n", read: readYAML, any: true},
		"YAML, in single ones":  {form: reference.YAML, text: "v: '" + r + "'\n", read: readYAML},
		"YAML, among others":    {form: reference.YAML, text: "v: it's " + r + "\n", read: readYAML},
		"YAML, in one line":     {form: reference.YAML, text: "{v: " + r + ", w: 1}\n", read: readYAML, any: true},
		"TOML":                  {form: reference.TOML, text: `v = "` + r + `"`, read: readTOML, any: true},
		"TOML, bare":            {form: reference.TOML, text: `v = ` + r + "\n", read: readTOML, any: true},
		"TOML, in single ones":  {form: reference.TOML, text: `v = '` + r + `'`, read: readTOML},
		".env":                  {form: reference.Dotenv, text: "v=" + r + "\n", read: readEnv},
		".env, in double ones":  {form: reference.Dotenv, text: "v=\"Bearer " + r + "\" # x\n", read: readEnv},
		".env, in single ones":  {form: reference.Dotenv, text: "v='" + r + "'\n", read: readEnv},
		".env, among other":     {form: reference.Dotenv, text: "v=Bearer " + r + "\n", read: readEnv},
		"text takes what it is": {form: reference.Plain, text: r, read: func(s string) (string, error) { return s, nil }, any: true},
	} {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				value := strings.ToValidUTF8(values().Draw(t, "value"), "?")
				filled, err := fill(t, c.text, c.form, value)
				if err != nil {
					var m *reference.MalformedError
					if c.any || !errors.As(err, &m) {
						t.Fatalf("%q is refused: %v", value, err)
					}
					return
				}
				before := ""
				for _, part := range []string{"Bearer ", "it's "} {
					if strings.Contains(c.text, part) && !strings.Contains(c.text, "# it's") && !strings.Contains(c.text, "# don't\nv: it") {
						before = part
					}
				}
				got, err := c.read(filled)
				if err != nil || strings.TrimPrefix(got, before) != value {
					t.Fatalf("%q is written as %q, which reads as %q, %v", value, filled, got, err)
				}
			})
		})
	}
}

func readJSON(s string) (string, error) {
	var v struct{ V string }
	err := json.Unmarshal([]byte(s), &v)
	return v.V, err
}

func readYAML(s string) (string, error) {
	var v struct{ V any }
	if err := yaml.Unmarshal([]byte(s), &v); err != nil {
		return "", err
	}
	text, ok := v.V.(string)
	if !ok {
		return "", errors.New("it is no text")
	}
	return text, nil
}

func readTOML(s string) (string, error) {
	var v struct{ V string }
	_, err := toml.Decode(s, &v)
	return v.V, err
}

func readEnv(s string) (string, error) {
	vars, err := reference.ReadDotenv(s)
	return vars["v"], err
}

// TestFilledWhereThereAreNoQuotes: comments and blocks of text take a value as it is.
func TestFilledWhereThereAreNoQuotes(t *testing.T) {
	text := "a: 1 # see lanyard://p/key\nb: |-\n  Bearer lanyard://p/key\n\n  more: 'lanyard://p/key\nc:\n  - lanyard://p/key\n"
	got, err := fill(t, text, reference.YAML, `x"y`)
	want := "a: 1 # see x\"y\nb: |-\n  Bearer x\"y\n\n  more: 'x\"y\nc:\n  - \"x\\\"y\"\n"
	if err != nil || got != want {
		t.Errorf("%v\n%s", err, cmp.Diff(want, got))
	}
}

func TestFormOf(t *testing.T) {
	for file, want := range map[string]reference.Form{
		"config.yaml": reference.YAML, "A/B.YML": reference.YAML, "mcp.json": reference.JSON, "secrets.toml.tmpl": reference.TOML, ".env": reference.Dotenv, ".env.production": reference.Dotenv,
		"ibm-credentials.env": reference.Dotenv, ".env.example": reference.Dotenv, "values.yaml.tpl": reference.YAML, "notes.txt": reference.Plain, "": reference.Plain,
	} {
		if got := reference.FormOf(file); got != want {
			t.Errorf("%s: %s, want %s", file, got, want)
		}
	}
}

func TestReadDotenv(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want map[string]string
	}{
		"plain":                          {"A=b\nB=c", map[string]string{"A": "b", "B": "c"}},
		"export":                         {"export A=b\n", map[string]string{"A": "b"}},
		"blanks around the equals sign":  {"A = b \n  B =c", map[string]string{"A": "b", "B": "c"}},
		"double quotes":                  {`A="b c"`, map[string]string{"A": "b c"}},
		"single quotes":                  {`A='b c'`, map[string]string{"A": "b c"}},
		"quotes in quotes":               {`A='say "hi"'` + "\n" + `B="it's"`, map[string]string{"A": `say "hi"`, "B": "it's"}},
		"escaped quotes":                 {`A="say \"hi\""`, map[string]string{"A": `say "hi"`}},
		"a comment behind":               {"A=b # c\nB=\"d\" # e\nC='f'\t# g", map[string]string{"A": "b", "B": "d", "C": "f"}},
		"a comment behind a tab":         {"A=b\t# c", map[string]string{"A": "b"}},
		"a comment in place of a value":  {"A= # the key\nB=\t# c\nC=1", map[string]string{"A": "", "B": "", "C": "1"}},
		"a number sign in a value":       {"A=b#c\nB='d # e'\nC=\"#f\"", map[string]string{"A": "b#c", "B": "d # e", "C": "#f"}},
		"comments and empty lines":       {"# x\n\n  # y=z\n#A=old\nA=b\n", map[string]string{"A": "b"}},
		"nothing":                        {"A=\nB=\"\"\nC=''", map[string]string{"A": "", "B": "", "C": ""}},
		"Windows":                        {"\ufeffA=b\r\nB=\"c\"\r\n", map[string]string{"A": "b", "B": "c"}},
		"equals signs in a value":        {"A=https://x/?y=1&z=2#w", map[string]string{"A": "https://x/?y=1&z=2#w"}},
		"JSON":                           {`A={"a": "b", "c": 1}` + "\n" + `B='{"a":"b # c"}'`, map[string]string{"A": `{"a": "b", "c": 1}`, "B": `{"a":"b # c"}`}},
		"several lines":                  {"A=\"-----BEGIN\nx # y\nB=c\n-----END\"\nC=d", map[string]string{"A": "-----BEGIN\nx # y\nB=c\n-----END", "C": "d"}},
		"several lines, written":         {`A="x\ny"`, map[string]string{"A": "x\ny"}},
		"dollar signs":                   {"A=pa$$word\nB=\"${A} $A $(x)\"\nC='$A'\nD=$A", map[string]string{"A": "pa$$word", "B": "${A} $A $(x)", "C": "$A", "D": "$A"}},
		"a path of Windows":              {`A=C:\new\table`, map[string]string{"A": `C:\new\table`}},
		"a colon, as YAML":               {"A: b\nB: \"c\"", map[string]string{"A": "b", "B": "c"}},
		"the last of a name":             {"A=1\nA=2", map[string]string{"A": "2"}},
		"a name alone":                   {"A\nB=1", map[string]string{"B": "1"}},
		"names with dots and hyphens":    {"a.b=1\na-b=2", map[string]string{"a.b": "1", "a-b": "2"}},
		"other scripts":                  {"A=schlüssel 鍵", map[string]string{"A": "schlüssel 鍵"}},
		"a reference":                    {"A=lanyard://prod/token # renewed\nB=\"lanyard://prod%20eu/url\"", map[string]string{"A": "lanyard://prod/token", "B": "lanyard://prod%20eu/url"}},
		"what an empty text is":          {"", map[string]string{}},
		"a mark that stands for dollars": {"A=\ue000$", map[string]string{"A": "\ue000$"}},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := reference.ReadDotenv(strings.TrimPrefix(c.text, "\ufeff"))
			if err != nil || !maps.Equal(got, c.want) {
				t.Errorf("%v\n%s", err, cmp.Diff(c.want, got))
			}
		})
	}
}

func TestReadDotenvTellsNoValue(t *testing.T) {
	for text, line := range map[string]int{
		"A=1\nB=\"hunter2\nC=3": 2, "A=1\n\n!hunter2=x": 3, "hunter2 hunter2=1": 1, "A=1\n{\"hunter2\": 1}": 2,
	} {
		_, err := reference.ReadDotenv(text)
		var u *reference.UnreadableError
		if !errors.As(err, &u) || u.Line != line || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%q: %v, want line %d", text, err, line)
		}
	}
}
