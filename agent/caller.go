package agent

import "strconv"

// Caller is the process behind a question, as far as the system tells. It is shown to
// the user and remembered for a while, never trusted: any program of the same user can
// look like any other.
type Caller struct {
	PID      int    // 0: not told
	Program  string // the program that ran lanyard, such as "python3"; "" when not told
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
