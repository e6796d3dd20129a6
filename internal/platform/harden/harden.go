// Package harden closes the process to other programs of the same user, and keeps its
// memory out of the files that a crash leaves, as far as the system allows.
package harden

// Result is what [Process] could do against other programs of the same user, and
// against secrets in files that a crash leaves. None of it stops root.
type Result struct {
	NoCoreDumps bool // a crash writes no memory to a file
	NotReadable bool // other programs of the same user can neither read the memory nor attach a debugger
	Portal      bool // the desktop portal may look in for a moment when it asks who calls it; Linux

	limits coreLimit
}

// Words tells people in full sentences.
func (h Result) Words() string {
	dumps := "A crash leaves no copy of Lanyard's memory."
	if !h.NoCoreDumps {
		dumps = "A crash may leave a copy of Lanyard's memory: this system does not let a program prevent it."
	}
	read := "Other programs of yours can read Lanyard's memory: this system does not let a program prevent it."
	switch {
	case h.NotReadable && h.Portal:
		read = "Other programs of yours cannot read Lanyard's memory, except for the moment in which the desktop's portal finds out who asks it for settings or a file dialog."
	case h.NotReadable:
		read = "Other programs of yours cannot read Lanyard's memory."
	}
	return dumps + " " + read
}
