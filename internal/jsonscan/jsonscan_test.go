package jsonscan_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lanyard/internal/jsonscan"
)

// FuzzObject holds a walk over an object to what a decoder makes of it. What is no JSON
// may be walked over, as long as it ends.
func FuzzObject(f *testing.F) {
	for _, s := range []string{
		`{}`, ` { "a" : 1 , "b":[{},[],"]"], "ü":"\"}", "\u0063":null } `, `{"a":{"b":{"c":[1,2,{"d":true}]}}}`, `{"a":-1.5e3,"a":2}`, `{"a":}`, `{"a":,}`, `{"a" 1}`, `{"a":1,}`,
		`{"a":"`, `{"a":[}`, `[]`, ``, "{\"a\":\"\x00\"}", "{\"\xff\":1}",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		got := map[string]string{}
		s := jsonscan.Scanner[[]byte]{Text: text}
		whole := s.Object(func(name string) bool {
			at := s.Blank()
			ok := s.Skip()
			got[name] = string(text[at:s.At])
			return ok
		}) && s.End()
		var want map[string]json.RawMessage
		if json.Unmarshal(text, &want) != nil || want == nil {
			return
		}
		texts := map[string]string{}
		for name, raw := range want {
			texts[name] = string(raw)
		}
		if diff := cmp.Diff(texts, got); !whole || diff != "" {
			t.Errorf("%q: to the end: %v (-decoded +walked):\n%s", text, whole, diff)
		}
	})
}

func TestWhatIsNoValueIsNotSkipped(t *testing.T) {
	for name, text := range map[string]string{
		"nothing": "", "blanks": " \n", "a comma": ",1", "a colon": ":1", "an end": "]", "an open list": `[1,"]"`, "an open text": `"a\"`,
	} {
		s := jsonscan.Scanner[string]{Text: text}
		if s.Skip() {
			t.Errorf("%s: %q was taken for a value", name, text)
		}
	}
}

func TestStrings(t *testing.T) {
	for text, want := range map[string]string{`"a"`: "a", `  "ü"`: "ü", `"\u0061\""`: `a"`, `""`: ""} {
		s := jsonscan.Scanner[string]{Text: text}
		if got, ok := s.String(); got != want || !ok || !s.End() {
			t.Errorf("%s gives %q, %v", text, got, ok)
		}
	}
	for _, text := range []string{`a`, `"a`, "\"a\nb\"", `"\q"`, `"\"`} {
		s := jsonscan.Scanner[string]{Text: text}
		if got, ok := s.String(); ok {
			t.Errorf("%s gives %q", text, got)
		}
	}
}
