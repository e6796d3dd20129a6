package credimport_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"lanyard/internal/credimport"
	"lanyard/internal/profile"
)

var update = flag.Bool("update-import", false, "write what was found into testdata/import; look at every change")

// want is a find as the corpus writes it down: everything but the secrets.
type want struct {
	Profile map[string]any    `json:"profile"`
	Format  string            `json:"format"`
	At      [2]int            `json:"at"`
	Why     string            `json:"why"`
	Unsure  bool              `json:"unsure,omitempty"`
	Cleaned []string          `json:"cleaned,omitempty"`
	Missing []string          `json:"missing,omitempty"`
	Notes   []string          `json:"notes,omitempty"`
	Links   []credimport.Link `json:"links,omitempty"`
}

type wantError struct {
	Place    string `json:"place,omitempty"`
	Problem  string `json:"problem"`
	Expected string `json:"expected"`
	Next     string `json:"next,omitempty"`
}

// TestReadCorpus reads every input of the corpus. A file there has a comment, the input
// under the name that it had as a file ("-" for pasted text), the secrets, one find a
// line, and the find itself as JSON, or the error.
func TestReadCorpus(t *testing.T) {
	files, err := filepath.Glob("testdata/import/*.txtar")
	if err != nil || len(files) < 80 {
		t.Fatalf("the corpus has %d inputs: %v", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) { checkCorpusFile(t, file) })
	}
}

func checkCorpusFile(t *testing.T, file string) {
	a, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if len(a.Files) < 2 || a.Files[1].Name != "secrets" {
		t.Fatal("a corpus file has the input, secrets, and want.json or error.json")
	}
	input := a.Files[0]
	options := credimport.Options{Source: strings.TrimPrefix(input.Name, "-")}
	if kind, ok := strings.CutPrefix(string(a.Comment), "kind: "); ok {
		options.Kind = profile.Kind(strings.Fields(kind)[0])
	}
	found, err := credimport.Read(t.Context(), input.Data, options)
	checkSecrets(t, string(a.Files[1].Data), found, err)
	name, got := "want.json", any(wants(found))
	if err != nil {
		problem, ok := errors.AsType[*credimport.ReadError](err)
		if !ok {
			t.Fatalf("not a ReadError: %v", err)
		}
		name, got = "error.json", wantError{problem.Place(), problem.Problem, problem.Expected, problem.Next}
	}
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(got); err != nil {
		t.Fatal(err)
	}
	if *update {
		a.Files = append(a.Files[:2], txtar.File{Name: name, Data: text.Bytes()})
		if err := os.WriteFile(file, txtar.Format(a), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if len(a.Files) != 3 {
		t.Fatal("nothing is expected of this input")
	}
	if diff := cmp.Diff(string(a.Files[2].Data), text.String()); a.Files[2].Name != name || diff != "" {
		t.Errorf("%s, want %s (-want +got):\n%s", name, a.Files[2].Name, diff)
	}
}

// checkSecrets compares the secrets with those of the corpus, and looks for them where
// they must not be. A find's line has "-" for none, "token: …", or several with their
// kinds.
func checkSecrets(t *testing.T, text string, found []credimport.Found, err error) {
	t.Helper()
	var lines []string
	for line := range strings.Lines(text) {
		lines = append(lines, strings.TrimSuffix(line, "\n"))
	}
	var got []string
	for _, f := range found {
		line := "-"
		switch {
		case !f.Token.Empty():
			line = "token: " + f.Token.Reveal()
		case len(f.Alternatives) > 0:
			line = ""
			for _, a := range f.Alternatives {
				line += string(a.SecretKind) + ": " + a.Secret.Reveal() + " "
			}
			line = strings.TrimSuffix(line, " ")
		case !f.Secret.Empty():
			line = f.Secret.Reveal()
		}
		got = append(got, line)
	}
	if diff := cmp.Diff(lines, got); diff != "" && (len(lines) > 0 || len(got) > 0) {
		t.Errorf("secrets (-want +got):\n%s", diff)
	}
	noLeak(t, found, err)
}

func wants(found []credimport.Found) []want {
	var out []want
	for _, f := range found {
		out = append(out, want{
			Profile: filled(f.Profile), Format: f.Format, At: [2]int{f.Line, f.Column}, Why: f.Why, Unsure: f.KindUnsure,
			Cleaned: f.Cleaned, Missing: f.Missing, Notes: f.Notes, Links: f.Links,
		})
	}
	return out
}

// filled gives the fields of a profile that have a value.
func filled(p profile.Profile) map[string]any {
	b, err := json.Marshal(p)
	if err != nil {
		return map[string]any{"error": err.Error()}
	}
	var all map[string]any
	_ = json.Unmarshal(b, &all)
	for name, v := range all {
		if v == "" || v == false || strings.HasSuffix(name, "_at") {
			delete(all, name)
		}
	}
	if m, ok := all["tls"].(map[string]any); ok && len(m) == 1 && m["mode"] == "verify" {
		delete(all, "tls")
	}
	return all
}

// noLeak looks for secrets in everything that can be shown.
func noLeak(t *testing.T, found []credimport.Found, err error) {
	t.Helper()
	const shortest = 5 // a shorter one is part of every other word
	var secrets []string
	for _, f := range found {
		secrets = append(secrets, f.Secret.Reveal(), f.Token.Reveal())
		for _, a := range f.Alternatives {
			secrets = append(secrets, a.Secret.Reveal())
		}
	}
	shown := ""
	if err != nil {
		shown = err.Error()
		if p, ok := errors.AsType[*credimport.ReadError](err); ok {
			shown += p.Next + p.Expected
		}
	}
	for _, f := range found {
		b, _ := json.Marshal(wants([]credimport.Found{f}))
		shown += string(b)
	}
	for _, s := range secrets {
		if len(s) >= shortest && strings.Contains(shown, s) {
			t.Errorf("a secret is shown in %s", shown)
		}
	}
}
