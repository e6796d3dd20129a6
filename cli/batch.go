package cli

import (
	"errors"
	"path"
	"slices"
	"strings"
	"unicode/utf16"
)

// batchLimit is how many characters cmd.exe reads of a line.
const batchLimit = 8191

// isBatch reports whether Windows runs a file by cmd.exe. It looks at the name without
// the dots and blanks at its end, as opening the file does.
func isBatch(file string) bool {
	file = strings.ToLower(strings.TrimRight(file, ". "))
	return slices.Contains([]string{".bat", ".cmd"}, path.Ext(file))
}

// batchLine is the command line by which cmd.exe runs a batch file with arguments that
// stay arguments, whatever is in them. cmd.exe knows no backslash before a quotation
// mark: with the quoting of other programs, "&calc would end the text and start calc.
// Here a quotation mark is doubled, so that each character between the outer ones is
// inside of quotation marks for cmd.exe, where & | < > ^ ( ) mean themselves, also when
// the batch file hands them on with %*. What no quoting helps against is refused: the
// value of a variable is read as if it had been typed. Switches keep cmd.exe's settings
// in the registry out: /d no AutoRun, /v:off no !NAME!.
func batchLine(script string, args []string) (string, error) {
	if strings.ContainsAny(script, "\"%\x00\r\n") {
		return "", errors.New("the name of a batch file cannot have a quotation mark, a percent sign or a line end in it")
	}
	var b strings.Builder
	b.WriteString(`cmd.exe /v:off /d /s /c "`)
	b.WriteString(quoteForBatch(script))
	for _, arg := range args {
		if strings.ContainsAny(arg, "%\x00\r\n") {
			return "", errors.New("an argument for a batch file cannot have a percent sign or a line end in it: cmd.exe would put a variable there, or end the command")
		}
		b.WriteByte(' ')
		if arg == "" || strings.ContainsFunc(arg, special) || strings.HasSuffix(arg, `\`) {
			arg = quoteForBatch(arg)
		}
		b.WriteString(arg)
	}
	b.WriteByte('"')
	if len(utf16.Encode([]rune(b.String()))) > batchLimit {
		return "", errors.New("the arguments are longer than what cmd.exe reads of a line")
	}
	return b.String(), nil
}

// special reports whether cmd.exe, or who reads its arguments, could take a character
// for more than itself. Only what is known to be harmless is not.
func special(r rune) bool {
	harmless := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune(`#$*+-./:?@\_`, r)
	return !harmless
}

// quoteForBatch puts an argument between quotation marks, for cmd.exe and for the
// program that a batch file hands it on to, which halves backslashes before a mark.
// Programs of Microsoft's C library since 2008 read a doubled mark as one; others get
// another text, never another command.
func quoteForBatch(arg string) string {
	var b strings.Builder
	b.WriteByte('"')
	slashes := 0
	for _, r := range arg {
		switch r {
		case '\\':
			slashes++
			b.WriteRune(r)
			continue
		case '"':
			b.WriteString(strings.Repeat(`\`, slashes) + `"`)
		}
		slashes = 0
		b.WriteRune(r)
	}
	b.WriteString(strings.Repeat(`\`, slashes) + `"`)
	return b.String()
}
