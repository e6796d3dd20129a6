package tcppeer

import (
	"errors"
	"unsafe"

	"golang.org/x/sys/windows"
)

// What GetExtendedTcpTable is asked for.
const (
	ownerPIDConnections = 4
	tableTries          = 8 // it may grow between asking for its size and reading it
)

// sameUser finds the process that has the other end, and asks whose it is.
func sameUser(of Ends) error {
	for _, family := range []uint32{windows.AF_INET, windows.AF_INET6} {
		table, err := ownerTable(family)
		if err != nil {
			return err
		}
		pid, err := owner(FromOwnerTable(table, family == windows.AF_INET6), of)
		if err == nil {
			return processIsOurs(pid)
		}
	}
	return ErrUnknown
}

func ownerTable(family uint32) ([]byte, error) {
	call := windows.NewLazySystemDLL("iphlpapi.dll").NewProc("GetExtendedTcpTable")
	table := make([]byte, 64<<10)
	for range tableTries {
		size := uint32(len(table))
		code, _, _ := call.Call(uintptr(unsafe.Pointer(&table[0])), uintptr(unsafe.Pointer(&size)), 0, uintptr(family), ownerPIDConnections, 0)
		switch windows.Errno(code) {
		case 0:
			return table[:min(int(size), len(table))], nil
		case windows.ERROR_INSUFFICIENT_BUFFER:
			table = make([]byte, size+4<<10)
		default:
			return nil, windows.Errno(code)
		}
	}
	return nil, errors.New("the table of connections grows faster than it can be read")
}

// processIsOurs compares a process's user with this one's.
func processIsOurs(pid uint32) error {
	process, err := windows.OpenProcess(windows.PROCESS_QUERY_LIMITED_INFORMATION, false, pid)
	if err != nil {
		return ErrStranger // processes of one's own can be asked
	}
	defer func() { _ = windows.CloseHandle(process) }()
	var token windows.Token
	if err := windows.OpenProcessToken(process, windows.TOKEN_QUERY, &token); err != nil {
		return ErrStranger
	}
	defer func() { _ = token.Close() }()
	theirs, err := token.GetTokenUser()
	if err != nil {
		return err
	}
	ours, err := windows.GetCurrentProcessToken().GetTokenUser()
	if err != nil {
		return err
	}
	if !theirs.User.Sid.Equals(ours.User.Sid) {
		return ErrStranger
	}
	return nil
}
