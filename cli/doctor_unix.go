//go:build !windows

package cli

import (
	"fmt"
	"io/fs"
	"os"
	"syscall"

	"golang.org/x/sys/unix"

	"lanyard/internal/shellquote"
)

// folderRights judges who may do what in the folder of the profiles.
func folderRights(d diagnosis, dir string, info fs.FileInfo) diagnosis {
	owner, known := info.Sys().(*syscall.Stat_t)
	mode := info.Mode().Perm()
	switch {
	case known && int(owner.Uid) != os.Getuid():
		d.Status, d.Detail, d.Hint = attention, dir+" belongs to another user.", "Name a folder of your own with --config-dir, or have it given to you."
	case mode&0o022 != 0:
		d.Status, d.Detail = attention, fmt.Sprintf("%s can be changed by others (mode %o): they could put other profiles there.", dir, mode)
		d.Hint = "chmod 700 " + shellquote.Word(dir)
	case unix.Access(dir, unix.W_OK) != nil:
		d.Status, d.Detail, d.Hint = attention, dir+" cannot be written to.", "Give yourself the right, or name another folder with --config-dir."
	case mode&0o055 != 0:
		d.Status, d.Detail = worthNote, fmt.Sprintf("%s can be looked into by others (mode %o); its files are for you alone.", dir, mode)
	}
	return d
}

// othersRead reports whether other users can read a file.
func othersRead(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().Perm()&0o077 != 0
}
