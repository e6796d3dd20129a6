//go:build !linux

package store

// lockHolder finds who holds the lock on a file, where the system tells.
func lockHolder(string) (pid int, program string) { return 0, "" }
