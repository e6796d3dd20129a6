package harden

import "golang.org/x/sys/unix"

// Process switches off core files and refuses debuggers. Call it first of all. Whether
// other programs can read the memory is then up to the system: it asks the user, or
// wants a signed debugger.
func Process() Result {
	var h Result
	h.NoCoreDumps = h.limits.lower()
	h.NotReadable = unix.PtraceDenyAttach() == nil
	return h
}
