package iam

import (
	"encoding/base64"
	"encoding/hex"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"lanyard/internal/secret"
)

// The limits of texts that come from outside.
const (
	maxMessage = 300     // characters of a message shown to people, as the command line promises
	maxCode    = 80      // characters of a code or a request id
	maxRaw     = 8 << 10 // bytes looked at; anything beyond is dropped first
	minWhole   = 4       // bytes: a shorter secret in a text drops the whole text
	minPart    = 12      // bytes: a run of a secret, or of one of its encodings, of this length is hidden too
	minCore    = 5       // characters of base64 that depend on the secret alone
)

// hiddenMark stands where a secret stood.
const hiddenMark = "[secret]"

// Clean makes a text from outside fit for a window or a terminal: no control
// characters, no terminal escapes, no invisible or direction-changing characters,
// white space folded, at most 300 characters. The secrets, where they occur in it
// (plain, URL-encoded, base64, hexadecimal, or a long part of them), are replaced.
func Clean(text string, hide ...secret.Text) string { return cleanTo(maxMessage, text, hide) }

func cleanTo(limit int, text string, hide []secret.Text) string {
	if len(text) > maxRaw {
		text = text[:maxRaw]
	}
	text = plain(text)
	for _, s := range hide {
		text = hideIn(text, s.Reveal())
	}
	return cut(text, limit)
}

// escapes are the sequences that drive terminals: CSI, OSC and its relatives (ended
// by BEL or ST, or never), and two-character ones; in their 7-bit and 8-bit forms. They
// are compiled at their first use, which is at a text that may hold one.
var escapes = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?:\x1b\[|\x{9b})[0-?]*[ -/]*[@-~]?` +
		`|(?:\x1b[\]PX^_]|[\x{90}\x{98}\x{9d}-\x{9f}])[^\x07\x1b\x{9c}]*(?:\x07|\x1b\\|\x{9c})?` +
		`|\x1b[ -/]*[0-~]?`)
})

// plain drops what is not text and folds white space into single blanks.
func plain(text string) string {
	text = strings.ToValidUTF8(text, "\uFFFD")
	if strings.ContainsFunc(text, func(r rune) bool { return r == 0x1b || r >= 0x80 && r < 0xa0 }) {
		text = escapes().ReplaceAllString(text, " ")
	}
	text = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r), unicode.IsControl(r):
			return ' '
		case unicode.In(r, unicode.Cf, unicode.Co, unicode.Cs, unicode.Zl, unicode.Zp), isFiller(r):
			return -1
		}
		return r
	}, text)
	return strings.Join(strings.Fields(text), " ")
}

// isFiller tells characters that draw nothing though they count as letters or marks.
func isFiller(r rune) bool {
	switch r {
	case 0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFFA0:
		return true
	}
	return r >= 0xFE00 && r <= 0xFE0F || r >= 0xE0100 && r <= 0xE01EF
}

// hideIn replaces a secret, its usual encodings and long parts of them. Letters match
// in either case: a server may well fold what it echoes.
func hideIn(text, s string) string {
	if s == "" {
		return text
	}
	if len(s) < minWhole {
		if strings.Contains(text, s) {
			return hiddenMark
		}
		return text
	}
	all := forms(s)
	for _, form := range all {
		text = replaceFold(text, form)
	}
	for _, form := range all {
		text = hideParts(text, form)
	}
	return text
}

// forms lists how a secret may come back, the longest first.
func forms(s string) []string {
	out := []string{
		url.QueryEscape(s), url.PathEscape(s), s, plain(s), strings.ToUpper(s), strings.ToLower(s),
		hex.EncodeToString([]byte(s)),
	}
	for shift := range 3 {
		out = append(out, base64Core(s, shift, base64.RawStdEncoding), base64Core(s, shift, base64.RawURLEncoding))
	}
	kept := out[:0]
	for _, f := range out {
		if len(f) >= minWhole {
			kept = append(kept, f)
		}
	}
	return kept
}

// base64Core gives the part of an encoded text that depends on s alone when shift
// bytes (modulo three) stand before it, as the user name does in HTTP Basic.
func base64Core(s string, shift int, enc *base64.Encoding) string {
	const first = 4 // characters that the bytes before take part in
	e := enc.EncodeToString(append(make([]byte, shift), s...))
	from, to := 0, len(e)
	if shift > 0 {
		from = first
	}
	if (shift+len(s))%3 != 0 {
		to-- // takes part in what follows
	}
	if to-from < minCore {
		return "" // too little to tell from chance
	}
	return e[from:to]
}

// replaceFold replaces every occurrence of old, ignoring the case of ASCII letters.
func replaceFold(text, old string) string {
	lower, want := asciiLower(text), asciiLower(old)
	var b strings.Builder
	for {
		i := strings.Index(lower, want)
		if i < 0 {
			b.WriteString(text)
			return b.String()
		}
		b.WriteString(text[:i])
		b.WriteString(hiddenMark)
		text, lower = text[i+len(old):], lower[i+len(old):]
	}
}

// asciiLower keeps the length in bytes, which strings.ToLower does not promise.
func asciiLower(s string) string {
	b := []byte(s)
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}

// hideParts replaces runs of at least minPart bytes that the text shares with the
// secret: servers and proxies quote beginnings, or cut what they quote.
func hideParts(text, s string) string {
	if len(s) <= minPart {
		return text
	}
	var b strings.Builder
	for i := 0; i < len(text); {
		n := 0
		if i+minPart <= len(text) && strings.Contains(s, text[i:i+minPart]) {
			n = minPart
			for i+n < len(text) && strings.Contains(s, text[i:i+n+1]) {
				n++
			}
		}
		if n == 0 {
			b.WriteByte(text[i])
			i++
			continue
		}
		b.WriteString(hiddenMark)
		i += n
	}
	return strings.ToValidUTF8(b.String(), "")
}

// cut shortens a text to a number of characters, the last being an ellipsis.
func cut(text string, limit int) string {
	if utf8.RuneCountInString(text) <= limit {
		return text
	}
	r := []rune(text)
	return strings.TrimRight(string(r[:limit-1]), " ") + "…"
}
