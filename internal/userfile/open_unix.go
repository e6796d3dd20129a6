//go:build !windows

package userfile

import (
	"os"
	"strings"
	"syscall"
)

// open opens without waiting for somebody at the other end, should what has the name be
// a pipe by now.
func open(name string) (*os.File, error) {
	if handedOver(name) { // its other end has whatever the shell put there, and may take time
		return os.Open(name)
	}
	return os.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK|syscall.O_NOCTTY, 0)
}

// handedOver reports whether a name stands for a descriptor that this process was
// started with.
func handedOver(name string) bool {
	return name == "/dev/stdin" || strings.HasPrefix(name, "/dev/fd/") || strings.HasPrefix(name, "/proc/self/fd/")
}
