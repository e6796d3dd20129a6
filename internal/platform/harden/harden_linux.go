package harden

import (
	"golang.org/x/sys/unix"
)

// Process switches off core files and makes the process not dumpable: no core goes to a
// crash collector either, and other processes of the same user can neither attach to
// it nor read its memory, environment or open files. Call it first of all.
//
// The limit on core files is lowered, not nailed down, so that programs which Lanyard
// starts for the user can have theirs back: see [Result.OwnLimits]. They are
// dumpable as usual.
//
// A process that is not dumpable is refused by the desktop portal (which means no
// system proxy and no file dialog); see portal.Introduce for the way round it.
func Process() Result {
	h := Result{Portal: true}
	h.NoCoreDumps = h.limits.lower()
	h.NotReadable = unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0) == nil
	return h
}

// Closed reports whether the process is closed to other processes of the same user.
func Closed() bool {
	dumpable, err := unix.PrctlRetInt(unix.PR_GET_DUMPABLE, 0, 0, 0, 0)
	return err == nil && dumpable != 1
}

// Open opens a closed process until shut is called.
func Open() (shut func()) {
	_ = unix.Prctl(unix.PR_SET_DUMPABLE, 1, 0, 0, 0)
	return func() { _ = unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0) }
}
