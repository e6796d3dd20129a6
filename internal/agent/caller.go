package agent

import (
	"path/filepath"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Caller is the process behind a question, as far as the system tells. It is shown to
// the user and remembered for a while, never trusted: any program of the same user can
// look like any other.
type Caller struct {
	PID      int    // 0: not told
	Program  string // the program that ran lanyard, such as "python3", fit to be shown; "" when not told
	Process  string // which process that is, by its id and start; "" when not told
	Terminal string // the terminal or session it runs in; "" when not told
	Command  string // what lanyard was told to do, such as "lanyard token prod", fit to be shown; "" when not told, or another program asks
}

// Session names what a decision of the user is remembered for: the terminal, else the
// process. It is "" for a caller that cannot be told from another one; for it nothing is
// remembered. A program's name alone is no reason: every script of one language has the
// same.
func (c Caller) Session() string {
	switch {
	case c.Terminal != "":
		return "terminal " + c.Terminal
	case c.Process != "":
		return "process " + c.Process
	}
	return ""
}

// maxCommand is how many characters of a command line are shown.
const maxCommand = 100

// commandLine makes of the arguments of a lanyard command what can be shown. What
// exec runs may have secrets among its arguments, so of that only the program is named.
func commandLine(args []string) string {
	if len(args) == 0 {
		return ""
	}
	shown := []string{"lanyard"}
	for i, arg := range args[1:] {
		if arg == "--" && i+2 < len(args) {
			if shown = append(shown, arg, quoted(filepath.Base(args[i+2]))); i+3 < len(args) {
				shown = append(shown, "…")
			}
			break
		}
		shown = append(shown, quoted(arg))
	}
	line := []rune(strings.Join(shown, " "))
	if len(line) > maxCommand {
		line = append(line[:maxCommand-1], '…')
	}
	return string(line)
}

// quoted is an argument as a shell would take it, with what cannot be printed left out.
func quoted(arg string) string {
	arg = printable(arg)
	if arg == "" || strings.ContainsAny(arg, " \"'`$&|;<>(){}[]~*?#!\\") {
		return "'" + strings.ReplaceAll(arg, "'", `'\''`) + "'"
	}
	return arg
}

// printable leaves of a text that a program chooses itself what can be printed.
func printable(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) || r == utf8.RuneError {
			return -1
		}
		return r
	}, s))
}

// TerminalName is the terminal as its user may know it, such as "pts/2"; "" when there is
// none or its number means nothing.
func (c Caller) TerminalName() string {
	number, _, _ := strings.Cut(c.Terminal, "/")
	n, err := strconv.Atoi(number)
	if err != nil || n <= 0 {
		return ""
	}
	// As Linux numbers devices: the major number's bits stand between the minor's.
	major, minor := n>>8&0xfff, n&0xff|n>>12&0xfff00
	switch {
	case major == 4 && minor < 64:
		return "tty" + strconv.Itoa(minor)
	case major >= 136 && major < 144:
		return "pts/" + strconv.Itoa((major-136)<<8+minor)
	}
	return ""
}
