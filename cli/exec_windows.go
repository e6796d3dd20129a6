package cli

import "os"

// passedOn are the signals that are held off while a command runs.
func passedOn() []os.Signal { return []os.Signal{os.Interrupt} }

// reachesChild reports whether the console has sent a signal to the command too, which
// it always has.
func reachesChild(os.Signal) bool { return true }

func exitCodeOf(s *os.ProcessState) int { return s.ExitCode() }
