//go:build linux || darwin

package cli

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"time"

	"github.com/creack/pty"
	"golang.org/x/term"

	"lanyard/internal/mask"
)

// screenEnd is how long what a command has left in the background may hold its terminal.
const screenEnd = time.Second

// screen is a terminal that a command has for itself. What it writes there goes through a
// mask to the real one, whose keys and size it gets.
type screen struct {
	ours, its *os.File // the two ends
	real      *os.File // the terminal that the user sees
	keys      *os.File // where the keys come from; nil: from nowhere
	close     func()   // closes keys, if it was opened here
	restore   func()
	out       *mask.Writer
	sizes     chan os.Signal
	done      chan struct{} // closed when all is passed on
}

// openScreen gives a command a terminal. Standard input and error stay what they are where
// they are none.
func openScreen(child *exec.Cmd, e Env, out *mask.Writer) (*screen, error) {
	ours, its, err := pty.Open()
	if err != nil {
		return nil, fmt.Errorf("open a terminal for the command: %w", err)
	}
	s := &screen{ours: ours, its: its, out: out, close: func() {}, restore: func() {}, sizes: make(chan os.Signal, 1), done: make(chan struct{})}
	s.real, _ = e.Stdout.(*os.File)
	_ = pty.InheritSize(s.real, ours) // one without a size has none
	child.Stdout = its
	if isTerminal(e.Stderr) {
		child.Stderr = its
	}
	if isTerminal(e.Stdin) {
		child.Stdin = its
		s.keys, _ = e.Stdin.(*os.File)
	} else if tty, err := os.OpenFile("/dev/tty", os.O_RDWR, 0); err == nil {
		s.keys, s.close = tty, func() { _ = tty.Close() }
	}
	if !inForeground() { // the keys are another program's
		s.keys = nil
	}
	const itsOutput = 1
	child.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true, Ctty: itsOutput}
	return s, nil
}

// begin passes keys, sizes and output on from now on.
func (s *screen) begin(failed error) {
	_ = s.its.Close() // the command has it
	if failed != nil {
		close(s.done)
		return
	}
	if s.keys != nil {
		if before, err := term.MakeRaw(int(s.keys.Fd())); err == nil {
			s.restore = func() { _ = term.Restore(int(s.keys.Fd()), before) }
		}
		go func() { _, _ = io.Copy(s.ours, s.keys) }()
	}
	signal.Notify(s.sizes, syscall.SIGWINCH)
	go func() {
		for range s.sizes {
			_ = pty.InheritSize(s.real, s.ours)
		}
	}()
	go func() {
		defer close(s.done)
		_, _ = s.out.ReadFrom(s.ours) // its end is an error on Linux
	}()
}

// end gives the real terminal back when everything was passed on.
func (s *screen) end() {
	select {
	case <-s.done:
	case <-time.After(screenEnd):
	}
	signal.Stop(s.sizes)
	close(s.sizes)
	s.restore()
	s.close()
	_ = s.ours.Close()
}
