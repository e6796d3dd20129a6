//go:build linux

package rig

import (
	"context"
	"io"
	"slices"
	"syscall"
	"time"
)

// Program is any program that was launched on the desktop.
type Program struct {
	desktop *Desktop
	process *process
	began   time.Time
}

// Launch starts a program on the desktop. Its standard input may be nil.
func (d *Desktop) Launch(stdin io.Reader, name string, args ...string) (*Program, error) {
	cmd := d.command(name, args...)
	cmd.Stdin = stdin
	began := time.Now()
	p, err := d.start(cmd)
	if err != nil {
		return nil, err
	}
	return &Program{desktop: d, process: p, began: began}, nil
}

// PID is the program's process id.
func (p *Program) PID() int { return p.process.cmd.Process.Pid }

// Began is the moment just before the program was started.
func (p *Program) Began() time.Time { return p.began }

// Ended is nil while the program runs, and says how it ended after that.
func (p *Program) Ended() error { return p.process.ended() }

// Output is what the program has written so far.
func (p *Program) Output() string { return p.process.stdout.String() + p.process.stderr.String() }

// End asks the program to end, ends it when it does not, and forgets it.
func (p *Program) End(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	var err error
	if _, stopped := p.process.stop(ctx, syscall.SIGTERM); stopped != nil {
		err = p.process.kill()
	}
	d := p.desktop
	d.parts = slices.DeleteFunc(d.parts, func(other *process) bool { return other == p.process })
	return err
}

// Tool runs a short helper program on the desktop, such as xdotool, and gives what it
// prints.
func (d *Desktop) Tool(ctx context.Context, name string, args ...string) (string, error) {
	return d.output(ctx, name, args...)
}

// Environ is the environment of programs on the desktop.
func (d *Desktop) Environ() []string { return slices.Clone(d.env) }
