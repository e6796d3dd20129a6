package profile_test

import (
	"slices"
	"strings"
	"testing"

	"lanyard/internal/profile"
)

const someKey = "u8jzPde0IgxLd6GncfBAepfJBd0Kh8oOOL8dKLzdo_-Q"

func TestTidyKey(t *testing.T) {
	const unseen, blanks = "characters that nobody sees were removed from the API key", "blanks around the API key were cut"
	for _, c := range []struct {
		name, text string
		kind       profile.SecretKind
		want       string
		changes    []string
	}{
		{"good", someKey, profile.APIKey, someKey, nil},
		{"blanks", " \u00a0" + someKey + "\t", profile.APIKey, someKey, []string{blanks}},
		{"zero-width space", someKey[:10] + "\u200b" + someKey[10:], profile.APIKey, someKey, []string{unseen}},
		{"byte-order mark", "\ufeff" + someKey, profile.APIKey, someKey, []string{unseen}},
		{"soft hyphen, direction marks, a selector", "\u202a" + someKey[:4] + "\u00ad" + someKey[4:] + "\ufe0f\u202c", profile.APIKey, someKey, []string{unseen}},
		{"both", " \u2060" + someKey, profile.APIKey, someKey, []string{unseen, blanks}},
		{"a password keeps all", " p\u200bw ", profile.Password, " p\u200bw ", nil},
		{"not UTF-8", " p\xe4 ", profile.APIKey, " p\xe4 ", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, changes := profile.TidyKey(c.text, c.kind)
			if got != c.want || !slices.Equal(changes, c.changes) {
				t.Errorf("got %q, %q", got, changes)
			}
		})
	}
}

func TestCheckKey(t *testing.T) {
	const more, mark = "there is more than the API key", "another mark that no key has"
	for _, c := range []struct {
		name, text string
		kind       profile.SecretKind
		said       string // "": it can be a key
	}{
		{"a key", someKey, profile.APIKey, ""},
		{"a key with a hyphen in front", "-" + someKey[1:], profile.APIKey, ""},
		{"a key of the console", "azE6dXNyX2tleQ==:kEy=abc", profile.APIKey, ""},
		{"padding", "Token1234567890123456789012345678901234567==", profile.APIKey, ""},
		{"nothing", "", profile.APIKey, "empty"},
		{"Latin-1", "p\xe4ss", profile.Password, "not UTF-8"},
		{"what Latin-1 became", "p\ufffdss", profile.Password, "not UTF-8"},
		{"control character", "a\x1bb", profile.Password, "control characters"},
		{"a setting", "apikey=" + someKey, profile.APIKey, more},
		{"a setting of a shell", "WATSONX_APIKEY=" + someKey, profile.APIKey, more},
		{"an exported one", "export WX_KEY=" + someKey, profile.APIKey, more},
		{"PowerShell", "$env:API_KEY='" + someKey[:5], profile.APIKey, more},
		{"YAML", "api_key: " + someKey, profile.APIKey, more},
		{"YAML without a blank", "api_key:" + someKey, profile.APIKey, more},
		{"a header's scheme", "Bearer " + someKey, profile.APIKey, more},
		{"a header", "Authorization: Basic " + someKey, profile.APIKey, more},
		{"JSON", `"apikey":"` + someKey + `"`, profile.APIKey, mark},
		{"typographic quotes", "“" + someKey + "”", profile.APIKey, mark},
		{"a comma", someKey + ",", profile.APIKey, mark},
		{"a password like a setting", "password=x", profile.Password, ""},
		{"a password of several words", "correct horse", profile.Password, ""},
		{"sample", "<api_key>", profile.APIKey, "sample value"},
		{"reference", "op://vault/item/field", profile.Password, "this is a reference"},
		{"filler", "changeme", profile.Password, "this is a filler"},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := profile.CheckKey(c.text, c.kind)
			switch {
			case (err != nil) != (c.said != ""):
				t.Errorf("got %v", err)
			case err != nil && (!strings.Contains(err.Error(), c.said) || c.text != "" && strings.Contains(err.Error(), c.text)):
				t.Errorf("said %q", err)
			}
		})
	}
}
