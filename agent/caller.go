package agent

import (
	"strconv"
	"strings"
)

// Caller is the process behind a question, as far as the system tells. It is shown to
// the user and remembered for a while, never trusted: any program of the same user can
// look like any other.
type Caller struct {
	PID      int    // 0: not told
	Program  string // the program that ran lanyard, such as "python3", fit to be shown; "" when not told
	Terminal string // the terminal or session it runs in; "" when not told
}

// Session names what a decision of the user is remembered for: the terminal, else the
// program.
func (c Caller) Session() string {
	switch {
	case c.Terminal != "":
		return "terminal " + c.Terminal
	case c.Program != "":
		return "program " + c.Program
	}
	return "process " + strconv.Itoa(c.PID)
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
