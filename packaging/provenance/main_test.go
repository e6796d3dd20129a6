package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// release is a folder with two files, whose sums are those of sha256sum(1).
func release(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{"a.deb": "abc", "SHA256SUMS": ""} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func statement(t *testing.T, dir string) []byte {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	b := build{builder: "https://example.org/builder", parameters: map[string]string{"version": "9", "tags": "x"}, tools: []string{"example.org/tool@v1"}}
	var out bytes.Buffer
	if err := b.write(&out, dir, []string{self, self}); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// The fields are read as SLSA's document names them, not by the library that wrote them.
func TestStatement(t *testing.T) {
	dir := release(t)
	text := statement(t, dir)
	if again := statement(t, dir); !bytes.Equal(text, again) {
		t.Error("it differs from one time to the next")
	}
	var s struct {
		Type    string `json:"_type"`
		Subject []struct {
			Name   string
			Digest map[string]string
		}
		PredicateType string `json:"predicateType"`
		Predicate     struct {
			BuildDefinition struct {
				BuildType            string            `json:"buildType"`
				ExternalParameters   map[string]string `json:"externalParameters"`
				ResolvedDependencies []struct {
					Name, URI string
					Digest    map[string]string
				} `json:"resolvedDependencies"`
			} `json:"buildDefinition"`
			RunDetails struct{ Builder struct{ ID string } } `json:"runDetails"`
		}
	}
	if err := json.Unmarshal(text, &s); err != nil {
		t.Fatal(err)
	}
	if s.Type != "https://in-toto.io/Statement/v1" || s.PredicateType != "https://slsa.dev/provenance/v1" {
		t.Errorf("it is a %s of a %s", s.Type, s.PredicateType)
	}
	const abc, empty = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
	if len(s.Subject) != 2 || s.Subject[0].Digest["sha256"] != empty || s.Subject[1].Name != "a.deb" || s.Subject[1].Digest["sha256"] != abc {
		t.Errorf("subjects %v", s.Subject)
	}
	d := s.Predicate.BuildDefinition
	if d.ExternalParameters["version"] != "9" || !strings.HasPrefix(d.BuildType, "https://") || s.Predicate.RunDetails.Builder.ID != "https://example.org/builder" {
		t.Errorf("%+v", s.Predicate)
	}
	found := map[string]string{}
	for _, r := range d.ResolvedDependencies {
		name, _, _ := strings.Cut(r.URI, "@")
		found[name] = r.Digest["dirHash"]
	}
	if d.ResolvedDependencies[0].Name != "source" || found["pkg:golang/example.org/tool"] != "" || len(found["pkg:golang/google.golang.org/protobuf"]) != 64 {
		t.Errorf("dependencies %+v", d.ResolvedDependencies)
	}
}

func TestSourceIsTheCommitThatWasBuilt(t *testing.T) {
	const rev = "0123456789012345678901234567890123456789"
	for name, c := range map[string]struct {
		b           build
		commit, uri string
	}{
		"a commit":     {build{commit: rev}, rev, "git+https://example.org/l.git@" + rev},
		"with changes": {build{commit: rev, modified: true}, "", ""},
		"no git":       {build{}, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			c.b.repository = "https://example.org/l.git"
			d := c.b.source()
			if d.GetDigest()["gitCommit"] != c.commit || d.GetUri() != c.uri || (c.commit == "") != (d.GetAnnotations() != nil) {
				t.Errorf("%v", d)
			}
		})
	}
}

func TestCheck(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(t *testing.T, dir string, text []byte) []byte
		want  string
	}{
		"as built": {func(_ *testing.T, _ string, text []byte) []byte { return text }, ""},
		"a file is another": {func(t *testing.T, dir string, text []byte) []byte {
			put(t, filepath.Join(dir, "a.deb"), "abd")
			return text
		}, "another file"},
		"a file more": {func(t *testing.T, dir string, text []byte) []byte {
			put(t, filepath.Join(dir, "b.deb"), "")
			return text
		}, "nothing is said of b.deb"},
		"a file less": {func(t *testing.T, dir string, text []byte) []byte {
			if err := os.Remove(filepath.Join(dir, "a.deb")); err != nil {
				t.Fatal(err)
			}
			return text
		}, "without being there"},
		"another predicate": {func(_ *testing.T, _ string, text []byte) []byte {
			return bytes.ReplaceAll(text, []byte("https://slsa.dev/provenance/v1"), []byte("https://slsa.dev/provenance/v0.2"))
		}, "v0.2"},
		"an older statement": {func(_ *testing.T, _ string, text []byte) []byte {
			return bytes.ReplaceAll(text, []byte("Statement/v1"), []byte("Statement/v0.1"))
		}, "v0.1"},
		"no builder": {func(_ *testing.T, _ string, text []byte) []byte {
			return bytes.ReplaceAll(text, []byte("https://example.org/builder"), []byte(""))
		}, "builder"},
		"no JSON": {func(_ *testing.T, _ string, text []byte) []byte { return text[1:] }, "syntax"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := release(t)
			text := c.spoil(t, dir, statement(t, dir))
			file := filepath.Join(dir, "x.provenance.json")
			put(t, file, string(text))
			err := check(file, dir)
			if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func put(t *testing.T, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
