package credimport_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"lanyard/internal/credimport"
	"lanyard/internal/profile"
)

// FuzzRead looks for inputs that panic, that are read without end, or whose secrets
// show up where they can be seen.
func FuzzRead(f *testing.F) {
	files, err := filepath.Glob("testdata/import/*.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		a, err := txtar.ParseFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(strings.TrimPrefix(a.Files[0].Name, "-"), a.Files[0].Data)
	}
	f.Fuzz(func(t *testing.T, source string, input []byte) {
		found, err := credimport.Read(t.Context(), input, credimport.Options{Source: source})
		if (err == nil) == (len(found) == 0) {
			t.Fatalf("%d finds and the error %v", len(found), err)
		}
		checkFinds(t, found)
	})
}

// checkFinds holds finds to what every one of them promises.
func checkFinds(t *testing.T, found []credimport.Found) {
	t.Helper()
	names := map[string]bool{}
	for _, f := range found {
		lower := strings.ToLower(f.Profile.Name)
		if names[lower] {
			t.Errorf("the name %q is there twice", f.Profile.Name)
		}
		names[lower] = true
		if f.Format != "share" && profile.CheckName(f.Profile.Name) != nil {
			t.Errorf("the name %q is not allowed", f.Profile.Name)
		}
		if f.Line < 1 || f.Column < 1 || f.Why == "" || f.Format == "" {
			t.Errorf("incomplete: %q at %d:%d, %q", f.Format, f.Line, f.Column, f.Why)
		}
		if f.Secret.Empty() == (len(f.Missing) == 0) {
			if err := profile.Check(f.Profile); (err == nil) != (len(f.Missing) == 0) && !f.Secret.Empty() {
				t.Errorf("missing %q, but the check says %v", f.Missing, err)
			}
		}
		if !f.Token.Empty() && f.HasSecret() {
			t.Error("a token and a key at once")
		}
		for _, s := range []string{f.Secret.Reveal(), f.Token.Reveal()} {
			showsNoSecret(t, f, s)
		}
		for _, a := range f.Alternatives {
			showsNoSecret(t, f, a.Secret.Reveal())
		}
	}
}

// showsNoSecret looks for a secret in the words of a find. One that is short, or
// nothing but a word, or a part of the profile itself, is in there by chance.
func showsNoSecret(t *testing.T, f credimport.Found, s string) {
	t.Helper()
	const shortest = 12
	p := f.Profile
	if len(s) < shortest || !strings.ContainsAny(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") || !strings.ContainsAny(s, "0123456789") || strings.Contains(p.Username+" "+p.URL+" "+p.SpaceID+" "+p.ProjectID+" "+p.AccountID+" "+p.AuthURL, s) {
		return
	}
	words := append([]string{f.Why, f.Format, p.Name}, f.Notes...)
	words = append(append(words, f.Cleaned...), f.Missing...)
	for _, w := range words {
		if strings.Contains(w, s) {
			t.Errorf("a secret is in %q", w)
		}
	}
}
