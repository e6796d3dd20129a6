package harden

import (
	"os"
	"testing"

	"golang.org/x/sys/windows"
)

func TestHarden(t *testing.T) {
	h := Process()
	if !h.NoCoreDumps || !h.NotReadable {
		t.Errorf("%+v", h)
	}
	process, err := windows.OpenProcess(windows.PROCESS_VM_READ, false, uint32(os.Getpid()))
	if err == nil {
		_ = windows.CloseHandle(process)
		t.Error("the memory can be read")
	}
}
