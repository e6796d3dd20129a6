// Package userfile reads the files that people name: settings, keys' passphrases,
// certificates, files to import. A name can lead to anything, so it waits for nothing,
// reads no more than it was told, and takes files alone. It knows, too, how text stands
// in such files.
package userfile

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"time"
)

// patience is how long a file may take to open and read: a drive that doesn't answer
// must not hold anybody up.
const patience = 4 * time.Second

// Why something is not read. Each is the cause in a [*fs.PathError].
var (
	ErrFolder  = errors.New("it is a folder, not a file")
	ErrPipe    = errors.New("it is a named pipe, not a file")
	ErrSocket  = errors.New("it is a socket, not a file")
	ErrDevice  = errors.New("it is a device, not a file")
	ErrSpecial = errors.New("it is not an ordinary file")
	ErrSlow    = fmt.Errorf("the drive did not give it within %v", patience)
)

// TooLargeError says that a file has more than it may have. It is the cause in a
// [*fs.PathError].
type TooLargeError struct{ Limit int64 }

func (e *TooLargeError) Error() string { return "it is larger than " + Size(e.Limit) }

// Size writes a number of bytes as people do.
func Size(n int64) string {
	for _, u := range []struct {
		name string
		size int64
	}{{"MiB", 1 << 20}, {"KiB", 1 << 10}} {
		if n >= u.size && n%u.size == 0 {
			return fmt.Sprintf("%d %s", n/u.size, u.name)
		}
	}
	return fmt.Sprintf("%d bytes", n)
}

// NoFile reports whether an error of [Read] says that what has the name is no file or has
// no end: something that waiting doesn't change.
func NoFile(err error) bool {
	for _, cause := range []error{ErrPipe, ErrSocket, ErrDevice, ErrSpecial} {
		if errors.Is(err, cause) {
			return true
		}
	}
	return errors.As(err, new(*TooLargeError))
}

// Read gives the content of a file of at most so many bytes. It takes regular files
// alone, and pipes that were handed to this process open, as a shell's <(…) does; those
// are read until ctx ends. Its errors are a [*fs.PathError], or the context's.
func Read(ctx context.Context, name string, limit int64) ([]byte, error) {
	content, _, err := ReadWith(ctx, name, limit, nil)
	return content, err
}

// ReadWith is [Read] with a look at what was opened before anything is read of it.
func ReadWith(ctx context.Context, name string, limit int64, look func(fs.FileInfo) error) ([]byte, fs.FileInfo, error) {
	type outcome struct {
		content []byte
		info    fs.FileInfo
		err     error
	}
	done := make(chan outcome, 1)
	go func() { // each step may wait for a drive that is gone
		content, info, err := read(name, limit, look)
		done <- outcome{content, info, err}
	}()
	var late <-chan time.Time
	if !handedOver(name) {
		timer := time.NewTimer(patience)
		defer timer.Stop()
		late = timer.C
	}
	select {
	case o := <-done:
		return o.content, o.info, o.err
	case <-late:
		return nil, nil, problem(name, ErrSlow)
	case <-ctx.Done():
		return nil, nil, ctx.Err()
	}
}

// Look says what keeps a file from being read, as [Read] would, for who has it read by
// somebody else. It opens nothing. What is not there is an [fs.ErrNotExist].
func Look(ctx context.Context, name string, limit int64) error {
	done := make(chan error, 1)
	go func() {
		info, err := os.Stat(name)
		if err == nil {
			err = fit(name, info, limit)
		}
		done <- err
	}()
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case err := <-done:
		return err
	case <-timer.C:
		return problem(name, ErrSlow)
	case <-ctx.Done():
		return ctx.Err()
	}
}

func problem(name string, err error) error { return &fs.PathError{Op: "read", Path: name, Err: err} }

func read(name string, limit int64, look func(fs.FileInfo) error) ([]byte, fs.FileInfo, error) {
	// To open some devices does something already, so the name is looked at first.
	info, err := os.Stat(name)
	if err != nil {
		return nil, nil, err
	}
	if err := fit(name, info, limit); err != nil {
		return nil, nil, err
	}
	f, err := open(name)
	if err != nil {
		return nil, nil, err
	}
	defer func() { _ = f.Close() }()
	if info, err = f.Stat(); err != nil { // of what was opened, not of what has the name by now
		return nil, nil, err
	}
	if err := fit(name, info, limit); err != nil {
		return nil, nil, err
	}
	if look != nil {
		if err := look(info); err != nil {
			return nil, nil, problem(name, err)
		}
	}
	content, err := ReadAll(f, info.Size(), limit)
	if errors.As(err, new(*TooLargeError)) {
		err = problem(name, err)
	}
	return content, info, err
}

// fit says what keeps something from being read.
func fit(name string, info fs.FileInfo, limit int64) error {
	mode := info.Mode()
	switch {
	case mode.IsRegular() && info.Size() > limit:
		return problem(name, &TooLargeError{limit})
	case mode.IsRegular(), mode&fs.ModeNamedPipe != 0 && handedOver(name):
		return nil
	case mode.IsDir():
		return problem(name, ErrFolder)
	case mode&fs.ModeNamedPipe != 0:
		return problem(name, ErrPipe)
	case mode&fs.ModeSocket != 0:
		return problem(name, ErrSocket)
	case mode&(fs.ModeDevice|fs.ModeCharDevice) != 0:
		return problem(name, ErrDevice)
	}
	return problem(name, ErrSpecial)
}

// ReadAll reads a stream of about so many bytes to its end, or to the first byte beyond
// limit, which makes a [*TooLargeError]. It never has much more than that in memory.
func ReadAll(r io.Reader, about, limit int64) ([]byte, error) {
	const least, chunk = 512, 256 << 10
	var parts [][]byte
	var total int64
	part := make([]byte, 0, max(least, min(about, limit)+1))
	for {
		n, err := r.Read(part[len(part):cap(part)])
		part, total = part[:len(part)+n], total+int64(n)
		switch {
		case total > limit:
			return nil, &TooLargeError{limit}
		case errors.Is(err, io.EOF):
			return join(parts, part, total), nil
		case err != nil:
			return nil, err
		}
		if len(part) == cap(part) {
			parts, part = append(parts, part), make([]byte, 0, chunk)
		}
	}
}

func join(parts [][]byte, last []byte, total int64) []byte {
	if len(parts) == 0 {
		return last
	}
	all := make([]byte, 0, total)
	for _, p := range parts {
		all = append(all, p...)
	}
	return append(all, last...)
}
