//go:build !windows

package store

import (
	"context"
	"errors"
	"os"
	"syscall"

	"lanyard/internal/userfile"
)

// replaceFile renames; on Unix that replaces the target in one step.
func replaceFile(from, to string) error { return os.Rename(from, to) }

func loadFile(name string) ([]byte, error) {
	return userfile.Read(context.Background(), name, maxFile)
}

// syncDir makes a rename in the directory last over a power cut. File systems that
// cannot sync a directory say so with EINVAL or ENOTSUP, which is no failure of ours.
func syncDir(name string) error {
	d, err := os.Open(name)
	if err != nil {
		return err
	}
	err = d.Sync()
	if errors.Is(err, syscall.EINVAL) || errors.Is(err, syscall.ENOTSUP) {
		err = nil
	}
	return errors.Join(err, d.Close())
}
