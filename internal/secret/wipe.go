package secret

import (
	"runtime"
	"runtime/debug"
)

// The sizes of what Wipe overwrites, in bytes.
const (
	wipeFrom = 16
	wipeTo   = 32 << 10  // what is larger has memory of its own, which goes back to the system
	wipeEach = 512 << 10 // of each size
)

// Wipe overwrites memory that nothing uses any more, where texts have been, and gives what
// it can back to the system. Go does not clear what it frees, only what it allocates: so
// pieces of every size are allocated, until those that were free are used up. It takes some
// 50 ms, and is no promise: what is still referred to stays.
func Wipe() {
	runtime.GC()
	overwrite()
	debug.FreeOSMemory()
}

func overwrite() {
	var pieces [][]byte
	for size := wipeFrom; size <= wipeTo; size += max(wipeFrom, size/8) {
		for n := 0; n < wipeEach; n += size {
			pieces = append(pieces, make([]byte, size))
		}
	}
	runtime.KeepAlive(pieces) // all at once: a piece must not be had twice
}
