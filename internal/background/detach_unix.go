//go:build unix

package background

import "syscall"

// detached makes a process the leader of a session of its own, so that closing the
// terminal does not end it.
func detached() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setsid: true} }
