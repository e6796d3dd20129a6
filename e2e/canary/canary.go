// Package canary looks for secrets where they do not belong: tests send secrets that
// occur nowhere else through the program, and search for them afterwards, in the forms
// that programs give to what they carry.
package canary

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// Canary is a secret, or a kind of secrets, by all its forms.
type Canary struct {
	Name  string
	forms map[string]string
	shape *regexp.Regexp // instead of forms
}

// New is one secret. It has at least ten characters: shorter ones would be found by
// chance.
func New(name, secret string) Canary { return Canary{Name: name, forms: forms(secret)} }

// Tokens are all bearer tokens, by their shape.
func Tokens() Canary {
	return Canary{Name: "a token", shape: regexp.MustCompile(`eyJ[\w-]{10,}\.eyJ[\w-]{10,}`)}
}

// Sessions are the refresh tokens and ids of sessions that the simulator gives, by their
// shapes.
func Sessions() []Canary {
	return []Canary{
		{Name: "a refresh token", shape: regexp.MustCompile(`(^|[^\w.-])OK[\w-]{200,}`)},
		{Name: "a session's id", shape: regexp.MustCompile(`C-[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-`)},
	}
}

// forms gives a secret in the forms in which it could be written down.
func forms(s string) map[string]string {
	reversed := []rune(s)
	slices.Reverse(reversed)
	quoted, _ := json.Marshal(s)
	all := map[string]string{
		"plain": s, "reversed": string(reversed), "URL-encoded": url.QueryEscape(s), "URL-encoded in a path": url.PathEscape(s),
		"in JSON": strings.Trim(string(quoted), `"`), "hexadecimal": hex.EncodeToString([]byte(s)), "upper-case hexadecimal": strings.ToUpper(hex.EncodeToString([]byte(s))),
	}
	// In base64 a text looks different by what stands before it: there are three ways,
	// of which the first and last characters depend on the neighbours.
	for shift := range 3 {
		for name, enc := range map[string]*base64.Encoding{"base64": base64.RawStdEncoding, "URL-safe base64": base64.RawURLEncoding} {
			text := enc.EncodeToString([]byte(strings.Repeat("x", shift) + s + "xxx"))
			all[name+", after "+string(rune('0'+shift))] = text[4 : len(text)-8]
		}
	}
	return all
}

// Echoes gives a secret as a server may repeat it.
func Echoes(s string) []string {
	return []string{
		s, url.QueryEscape(s), hex.EncodeToString([]byte(s)), strings.ToUpper(s), s[:20], base64.StdEncoding.EncodeToString([]byte(s)),
		base64.StdEncoding.EncodeToString([]byte("joe:" + s)), base64.RawURLEncoding.EncodeToString([]byte(`{"key":"` + s + `"}`)),
	}
}

// In says in which form a text has the secret, "" when it hasn't.
func (c Canary) In(text string) string {
	if c.shape != nil {
		if c.shape.MatchString(text) {
			return "by its shape"
		}
		return ""
	}
	for name, form := range c.forms {
		if strings.Contains(text, form) {
			return name
		}
	}
	return ""
}

// Search says which of some secrets a text has, and in which form.
func Search(all []Canary, text string) []string {
	var hits []string
	for _, c := range all {
		if form := c.In(text); form != "" {
			hits = append(hits, c.Name+" ("+form+")")
		}
	}
	return hits
}

// Files searches all regular files below some folders, their paths included. It gives
// what was found and how many files it looked into.
func Files(all []Canary, roots ...string) (hits []string, files int, err error) {
	for _, root := range roots {
		err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || !entry.Type().IsRegular() {
				return err
			}
			text, err := os.ReadFile(path)
			files++
			for _, hit := range Search(all, path+"\n"+string(text)) {
				hits = append(hits, hit+" is in "+path)
			}
			return err
		})
		if err != nil {
			return hits, files, err
		}
	}
	return hits, files, nil
}
