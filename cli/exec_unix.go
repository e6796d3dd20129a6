//go:build unix

package cli

import (
	"os"
	"os/exec"
	"syscall"

	"golang.org/x/sys/unix"
)

// childOf is a command as it is typed, run from path.
func childOf(path string, command []string) (*exec.Cmd, error) {
	child := exec.Command(path, command[1:]...) //nolint:noctx // it ends by itself or by the signals that are passed on
	child.Args[0] = command[0]
	return child, nil
}

// passedOn are the signals that a command gets when Lanyard gets them.
func passedOn() []os.Signal {
	return []os.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT, syscall.SIGUSR1, syscall.SIGUSR2}
}

// reachesChild reports whether a signal comes from the terminal's keys, which send it to
// the command as well: passing it on would make it two.
func reachesChild(s os.Signal) bool {
	return (s == syscall.SIGINT || s == syscall.SIGQUIT) && inForeground()
}

// inForeground reports whether this process belongs to the group that the keys of its
// terminal reach.
func inForeground() bool {
	tty, err := os.Open("/dev/tty")
	if err != nil {
		return false
	}
	defer func() { _ = tty.Close() }()
	group, err := unix.IoctlGetInt(int(tty.Fd()), unix.TIOCGPGRP)
	return err == nil && group == unix.Getpgrp()
}

// exitCodeOf is a command's exit code; one that a signal ended has none, and gets what
// shells say of it.
func exitCodeOf(s *os.ProcessState) int {
	if w, ok := s.Sys().(syscall.WaitStatus); ok && w.Signaled() {
		return exitSignal + int(w.Signal())
	}
	return s.ExitCode()
}
