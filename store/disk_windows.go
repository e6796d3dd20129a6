package store

import (
	"context"
	"errors"
	"os"
	"time"

	"golang.org/x/sys/windows"

	"lanyard/internal/userfile"
)

// replaceFile renames, which replaces the target in one step on NTFS.
func replaceFile(from, to string) error {
	return patiently(func() error { return os.Rename(from, to) })
}

// loadFile reads a file, also one that is just being replaced.
func loadFile(name string) (content []byte, err error) {
	err = patiently(func() error { content, err = userfile.Read(context.Background(), name, maxFile); return err })
	return content, err
}

// patiently tries again for a second: while a virus scanner or another Lanyard has a
// file open or is replacing it, Windows refuses, and that passes.
func patiently(do func() error) error {
	const tries, pause = 50, 20 * time.Millisecond
	for try := 1; ; try++ {
		err := do()
		busy := errors.Is(err, windows.ERROR_SHARING_VIOLATION) || errors.Is(err, windows.ERROR_ACCESS_DENIED)
		if !busy || try == tries {
			return err
		}
		time.Sleep(pause)
	}
}

// syncDir does nothing: Windows has no way to sync a directory, NTFS journals it.
func syncDir(string) error { return nil }
