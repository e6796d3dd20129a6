package iam

import (
	"encoding/base64"
	"encoding/hex"
	"net/url"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"lanyard/internal/secret"
)

func TestClean(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"plain", "Provided API key could not be found.", "Provided API key could not be found."},
		{"letters of all scripts", "Ключ не найден 鍵 é", "Ключ не найден 鍵 é"},
		{"white space folds", " a\tb\r\n\u00a0c\u2028d ", "a b c d"},
		{"colours", "\x1b[1;31mred\x1b[0m text", "red text"},
		{"8-bit escapes", "\u009b31mred\u009b0m", "red"},
		{"window title", "\x1b]0;owned\x07after", "after"},
		{"title that never ends", "before\x1b]0;owned", "before"},
		{"hyperlink", "\x1b]8;;http://evil\x1b\\here\x1b]8;;\x1b\\", "here"},
		{"screen reset", "\x1bcgone", "gone"},
		{"charset", "\x1b(0lqk", "lqk"},
		{"bell, backspace, null", "a\ab\bc\x00d", "a b c d"},
		{"direction override", "abc\u202edcba\u2066x\u2069", "abcdcbax"},
		{"zero width", "a\u200bb\ufeffc\u3164d", "abcd"},
		{"tag characters", "a\U000e0041b", "ab"},
		{"bytes that are no text", "a\xff\xfeb", "a\uFFFDb"},
		{"empty", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Clean(tt.text); got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}

func TestCleanCuts(t *testing.T) {
	got := Clean(strings.Repeat("ä", 400))
	if n := utf8.RuneCountInString(got); n != 300 || !strings.HasSuffix(got, "…") {
		t.Errorf("%d characters, ends %q", n, got[len(got)-4:])
	}
	if got := Clean(strings.Repeat("x", 300)); len(got) != 300 || strings.Contains(got, "…") {
		t.Errorf("300 characters were cut: %q", got)
	}
}

func TestCleanHidesSecrets(t *testing.T) {
	const s = "p&ss wörd/+Kx7-qV2_tTzP0aL"
	b := []byte(s)
	echoes := map[string]string{
		"plain":             s,
		"upper case":        strings.ToUpper(s),
		"query":             url.QueryEscape(s),
		"path":              url.PathEscape(s),
		"lower-case escape": strings.ToLower(url.QueryEscape(s)),
		"base64":            base64.StdEncoding.EncodeToString(b),
		"base64 url":        base64.RawURLEncoding.EncodeToString(b),
		"basic":             base64.StdEncoding.EncodeToString([]byte("joe:" + s)),
		"basic, other user": base64.StdEncoding.EncodeToString([]byte("jo:" + s)),
		"basic, third":      base64.StdEncoding.EncodeToString([]byte("j:" + s)),
		"within JSON":       base64.StdEncoding.EncodeToString([]byte(`{"apikey":"` + s + `"}`)),
		"hex":               hex.EncodeToString(b),
		"hex, upper":        strings.ToUpper(hex.EncodeToString(b)),
		"with escapes":      s[:9] + "\x1b[0m\u200b" + s[9:],
		"its beginning":     s[:16],
		"its end":           s[14:],
		"twice":             s + "," + s,
	}
	for name, echo := range echoes {
		t.Run(name, func(t *testing.T) {
			got := Clean("the key '"+echo+"' is not known", secret.New(s))
			if !strings.Contains(got, "[secret]") {
				t.Errorf("nothing hidden in %q", got)
			}
			for i := 0; i+12 <= len(s); i++ {
				if part := strings.ToLower(s[i : i+12]); strings.Contains(strings.ToLower(got), part) {
					t.Fatalf("%q still holds %q", got, part)
				}
			}
			raw := base64.RawStdEncoding.EncodeToString(b)
			if strings.Contains(got, raw[4:len(raw)-4]) {
				t.Errorf("%q still holds the secret in base64", got)
			}
			if !strings.HasPrefix(got, "the key '") {
				t.Errorf("the words around it are gone: %q", got)
			}
		})
	}
}

