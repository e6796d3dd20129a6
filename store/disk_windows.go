package store

import (
	"errors"
	"os"
	"time"

	"golang.org/x/sys/windows"
)

// replaceFile renames, which replaces the target in one step on NTFS. While a virus
// scanner or another Lanyard has the target open Windows refuses; that passes.
func replaceFile(from, to string) error {
	const tries, pause = 50, 20 * time.Millisecond
	for try := 1; ; try++ {
		err := os.Rename(from, to)
		busy := errors.Is(err, windows.ERROR_SHARING_VIOLATION) || errors.Is(err, windows.ERROR_ACCESS_DENIED)
		if !busy || try == tries {
			return err
		}
		time.Sleep(pause)
	}
}

// syncDir does nothing: Windows has no way to sync a directory, NTFS journals it.
func syncDir(string) error { return nil }
