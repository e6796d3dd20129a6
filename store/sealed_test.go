package store

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lanyard/internal/profile"
)

func at(url string) profile.Place {
	return profile.Place{Kind: profile.Cloud, Key: "k", URL: url, AuthURL: "https://iam.example.org/identity/token", TLS: "verify"}
}

func agree(t *testing.T, s interface {
	ChangeAgreed(ctx context.Context, change ChangeAgreed) error
}, id string, p profile.Place,
) {
	t.Helper()
	if err := s.ChangeAgreed(t.Context(), func(m map[string]profile.Place, _ bool) { m[id] = p }); err != nil {
		t.Fatal(err)
	}
}

// places reads what was agreed, as a new program would.
func places(t *testing.T, s *SealedKeyring) (map[string]profile.Place, bool) {
	t.Helper()
	a, err := s.Agreed(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return a.All(), a.Begun
}

func TestSealedKeepsWhatWasAgreed(t *testing.T) {
	ring, dir := NewMemory(), t.TempDir()
	if got, begun := places(t, Sealed(ring, dir)); begun || len(got) != 0 {
		t.Fatalf("a new one has %v, begun %v", got, begun)
	}
	agree(t, Sealed(ring, dir), "a", at("https://one.example.org"))
	agree(t, Sealed(ring, dir), "b", at("https://two.example.org"))
	got, begun := places(t, Sealed(ring, dir))
	if !begun || len(got) != 2 || got["a"].URL != "https://one.example.org" || got["b"].URL != "https://two.example.org" {
		t.Errorf("agreed %v, begun %v", got, begun)
	}
	info, err := os.Stat(filepath.Join(dir, "agreed.json"))
	if err != nil || info.Mode().Perm()&0o077 != 0 {
		t.Errorf("agreed.json: %v, %v: it is for its owner alone", info, err)
	}
	if ids, err := Sealed(ring, dir).IDs(t.Context()); err != nil || len(ids) != 0 {
		t.Errorf("ids %v, %v: the seal is no key", ids, err)
	}
}

func TestSealedTakesNoRecordOfOthers(t *testing.T) {
	const one, evil = "https://one.example.org", "https://evil.example"
	for name, forge := range map[string]func(text string) string{
		"another address":     func(s string) string { return strings.ReplaceAll(s, one, evil) },
		"the record of b":     func(s string) string { return strings.Replace(s, `"b":`, `"c":`, 1) },
		"no proof":            func(s string) string { return strings.ReplaceAll(s, `"mac":`, `"mad":`) },
		"nothing, understood": func(string) string { return `{"version":1}` },
		"nothing at all":      func(string) string { return "" },
		"no JSON":             func(string) string { return "{" },
	} {
		t.Run(name, func(t *testing.T) {
			ring, dir := NewMemory(), t.TempDir()
			agree(t, Sealed(ring, dir), "b", at(one))
			file := filepath.Join(dir, "agreed.json")
			text, _ := os.ReadFile(file)
			if err := os.WriteFile(file, []byte(forge(string(text))), 0o600); err != nil {
				t.Fatal(err)
			}
			got, begun := places(t, Sealed(ring, dir))
			if !begun || got["c"].URL != "" || got["b"].URL == evil {
				t.Errorf("agreed %v, begun %v", got, begun)
			}
			if _, ok := got["b"]; ok {
				t.Error("the forged record counts")
			}
		})
	}
}

func TestSealOfAnotherKeyringCountsNothing(t *testing.T) {
	dir := t.TempDir()
	agree(t, Sealed(NewMemory(), dir), "a", at("https://one.example.org"))
	got, begun := places(t, Sealed(NewMemory(), dir))
	if begun || len(got) != 0 {
		t.Errorf("agreed %v, begun %v: the seal is another one", got, begun)
	}
}

func TestSealServesSeveralFolders(t *testing.T) {
	ring, one, two := NewMemory(), t.TempDir(), t.TempDir()
	agree(t, Sealed(ring, one), "a", at("https://one.example.org"))
	if got, begun := places(t, Sealed(ring, two)); begun || len(got) != 0 {
		t.Errorf("the second folder has %v, begun %v", got, begun)
	}
	agree(t, Sealed(ring, two), "b", at("https://two.example.org"))
	if got, begun := places(t, Sealed(ring, one)); !begun || len(got) != 1 {
		t.Errorf("the first folder has %v, begun %v", got, begun)
	}
}

func TestSealedWithoutAFolder(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	s := Sealed(NewMemory(), filepath.Join(file, "below"))
	if got, begun := places(t, s); begun || len(got) != 0 {
		t.Errorf("agreed %v, begun %v", got, begun)
	}
	err := s.ChangeAgreed(t.Context(), func(m map[string]profile.Place, _ bool) { m["a"] = at("https://x.example") })
	if !errors.Is(err, ErrUnavailable) {
		t.Errorf("writing gives %v", err)
	}
	if _, err := s.Get(t.Context(), SealID); !errors.Is(err, ErrMissing) {
		t.Errorf("the seal: %v: without records there is none", err)
	}
}

func TestSecretsFileKeepsWhatWasAgreed(t *testing.T) {
	dir := t.TempDir()
	f, _ := secretsFile(dir, "pass")
	agree(t, f, "a", at("https://one.example.org")) // no file: no key could go anywhere
	if _, err := os.Stat(f.Path()); !os.IsNotExist(err) {
		t.Errorf("a file was made: %v", err)
	}
	mustPut(t, f, "k", "secret")
	agree(t, f, "a", at("https://one.example.org"))
	again, _ := secretsFile(dir, "pass")
	if _, ok := again.SeenAgreed(); ok {
		t.Error("it was seen without the passphrase")
	}
	a, err := again.Agreed(t.Context())
	if got, ok := a.Place("a"); err != nil || !a.Begun || !ok || got != at("https://one.example.org") {
		t.Errorf("agreed %v %v, begun %v, %v", got, ok, a.Begun, err)
	}
	mustHave(t, again, "k", "secret")
}
