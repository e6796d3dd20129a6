package snippet

import (
	"encoding/json"
	"strconv"
	"strings"
	"unicode"

	"lanyard/internal/shellquote"
)

// quoter writes a text so that one language's reader gives back exactly that text.
type quoter func(string) string

// quoters are the functions that a template may name, by the language they quote for.
func quoters() map[string]quoter {
	return map[string]quoter{
		"sh":    shellquote.Word,
		"py":    strconv.Quote, // Go's escapes are a part of Python's
		"go":    strconv.Quote,
		"js":    quoteJSON,
		"json":  quoteJSON,
		"ps":    quotePowerShell,
		"cmd":   quoteCmd,
		"bat":   quoteBatch,
		"curl":  escapeCurl,
		"text":  commentText,
		"plain": plainText,
		"code":  func(s string) string { return s }, // made of parts that are quoted already
	}
}

// quoteJSON makes a JSON string, which is a JavaScript string as well. The two line
// ends of Unicode are escaped: older JavaScript does not allow them in strings.
func quoteJSON(s string) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if e.Encode(s) != nil { // a string always encodes
		return `""`
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// quotePowerShell makes a verbatim string, in which only the quote itself is doubled.
// PowerShell takes typographic single quotes for quotes as well.
func quotePowerShell(s string) string {
	var b strings.Builder
	b.WriteByte('\'')
	for _, r := range s {
		if strings.ContainsRune("'‘’‚‛", r) {
			b.WriteRune(r)
		}
		b.WriteRune(r)
	}
	b.WriteByte('\'')
	return b.String()
}

// cmdSpecial are the characters that the Windows command line reads as something else.
const cmdSpecial = `^&|<>()"`

// quoteCmd writes a text for a line typed at the Windows command line. Quotes would not
// do: inside them a caret protects nothing, and a quote in the text ends them. So every
// special character gets a caret instead. A percent sign cannot be escaped; a caret
// after it makes sure that it begins no variable's name.
func quoteCmd(s string) string {
	var b strings.Builder
	afterPercent := false
	for _, r := range s {
		if afterPercent || strings.ContainsRune(cmdSpecial, r) {
			b.WriteByte('^')
		}
		b.WriteRune(r)
		afterPercent = r == '%'
	}
	return b.String()
}

// quoteBatch writes a text for a line of a batch file, where a doubled percent sign is
// one, and otherwise as [quoteCmd] does.
func quoteBatch(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '%':
			b.WriteByte('%')
		case strings.ContainsRune(cmdSpecial, r):
			b.WriteByte('^')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// escapeCurl writes a text for between the double quotes of a curl configuration.
func escapeCurl(s string) string {
	return strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s)
}

// commentText makes a text fit for a comment that ends with its line.
func commentText(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD")))
}

// plainText is a comment's text for Windows batch files, whose comments are not safe
// from percent signs, redirections and ampersands.
func plainText(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '%' || r == '"' || r == '!' || strings.ContainsRune(cmdSpecial, r) {
			return '_'
		}
		return r
	}, commentText(s))
}
