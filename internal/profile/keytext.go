package profile

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// TidyKey brings a key as people type or paste it into the form in which it is stored,
// and says what was changed. API keys are made of characters that need no care, so
// blanks around one and characters that nobody sees came along by accident. A password
// may have anything in it and stays as it is. Call it before [CheckKey].
func TidyKey(text string, kind SecretKind) (key string, changes []string) {
	if kind != APIKey || !utf8.ValidString(text) {
		return text, nil
	}
	key = strings.Map(func(r rune) rune {
		if unicode.In(r, unicode.Cf, unicode.Variation_Selector) {
			return -1
		}
		return r
	}, text)
	if key != text {
		changes = append(changes, "characters that nobody sees were removed from the API key")
	}
	if cut := strings.TrimSpace(key); cut != key {
		key, changes = cut, append(changes, "blanks around the API key were cut")
	}
	return key, changes
}

// What stands around an API key where it was copied with more than itself: a setting's
// name, the scheme of a header. Keys of the SaaS console have colons of their own.
var (
	setting    = lazily(`(?i)^[\w.$:{}"'-]*(key|token|secret|pass(word|wd)?|pwd|credentials?|authorization)[\w}"']*(=|:=?)[^=]`)
	consoleKey = "azE6"
)

// CheckKey says what keeps a text from being a key, in words that hold nothing of it;
// nil when it can be one.
func CheckKey(text string, kind SecretKind) error {
	switch {
	case text == "":
		return errors.New("the key is empty")
	case !utf8.ValidString(text) || strings.ContainsRune(text, utf8.RuneError):
		return errors.New("the key is not UTF-8 text")
	case strings.IndexFunc(text, unicode.IsControl) >= 0:
		return errors.New("the key has control characters in it")
	}
	switch s := Placeholder(text); s {
	case NoStandIn:
	case Sample:
		return errors.New("this is a sample value from a document, not a key")
	default:
		return fmt.Errorf("this is a %s, not a key", s)
	}
	if kind != APIKey {
		return nil
	}
	first, _ := utf8.DecodeRuneInString(text)
	last, _ := utf8.DecodeLastRuneInString(text)
	switch {
	case strings.ContainsAny(string([]rune{first, last}), "{}\"'`“”‘’„‚«»,;<>"):
		return errors.New("the API key begins or ends with a quote or a brace, or another mark that no key has")
	case strings.IndexFunc(text, unicode.IsSpace) >= 0, !strings.HasPrefix(text, consoleKey) && setting().MatchString(text):
		return errors.New("there is more than the API key in it: the name of a setting, or a word in front of the key")
	}
	return nil
}

// TrimKey takes off a pasted key what is not part of it. A password may begin or end with
// anything but a line's end.
func TrimKey(kind SecretKind, text string) string {
	if kind == Password {
		return strings.TrimRight(text, "\r\n")
	}
	return strings.Trim(text, " \t\r\n\"'`“”‘’,;")
}
