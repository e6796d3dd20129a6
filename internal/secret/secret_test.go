package secret_test

import (
	"bytes"
	"encoding/gob"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"lanyard/internal/secret"
)

const canary = "canary-0451-Zx"

type xmlDoc struct {
	XMLName xml.Name `xml:"doc"`
	T       secret.Text
}

// TestNoFormattingShowsTheSecret walks every road from a value to text,
// with the secret on top, behind a pointer and deep in unexported fields.
func TestNoFormattingShowsTheSecret(t *testing.T) {
	text := secret.New(canary)
	type inner struct{ hidden secret.Text }
	type outer struct {
		Shown secret.Text
		in    inner
		ptr   *secret.Text
		list  []secret.Text
		byKey map[string]secret.Text
	}
	nested := outer{text, inner{text}, &text, []secret.Text{text}, map[string]secret.Text{"k": text}}
	values := map[string]any{"text": text, "pointer": &text, "nested": nested, "nested pointer": &nested}

	for name, v := range values {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%T", "%p", "%08.3f", "%t", "%c", "%U"} {
			if out := fmt.Sprintf(verb, v); leaks(out) {
				t.Errorf("%s with %s shows the secret: %s", name, verb, out)
			}
		}
		if out, err := json.Marshal(v); err != nil || leaks(string(out)) {
			t.Errorf("%s as JSON: %s, %v", name, out, err)
		}
		var log bytes.Buffer
		slog.New(slog.NewJSONHandler(&log, nil)).Error("m", "v", v)
		slog.New(slog.NewTextHandler(&log, nil)).Error("m", "v", v)
		if leaks(log.String()) {
			t.Errorf("%s in a log: %s", name, log.String())
		}
	}
	if out, err := xml.Marshal(xmlDoc{T: text}); err != nil || leaks(string(out)) {
		t.Errorf("as XML: %s, %v", out, err)
	}
	var b bytes.Buffer
	_ = gob.NewEncoder(&b).Encode(text)
	if leaks(b.String()) {
		t.Errorf("as gob: %q", b.String())
	}
	if err := fmt.Errorf("sign in with %v: %w", text, fmt.Errorf("%#v", nested)); leaks(err.Error()) {
		t.Errorf("in an error: %v", err)
	}
}

// TestFormIsFixed holds the printed form to the same length for every secret.
func TestFormIsFixed(t *testing.T) {
	for _, s := range []string{"", "x", strings.Repeat("y", 5000)} {
		if got := fmt.Sprint(secret.New(s)); got != "[secret]" {
			t.Errorf("a secret of %d bytes prints as %q", len(s), got)
		}
	}
}

func TestEqualAndEmpty(t *testing.T) {
	var zero secret.Text
	if !zero.Empty() || !secret.New("").Empty() || secret.New(canary).Empty() {
		t.Error("Empty is wrong")
	}
	if zero.Reveal() != "" || secret.New(canary).Reveal() != canary || secret.New("üx").Len() != 3 {
		t.Error("Reveal or Len is wrong")
	}
	if !secret.New(canary).Equal(secret.New(canary)) || secret.New(canary).Equal(zero) || !zero.Equal(secret.New("")) {
		t.Error("Equal is wrong")
	}
}

func leaks(out string) bool {
	return strings.Contains(out, canary) || strings.Contains(strings.ToLower(out), fmt.Sprintf("%x", canary))
}
