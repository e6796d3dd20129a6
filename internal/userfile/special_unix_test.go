//go:build !windows

package userfile_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"lanyard/internal/userfile"
)

// What never ends, or waits for somebody, is refused at once.
func TestReadRefusesWhatIsNoFile(t *testing.T) {
	dir := t.TempDir()
	pipe := filepath.Join(dir, "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(dir, "link")
	if err := os.Symlink(pipe, link); err != nil {
		t.Fatal(err)
	}
	socket := filepath.Join(dir, "s")
	l, err := net.Listen("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	for path, want := range map[string]error{
		pipe: userfile.ErrPipe, link: userfile.ErrPipe, socket: userfile.ErrSocket,
		"/dev/zero": userfile.ErrDevice, "/dev/null": userfile.ErrDevice, "/dev/tty": userfile.ErrDevice,
	} {
		start := time.Now()
		_, err := userfile.Read(t.Context(), path, 1<<20)
		if !errors.Is(err, want) || !userfile.NoFile(err) {
			t.Errorf("%s: %v, want %v", path, err, want)
		}
		if took := time.Since(start); took > 2*time.Second {
			t.Errorf("%s: it took %v", path, took)
		}
	}
}

// A shell's <(…) is a pipe under the name of a descriptor: it is read, to its end or
// until nobody waits any more.
func TestReadTakesPipesHandedOver(t *testing.T) {
	if _, err := os.Stat("/dev/fd"); err != nil {
		t.Skip("no /dev/fd here")
	}
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	name := fmt.Sprintf("/dev/fd/%d", r.Fd())
	go func() {
		_, _ = io.WriteString(w, "from a pipe")
		_ = w.Close()
	}()
	if got, err := userfile.Read(t.Context(), name, 100); err != nil || string(got) != "from a pipe" {
		t.Errorf("got %q, %v", got, err)
	}

	r2, w2, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r2.Close()
	defer w2.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := userfile.Read(ctx, fmt.Sprintf("/dev/fd/%d", r2.Fd()), 100); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a pipe that says nothing: %v", err)
	}
}
