package store

import (
	"io/fs"
	"os"
)

// maxFile is the largest file that is read, in bytes: tens of thousands of profiles.
const maxFile = 24 << 20

// disk is what a save needs of the file system, one method a step, so that a test can
// let each step fail in turn.
type disk interface {
	ReadFile(name string) ([]byte, error)
	Stat(name string) (fs.FileInfo, error)
	Readlink(name string) (string, error) // an error when name is not a symbolic link
	ReadDir(name string) ([]fs.DirEntry, error)
	MkdirAll(name string, perm fs.FileMode) error
	CreateTemp(dir, pattern string) (tempFile, error) // mode 0600
	Rename(from, to string) error                     // replaces what to names
	Remove(name string) error
	SyncDir(name string) error
}

// tempFile is a file being written.
type tempFile interface {
	Name() string
	Write(b []byte) (int, error)
	Sync() error
	Close() error
}

// osDisk is the real file system.
type osDisk struct{}

func (osDisk) ReadFile(name string) ([]byte, error)         { return loadFile(name) }
func (osDisk) Stat(name string) (fs.FileInfo, error)        { return os.Stat(name) }
func (osDisk) Readlink(name string) (string, error)         { return os.Readlink(name) }
func (osDisk) ReadDir(name string) ([]fs.DirEntry, error)   { return os.ReadDir(name) }
func (osDisk) MkdirAll(name string, perm fs.FileMode) error { return os.MkdirAll(name, perm) }
func (osDisk) Rename(from, to string) error                 { return replaceFile(from, to) }
func (osDisk) Remove(name string) error                     { return os.Remove(name) }
func (osDisk) SyncDir(name string) error                    { return syncDir(name) }

func (osDisk) CreateTemp(dir, pattern string) (tempFile, error) {
	f, err := os.CreateTemp(dir, pattern)
	if err != nil {
		return nil, err
	}
	return f, nil
}
