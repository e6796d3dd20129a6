package profile

import (
	"errors"
	"strings"
)

// maxCodeText is more than any one-time code has, in bytes.
const maxCodeText = 200

// TidyCode takes a one-time code out of what people paste: blanks around it go, and of the
// command that IBM's page offers ("ibmcloud login -u passcode -p CODE") the code is taken.
func TidyCode(text string) (string, error) {
	words := strings.Fields(text)
	for i, w := range words {
		if (w == "-p" || w == "--p") && i+1 < len(words) {
			words = words[i+1 : i+2]
			break
		}
	}
	switch {
	case len(words) == 0:
		return "", errors.New("there is no code")
	case len(words) > 1:
		return "", errors.New("a one-time code is one word: copy it alone")
	case len(words[0]) > maxCodeText:
		return "", errors.New("this is longer than any one-time code")
	case strings.ContainsFunc(words[0], func(r rune) bool { return r < '!' || r > '~' }):
		return "", errors.New("a one-time code has letters and digits alone: copy it once more")
	}
	return strings.Trim(words[0], `"'`), nil
}
