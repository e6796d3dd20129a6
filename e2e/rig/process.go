//go:build linux

package rig

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"sync"
	"syscall"
	"time"
)

// patience is how long anything on the desktop may take. It is far more than needed on
// a slow machine: reaching it means that something hangs.
const patience = time.Minute

// process is a program that runs until it is ended.
type process struct {
	cmd    *exec.Cmd
	stdout buffer
	stderr buffer
	done   chan struct{} // closed when the program has ended
	err    error         // of Wait, once done is closed
}

// start starts a program that ends with the desktop. Its output is kept, except a
// stdout that the caller has taken already.
func (d *Desktop) start(cmd *exec.Cmd) (*process, error) {
	p := &process{cmd: cmd, done: make(chan struct{})}
	if cmd.Stdout == nil {
		cmd.Stdout = &p.stdout
	}
	cmd.Stderr = &p.stderr
	// A group of its own, so that helpers the program starts end with it.
	if cmd.SysProcAttr == nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	}
	// A child that keeps the output open must not keep Wait from returning.
	cmd.WaitDelay = time.Second
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	go func() {
		p.err = cmd.Wait()
		close(p.done)
	}()
	d.parts = append(d.parts, p)
	return p, nil
}

// kill ends the program and everything it started, without giving it a say.
func (p *process) kill() error {
	err := syscall.Kill(-p.cmd.Process.Pid, syscall.SIGKILL)
	if errors.Is(err, syscall.ESRCH) {
		err = nil
	}
	select {
	case <-p.done:
		return err
	case <-time.After(patience):
		return errors.Join(err, fmt.Errorf("%s outlived its end", p.cmd.Path))
	}
}

// stop asks the program to end and gives its exit code.
func (p *process) stop(ctx context.Context, sig syscall.Signal) (int, error) {
	if err := p.cmd.Process.Signal(sig); err != nil {
		return 0, fmt.Errorf("%s: %w: %s", p.cmd.Path, err, p.stderr.String())
	}
	return p.wait(ctx)
}

// wait waits until the program has ended and gives its exit code.
func (p *process) wait(ctx context.Context) (int, error) {
	select {
	case <-p.done:
		return p.cmd.ProcessState.ExitCode(), nil
	case <-ctx.Done():
		return 0, ctx.Err()
	case <-time.After(patience):
		return 0, fmt.Errorf("%s does not end", p.cmd.Path)
	}
}

// ended reports whether the program has ended, and how.
func (p *process) ended() error {
	select {
	case <-p.done:
		return fmt.Errorf("%s ended: %w: %s", p.cmd.Path, p.err, p.stderr.String())
	default:
		return nil
	}
}

// readLine reads one line from a program's pipe, unless the program ends first.
func readLine(ctx context.Context, r io.Reader, p *process) (string, error) {
	type answer struct {
		line string
		err  error
	}
	got := make(chan answer, 1)
	go func() {
		line, err := bufio.NewReader(r).ReadString('\n')
		got <- answer{line, err}
	}()
	select {
	case a := <-got:
		if a.err != nil {
			return "", fmt.Errorf("%s said nothing: %w: %s", p.cmd.Path, a.err, p.stderr.String())
		}
		return a.line[:len(a.line)-1], nil
	case <-p.done:
		return "", p.ended()
	case <-ctx.Done():
		return "", ctx.Err()
	case <-time.After(patience):
		return "", fmt.Errorf("%s said nothing: %s", p.cmd.Path, p.stderr.String())
	}
}

// until tries again and again until check is content, and gives check's last complaint
// when that does not happen.
func until(ctx context.Context, check func() error) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		err := check()
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return err
		case <-tick.C:
		}
	}
}

// buffer is a bytes.Buffer that one goroutine fills while another reads it.
type buffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}
