//go:build linux

package rig

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"lanyard/ui/uistate"
)

// State is what the window shows, as it tells by itself when it is built with the tag
// uistate. It has no secret.
type State = uistate.State

// Row is one row of the list.
type Row = uistate.Row

// Window is a running window of the program.
type Window struct {
	desktop *Desktop
	process *process
	state   string // the file that the window writes
}

// Open starts the program's window and waits until it has told what it shows.
func (d *Desktop) Open(ctx context.Context, args ...string) (*Window, error) {
	state := filepath.Join(d.Files, "state.json")
	if err := os.Remove(state); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	cmd := d.command(d.program, args...)
	cmd.Env = append(cmd.Env[:len(cmd.Env):len(cmd.Env)], "LANYARD_TEST_STATE="+state)
	p, err := d.start(cmd)
	if err != nil {
		return nil, err
	}
	w := &Window{desktop: d, process: p, state: state}
	if _, err := w.Until(ctx, "the window is there", func(State) bool { return true }); err != nil {
		return w, err
	}
	_, err = d.output(ctx, "xdotool", "search", "--sync", "--onlyvisible", "--name", "^Lanyard$")
	return w, err
}

// State reads what the window shows now.
func (w *Window) State() (State, error) {
	var s State
	text, err := os.ReadFile(w.state)
	if err != nil {
		return s, err
	}
	if err := json.Unmarshal(text, &s); err != nil {
		return s, fmt.Errorf("read the window's state: %w: %s", err, text)
	}
	return s, nil
}

// Told is when the window last told what it shows.
func (w *Window) Told() time.Time {
	info, err := os.Stat(w.state)
	if err != nil {
		return time.Time{}
	}
	return info.ModTime()
}

// Until waits until the window shows what check asks for, and gives that state. The
// error has what was expected and the last state.
func (w *Window) Until(ctx context.Context, what string, check func(State) bool) (State, error) {
	var last State
	err := until(ctx, func() error {
		if err := w.process.ended(); err != nil {
			return err
		}
		var err error
		if last, err = w.State(); err != nil {
			return err
		}
		if !check(last) {
			return errors.New("not yet")
		}
		return nil
	})
	if err != nil {
		text, _ := json.MarshalIndent(last, "", "  ")
		return last, fmt.Errorf("waited in vain until %s: %w; the window shows %s\n%s", what, err, text, w.Stderr())
	}
	return last, nil
}

// Settle waits until the window has told anew what it shows, after it has dealt with
// every key pressed so far. It tells again and again in a test build; of two times that
// begin after a key, the second has seen it.
func (w *Window) Settle(ctx context.Context) error {
	told, err := os.Stat(w.state)
	if err != nil {
		return err
	}
	for range 2 {
		before := told
		err := until(ctx, func() error {
			if err := w.process.ended(); err != nil {
				return err
			}
			var err error
			if told, err = os.Stat(w.state); err == nil && os.SameFile(told, before) && told.ModTime().Equal(before.ModTime()) {
				err = errors.New("the window tells nothing new")
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// Computed is how much processor time the program has used.
func (w *Window) Computed() time.Duration {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", w.process.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	// After the name, which may have anything in it, the 12th and 13th are user and
	// system time in hundredths of a second.
	_, rest, _ := strings.Cut(string(text), ") ")
	f := strings.Fields(rest)
	if len(f) < 13 {
		return 0
	}
	user, _ := strconv.Atoi(f[11])
	system, _ := strconv.Atoi(f[12])
	return time.Duration(user+system) * 10 * time.Millisecond
}

// Moved waits until the focus has left a widget, which the window tells at once, or until
// it is sure that it stays where it was.
func (w *Window) Moved(ctx context.Context, from string) error {
	for range 20 {
		if s, err := w.State(); err == nil && s.Focus != from {
			return nil
		}
		time.Sleep(5 * time.Millisecond)
	}
	return w.Settle(ctx)
}

// Stderr is everything that the window has written to standard error so far.
func (w *Window) Stderr() string { return w.process.stderr.String() }

// Stdout is everything that the window has written to standard output so far.
func (w *Window) Stdout() string { return w.process.stdout.String() }

// Stop asks the program to end with SIGTERM and gives its exit code.
func (w *Window) Stop(ctx context.Context) (int, error) {
	return w.process.stop(ctx, syscall.SIGTERM)
}

// Wait waits until the program has ended by itself and gives its exit code.
func (w *Window) Wait(ctx context.Context) (int, error) {
	return w.process.wait(ctx)
}

// Crash ends the program by a signal that a fault of its own would raise, and waits
// until it has said what it says then.
func (w *Window) Crash(ctx context.Context, s syscall.Signal) error {
	if err := w.Signal(s); err != nil {
		return err
	}
	_, err := w.Wait(ctx)
	return err
}

// Kill ends the program at once, as a power cut would.
func (w *Window) Kill() error { return w.process.kill() }
