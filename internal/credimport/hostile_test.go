package credimport_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"lanyard/internal/credimport"
)

// hostileSize is how large the hostile inputs are, in bytes: enough for what takes time
// with the square of it to take forever.
const hostileSize = credimport.MaxInput / 4

// hostileInputs are made to keep a reader busy.
func hostileInputs() map[string]string {
	fill := func(s string) string { return strings.Repeat(s, hostileSize/len(s)) }
	const key = "kQ7vXw2mN9pR4tYb6cZe8fGh1jLs3aDu5iOx0_-KvTnM"
	return map[string]string{
		"opening brackets":     fill("["),
		"opening braces":       fill(`{"a":`),
		"calls in calls":       fill("f("),
		"closing brackets":     fill("}"),
		"quotes":               fill(`"`),
		"single quotes":        fill("'"),
		"triple quotes":        fill(`"""x'''`),
		"backquotes":           "var x\n" + fill("`"),
		"typographic quotes":   fill("“"),
		"unclosed comments":    fill("/*"),
		"backslashes":          fill(`\`),
		"a line of blanks":     fill(" "),
		"empty lines":          fill("\n"),
		"sums":                 "a=" + fill(`"x"+`),
		"doubling":             "a='xxxxxxxx'\n" + fill("a=a+a\n"),
		"filled holes":         "import a\na='xxxxxxxxxxxxxxxxxxxxxxxxxxxx'\n" + fill(`a=f"{a}{a}"`+"\n"),
		"braces in a text":     `f"` + fill("{"),
		"keys on one line":     fill(`{"apikey":"` + key + `"},`),
		"other keys":           distinctKeys(),
		"assignments":          fill("apikey = '" + key + "'\n"),
		"one key, many places": manyPlaces(),
		"exports":              fill("export WATSONX_APIKEY='\n"),
		"commands":             fill("curl '\n"),
		"commands in quotes":   fill(`curl "` + "\n"),
		"substitutions":        fill("A=$(curl $(\n"),
		"long names":           fill("watsonx_ai_") + "apikey=1",
		"names":                fill("wmlwmlwmlwml_apikey=1\n"),
		"dots":                 fill("a."),
		"subscripts":           fill("a[b"),
		"strings":              "x = " + fill(`"a" `),
		"signs":                fill("!-*"),
		"ors":                  fill("a or "),
		"not a token":          "eyJ" + fill("."),
		"a cell of lines":      `{"cells":[{"source":["` + fill(`a\n","`) + `"]}]}`,
		"embedded":             "A='" + fill(`{"a":"{`) + "'",
		"profiles":             `{"version":1,"profiles":[` + strings.TrimSuffix(fill(`{"name":"a","kind":"cloud"},`), ",") + "]}",
		"colons":               fill("a: b: "),
		"pairs":                fill("name: A\n"),
		"environments":         "environments:\n" + fill("  a: {wxo_url: https://x.example}\n"),
		"other environments":   "environments:\n" + environments(),
		"aliases":              "a: &a [x, x]\nb: &b [*a, *a]\nenvironments: &c [*b, *b, *a]\n" + fill("- *c\n"),
		"chains":               fill(`a.b("x")`) + fill(`.apikey("x")`),
		"broken chains":        "a()" + fill("\n.b()"),
		"spreads":              "a={'apikey':'b'}\n" + fill("a={**a}\n"),
		"copies":               "a={'apikey':'b'}\n" + fill("a=a.copy()\n"),
		"carets":               `curl ^"` + fill("^\n"),
		"caret commands":       fill("curl ^\"\n"),
		"lone quotes":          "curl " + fill("„ "),
		"lone single quotes":   "curl " + fill("‚ "),
		"dashes":               "curl " + fill("— "),
		"commas":               "kubectl a=" + fill(",b"),
		"lists of pairs":       "helm --set a=1" + fill(",apikey=b"),
		"hash tables":          fill("$a = @{\n"),
		"here-strings":         fill("$a = @\"\n"),
		"calls of PowerShell":  fill("iwr -Body \"`\n"),
		"requests":             fill("POST https://a\n"),
		"bodies":               fill("POST https://a\n\n{\n"),
		"a body of lines":      "POST https://a\n\n{" + fill("\n\n{"),
		"holes":                "@a = b\nPOST https://" + fill("{{a}}"),
		"holes in holes":       fill("@a = {{a}}{{a}}\n"),
		"bruno blocks":         "vars {\n" + fill("a: b\n") + fill("}\nbody {\n"),
		"machines":             fill("machine a login b "),
		"a history":            fill("- cmd: curl '\\n\n"),
		"numbers":              fill("1  2  "),
		"yaml lists":           "apiVersion: v1\n" + fill("- "),
		"yaml flow":            "apiVersion: v1\na: " + fill("["),
		"yaml aliases":         "apiVersion: v1\na: &a [x]\n" + fill("b: &b [*a, *a, *a]\n"),
		"yaml depth":           "apiVersion: v1\n" + yamlStairs(),
		"yaml texts":           "apiVersion: v1\n" + fill("a: |\n  b: |\n    c=1\n"),
		"elements":             fill("<a>"),
		"elements in lines":    fill("<li>a</li>\n") + "</ul>",
		"attributes":           "<a " + fill("apikey='x' ") + "/>",
		"entities":             fill("&quot;"),
		"blocks":               fill("variable \"a\" {\n"),
		"rows":                 fill("| API Key | a |\n"),
		"labels":               fill("API Key\n"),
		"defaults":             "A=" + fill("${A:-"),
		"defaults in a line":   fill("apikey=${A:-${B:-x}}\n"),
	}
}

// yamlStairs are mappings inside mappings, as deep as the size allows.
func yamlStairs() string {
	var b strings.Builder
	for i := 0; b.Len() < hostileSize; i++ {
		b.WriteString(strings.Repeat(" ", i) + "a:\n")
	}
	return b.String()
}

func distinctKeys() string {
	var b strings.Builder
	for i := 0; b.Len() < hostileSize; i++ {
		b.WriteString("apikey: k" + strings.Repeat("abcdefgh", 5)[i%20:] + string(rune('a'+i%26)) + string(rune('a'+i/26%26)) + string(rune('a'+i/676%26)) + "\n")
	}
	return b.String()
}

func manyPlaces() string {
	var b strings.Builder
	regions := []string{"us-south", "eu-de", "eu-gb", "jp-tok", "au-syd", "ca-tor"}
	for i := 0; b.Len() < hostileSize; i++ {
		b.WriteString(`{"apikey":"kQ7vXw2mN9pR4tYb6cZe8fGh1jLs3aDu5iOx0_-KvTnM","url":"https://` + regions[i%len(regions)] + `.ml.cloud.ibm.com","space_id":"a` + string(rune('a'+i%26)) + "\"}\n")
	}
	return b.String()
}

// TestHostileInputsEnd reads inputs that would keep a careless reader busy for hours:
// then the test runs into its own time limit.
func TestHostileInputsEnd(t *testing.T) {
	for name, input := range hostileInputs() {
		t.Run(name, func(t *testing.T) {
			_, err := credimport.Read(t.Context(), []byte(input), credimport.Options{})
			if err != nil && !errors.As(err, new(*credimport.ReadError)) {
				t.Errorf("not a ReadError: %v", err)
			}
		})
	}
}

// TestNestingIsLimitedBeforeParsing gives inputs that are nothing but openings. None may
// cost more memory than the text itself a few times over.
func TestNestingIsLimitedBeforeParsing(t *testing.T) {
	fill := func(s string) string { return strings.Repeat(s, (credimport.MaxInput-200)/len(s)) }
	var indented strings.Builder
	for i := 0; indented.Len() < credimport.MaxInput-2000; i++ {
		indented.WriteString(strings.Repeat(" ", i) + "a:\n")
	}
	for name, input := range map[string]string{
		"lists":            fill("["),
		"objects":          fill("{"),
		"members":          fill(`{"a":`),
		"calls":            fill("f("),
		"arguments":        fill("f(a="),
		"subscripts":       "x = " + fill("a["),
		"substitutions":    fill("$("),
		"in quotes":        "x = '" + fill("[") + "'",
		"in a setting":     "A='" + fill(`{"a":`) + "'",
		"flow YAML":        "a: " + fill("[b, "),
		"lists in a line":  fill("- "),
		"indented YAML":    indented.String(),
		"XML":              fill("<a>"),
		"XML with lines":   "<?xml version=\"1.0\"?>\n" + fill("<a b=\"c\">\n"),
		"behind something": "apikey: x\n" + fill("["),
	} {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, err := credimport.Read(t.Context(), []byte(input), credimport.Options{Source: "deep.txt"})
			runtime.ReadMemStats(&after)
			if err == nil || !strings.Contains(err.Error(), "nested more than 1000 levels deep") {
				t.Errorf("the error is %v", err)
			}
			if used := after.TotalAlloc - before.TotalAlloc; used > 30<<20 {
				t.Errorf("%d MB were used", used>>20)
			}
		})
	}
	for name, input := range map[string]string{
		"many brackets, none in another": fill("[] {} () "),
		"900 levels":                     strings.Repeat("[", 900) + strings.Repeat("]", 900) + "\n",
		"XML in a row":                   fill("<a>b</a><c/>"),
	} {
		const key = `{"apikey": "kQ7vXw2mN9pR4tYb6cZe8fGh1jLs3aDu5iOx0_-KvTnM"}` + "\n"
		found, err := credimport.Read(t.Context(), []byte(key+input[:min(len(input), credimport.MaxInput-len(key))]), credimport.Options{})
		if err != nil || len(found) != 1 {
			t.Errorf("%s: %d found, %v", name, len(found), err)
		}
	}
}

