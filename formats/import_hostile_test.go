package formats_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"lanyard/formats"
)

// hostileSize is how large the hostile inputs are, in bytes: enough for what takes time
// with the square of it to take forever.
const hostileSize = formats.MaxInput / 4

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
	}
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
			_, err := formats.Read(t.Context(), []byte(input), formats.Options{})
			if err != nil && !errors.As(err, new(*formats.ReadError)) {
				t.Errorf("not a ReadError: %v", err)
			}
		})
	}
}

func TestTooLarge(t *testing.T) {
	_, err := formats.Read(t.Context(), make([]byte, formats.MaxInput+1), formats.Options{Source: "big.env"})
	if err == nil || !strings.Contains(err.Error(), "larger than 1 MiB") || !strings.Contains(err.Error(), "big.env") {
		t.Errorf("the error is %v", err)
	}
}

func TestReadEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := formats.Read(ctx, []byte(strings.Repeat("apikey = 1\n", 10_000)), formats.Options{})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("the error is %v", err)
	}
}
