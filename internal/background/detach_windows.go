package background

import (
	"syscall"

	"golang.org/x/sys/windows"
)

// detached gives a process no console, so that closing the window of this one does
// not end it.
func detached() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{
		HideWindow:    true,
		CreationFlags: windows.DETACHED_PROCESS | windows.CREATE_NEW_PROCESS_GROUP,
	}
}
