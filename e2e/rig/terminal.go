//go:build linux

package rig

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// Terminal is a terminal with a shell in it, whose program may have any name.
type Terminal struct {
	Name string // as its user knows it, such as "pts/2"

	desktop *Desktop
	far     *os.File // what is written to it is typed
	dir     string
	count   int
}

// OpenTerminal opens a terminal with a shell.
func (d *Desktop) OpenTerminal(shell string) (*Terminal, error) {
	dir, err := os.MkdirTemp(d.Files, "terminal")
	if err != nil {
		return nil, err
	}
	program, err := os.ReadFile("/bin/sh")
	if err != nil {
		return nil, err
	}
	path := filepath.Join(dir, shell)
	if err := os.WriteFile(path, program, 0o700); err != nil { //nolint:gosec // it is to be run
		return nil, err
	}
	far, near, name, err := openPty()
	if err != nil {
		return nil, err
	}
	defer near.Close()
	cmd := d.command(path)
	cmd.Stdin, cmd.Stdout = near, near
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if _, err := d.start(cmd); err != nil {
		_ = far.Close()
		return nil, err
	}
	go func() { _, _ = io.Copy(io.Discard, far) }() // ends with the shell
	return &Terminal{Name: name, desktop: d, far: far, dir: dir}, nil
}

// openPty opens a pseudo-terminal: what is written to far is typed at near.
func openPty() (far, near *os.File, name string, err error) {
	if far, err = os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0); err != nil {
		return nil, nil, "", err
	}
	if err = unix.IoctlSetPointerInt(int(far.Fd()), unix.TIOCSPTLCK, 0); err == nil {
		var n int
		if n, err = unix.IoctlGetInt(int(far.Fd()), unix.TIOCGPTN); err == nil {
			name = "pts/" + strconv.Itoa(n)
			near, err = os.OpenFile("/dev/"+name, os.O_RDWR|unix.O_NOCTTY, 0)
		}
	}
	if err != nil {
		_ = far.Close()
	}
	return far, near, name, err
}

// Start types a lanyard command and gives what waits for its end.
func (t *Terminal) Start(args ...string) (wait func(context.Context) (Result, error), err error) {
	t.count++
	base := filepath.Join(t.dir, strconv.Itoa(t.count))
	began := time.Now()
	line := fmt.Sprintf("%s %s >%s.out 2>%s.err; echo $? >%s.new; mv %s.new %s.code\n", t.desktop.program, strings.Join(args, " "), base, base, base, base, base)
	if _, err := io.WriteString(t.far, line); err != nil {
		return nil, err
	}
	return func(ctx context.Context) (r Result, err error) {
		var code []byte
		if err := until(ctx, func() (err error) { code, err = os.ReadFile(base + ".code"); return err }); err != nil {
			return r, err
		}
		out, err1 := os.ReadFile(base + ".out")
		said, err2 := os.ReadFile(base + ".err")
		r = Result{Stdout: string(out), Stderr: string(said), Took: time.Since(began)}
		r.Code, err = strconv.Atoi(strings.TrimSpace(string(code)))
		return r, errors.Join(err, err1, err2)
	}, nil
}
