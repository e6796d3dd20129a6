package iam

import (
	"syscall"

	"golang.org/x/sys/windows"
)

// Windows sockets have numbers of their own; syscall's Unix names never match them.
var (
	refusals = []syscall.Errno{windows.WSAECONNREFUSED}
	resets   = []syscall.Errno{windows.WSAECONNRESET, windows.WSAECONNABORTED}
)