// TestCleanHidesAShortSecretInEveryForm: one that is too short for its parts to be known is
// still found in each way in which a server may write it.
func TestCleanHidesAShortSecretInEveryForm(t *testing.T) {
	for _, c := range []struct{ name, secret, echo, want string }{
		{"four bytes", "w0rd", "w0rd", "[secret]"},
		{"ASCII in capitals", "w0rd", "W0RD", "[secret]"},
		{"capitals of other scripts", "p\u00e4ss", "P\u00c4SS", "[secret]"},
		{"small letters of other scripts", "P\u00c4SS", "p\u00e4ss", "[secret]"},
		{"query", "a b/c", "a+b%2Fc", "[secret]"},
		{"path", "a b/c", "a%20b%2Fc", "[secret]"},
		{"escapes in small letters", "a b/c", "a+b%2fc", "[secret]"},
		{"folded white space", "a \t b/c", "a \t b/c", "[secret]"},
		{"hexadecimal", "k>?~w>", "6b3e3f7e773e", "[secret]"},
		{"hexadecimal in capitals", "k>?~w>", "6B3E3F7E773E", "[secret]"},
		{"base64", "k>?~w>", "az4/fnc+", "[secret]"},
		{"base64 for addresses", "k>?~w>", "az4_fnc-", "[secret]"},
		{"base64 behind one byte", "k>?~w>", "ams+P353Pg==", "ams+[secret]g=="},
		{"base64 for addresses behind one byte", "k>?~w>", "ams-P353Pg==", "ams-[secret]g=="},
		{"base64 behind two bytes", "k>?~w>", "am9rPj9+dz4=", "am9r[secret]4="},
		{"base64 for addresses behind two bytes", "k>?~w>", "am9rPj9-dz4=", "am9r[secret]4="},
		{"base64 behind three bytes", "k>?~w>", "am9laz4/fnc+", "am9l[secret]"},
		{"in the middle", "w0rd", "xw0rdx", "x[secret]x"},
		{"another word", "w0rd", "word", "word"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Clean("no '"+c.echo+"' here", secret.New(c.secret)); got != "no '"+c.want+"' here" {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

// TestCleanHidesPartsOfEncodings: what a server cuts of an encoded secret is hidden, too.
func TestCleanHidesPartsOfEncodings(t *testing.T) {
	const s = "Kx7-qV2_tTzP0aLmW9yBcD3e"
	for name, echo := range map[string]string{
		"base64":      base64.StdEncoding.EncodeToString([]byte(s))[:20],
		"hexadecimal": hex.EncodeToString([]byte(s))[:20],
		"capitals":    strings.ToUpper(s)[:14],
	} {
		if got := Clean("no '"+echo+"' here", secret.New(s)); got != "no '[secret]' here" {
			t.Errorf("%s: %q", name, got)
		}
	}
}

// TestCleanTakesFillersOut: characters that draw nothing though they count as letters or
// marks. Their neighbours, which draw, stay.
func TestCleanTakesFillersOut(t *testing.T) {
	for _, r := range []rune{0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFFA0, 0xFE00, 0xFE07, 0xFE0F, 0xE0100, 0xE0150, 0xE01EF} {
		if got := Clean("a" + string(r) + "b"); got != "ab" {
			t.Errorf("U+%04X: %q", r, got)
		}
	}
	for _, r := range []rune{0x0350, 0x115E, 0x1161, 0x17B3, 0x17B6, 0x3163, 0x3165, 0xFFA1, 0xFE10} {
		if want := "a" + string(r) + "b"; Clean(want) != want {
			t.Errorf("U+%04X is taken out", r)
		}
	}
}

func TestCleanHidesShortSecrets(t *testing.T) {
	if got := Clean("wrong password: abc", secret.New("abc")); got != "[secret]" { // what stands around it would tell too much
		t.Errorf("%q", got)
	}
	if got := Clean("wrong password", secret.New("abc")); got != "wrong password" {
		t.Errorf("%q", got)
	}
	if got := Clean("unchanged", secret.Text{}); got != "unchanged" {
		t.Errorf("%q", got)
	}
}

// FuzzClean: no text gets through that drives a terminal, is too long or holds the
// secret.
func FuzzClean(f *testing.F) {
	f.Add("Provided API key \x1b[31m"+testKey+"\x1b[0m", testKey)
	f.Add("\u202e\x9b\x1b]0;x\x07", "abc")
	f.Fuzz(func(t *testing.T, text, s string) {
		got := Clean(text, secret.New(s))
		if utf8.RuneCountInString(got) > 300 || !utf8.ValidString(got) {
			t.Fatalf("%d characters, valid %v", utf8.RuneCountInString(got), utf8.ValidString(got))
		}
		if strings.ContainsFunc(got, func(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) }) {
			t.Fatalf("%q", got)
		}
		if len(s) >= 4 && !strings.Contains("[secret]", s) && strings.Contains(got, s) && !strings.Contains(s, "[secret]") && s == plain(s) {
			t.Fatalf("%q holds %q", got, s)
		}
	})
}
