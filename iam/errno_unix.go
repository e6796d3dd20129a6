//go:build !windows

package iam

import "syscall"

// Unix has one number for each, which the errors package's users name directly.
var (
	refusals = []syscall.Errno{syscall.ECONNREFUSED}
	resets   = []syscall.Errno{syscall.ECONNRESET, syscall.ECONNABORTED, syscall.EPIPE}
)
