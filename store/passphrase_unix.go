//go:build !windows

package store

import (
	"errors"
	"io/fs"
)

// onlyOurs refuses a file that other users can read or change.
func onlyOurs(info fs.FileInfo) error {
	if info.Mode().Perm()&0o077 != 0 {
		return errors.New("others can read it: take that away (chmod 600)")
	}
	return nil
}