func TestTooLarge(t *testing.T) {
	_, err := credimport.Read(t.Context(), make([]byte, credimport.MaxInput+1), credimport.Options{Source: "big.env"})
	if err == nil || !strings.Contains(err.Error(), "larger than 1 MiB") || !strings.Contains(err.Error(), "big.env") {
		t.Errorf("the error is %v", err)
	}
}

func TestReadEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := credimport.Read(ctx, []byte(strings.Repeat("apikey = 1\n", 10_000)), credimport.Options{})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("the error is %v", err)
	}
}

// TestTornTexts reads texts whose escapes are cut off or none: they stay as they are
// written, and nothing panics.
func TestTornTexts(t *testing.T) {
	for name, x := range map[string]struct{ input, want string }{
		"a backquote at the end":     {"$env:CPD_PASSWORD=\"abc`", "abc`"},
		"a quote at the end":         {`$env:CPD_PASSWORD="abc`, "abc"},
		"a doubled quote at the end": {`$env:CPD_PASSWORD="abc""`, `abc"`},
		"a backquote inside":         {"$env:CPD_PASSWORD=\"a`\"bc\"", `a"bc`},
		"no hex digits":              {`CPD_PASSWORD = {"password": "a\xZZb"}`, `a\xZZb`},
		"no hex digits, long":        {`CPD_PASSWORD = {"password": "a\uZZZZb"}`, `a\uZZZZb`},
		"hex digits cut off":         {`CPD_PASSWORD = {"password": "ab\x4`, `ab\x4`},
		"beyond Unicode":             {`CPD_PASSWORD = {"password": "a\U99999999b"}`, `a\U99999999b`},
		"hex digits":                 {`CPD_PASSWORD = {"password": "a\x5ab"}`, "aZb"},
	} {
		t.Run(name, func(t *testing.T) {
			before := "CPD_URL=https://cpd.example.org\nCPD_USERNAME=ana\n"
			if strings.Contains(x.input, "{") {
				before = ""
				x.input = strings.Replace(x.input, "{", `{"url": "https://cpd.example.org", "username": "ana", `, 1)
			}
			found, err := credimport.Read(t.Context(), []byte(before+x.input), credimport.Options{})
			if err != nil || len(found) != 1 {
				t.Fatalf("%d found, %v", len(found), err)
			}
			if got := found[0].Secret.Reveal(); got != x.want {
				t.Errorf("the password is %q, want %q", got, x.want)
			}
		})
	}
}

// environments are many of watsonx Orchestrate's kit, each with a name and place of its own.
func environments() string {
	var b strings.Builder
	for i := range hostileSize / 80 {
		fmt.Fprintf(&b, "  e%d:\n    wxo_url: https://cpd-%d.example.com/orchestrate/cpd/instances/%d\n", i, i, i)
	}
	return b.String()
}
