package harden

import "golang.org/x/sys/windows"

// ownRights is the process's list of rights: whoever runs it may wait for it, ask what
// it is, end it and read this list (SYNCHRONIZE, READ_CONTROL,
// PROCESS_QUERY_LIMITED_INFORMATION, PROCESS_TERMINATE), and nothing else. The entry
// for the owner's rights takes away that an owner may rewrite the list. The system
// itself may do everything.
const ownRights = "D:P(A;;0x121001;;;OW)(A;;GA;;;SY)"

// noHeap keeps the memory of a crashed process out of Windows' error reports
// (WER_FAULT_REPORTING_FLAG_NOHEAP).
const noHeap = 1

// Process keeps the memory out of Windows' crash reports and takes from other processes
// of the same user the right to read it. Call it first of all. An administrator's
// debugger still can.
func Process() Result {
	return Result{NoCoreDumps: keepHeapOut(), NotReadable: restrict() == nil}
}

func keepHeapOut() bool {
	set := windows.NewLazySystemDLL("kernel32.dll").NewProc("WerSetFlags")
	if set.Find() != nil {
		return false
	}
	result, _, _ := set.Call(noHeap)
	return result == 0 // an HRESULT
}

func restrict() error {
	sd, err := windows.SecurityDescriptorFromString(ownRights)
	if err != nil {
		return err
	}
	list, _, err := sd.DACL()
	if err != nil {
		return err
	}
	return windows.SetSecurityInfo(windows.CurrentProcess(), windows.SE_KERNEL_OBJECT,
		windows.DACL_SECURITY_INFORMATION|windows.PROTECTED_DACL_SECURITY_INFORMATION, nil, nil, list, nil)
}
