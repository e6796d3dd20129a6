//go:build linux

package rig

import (
	"context"
	"fmt"
	"strings"
	"syscall"
)

// Locks is what a window tells of locks, questions and settings.
type Locks struct {
	Locked   bool              `json:"locked"`
	LockWay  string            `json:"lock_way"` // what it takes to unlock: click, passphrase or choose; "" until it is known
	Problem  string            `json:"problem"`  // with a passphrase
	Asking   string            `json:"asking"`   // what is asked below the toolbar
	Banner   string            `json:"banner"`
	Settings map[string]string `json:"settings"` // by label; nil while they are closed
	Buttons  []string          `json:"buttons"`  // that can be pressed
	Places   map[string][2]int `json:"places"`   // of these buttons: their middles, in pixels of the window
	Sleeps   string            `json:"sleeps"`   // how long the window does nothing by itself; "" until something happens
	Keyring  string            `json:"keyring"`  // where keys are kept, as the toolbar says
	Page     Page              `json:"page"`
}

// Page is what stands in place of the detail for one task, such as a backup.
type Page struct {
	Title   string            `json:"title"`  // "": there is none
	Fields  map[string]string `json:"fields"` // by label; secrets are masked
	Doing   string            `json:"doing"`  // "" while nothing is under way
	Trouble string            `json:"trouble"`
	Said    []string          `json:"said"` // what it came to, once it is done
	Main    string            `json:"main"` // its button
}

const titled = "^Lanyard$"

// Windows are the program's windows on the desktop, also those that are minimised. The
// toolkit has none that isn't meant to be seen.
func (d *Desktop) Windows(ctx context.Context) ([]string, error) {
	out, err := d.output(ctx, "xdotool", "search", "--name", titled)
	if err != nil {
		return nil, err
	}
	return strings.Fields(out), nil
}

// InFront waits until a window with the program's title has the focus.
func (d *Desktop) InFront(ctx context.Context) error {
	return until(ctx, func() error {
		title, err := d.output(ctx, "xdotool", "getactivewindow", "getwindowname")
		if err == nil && title != "Lanyard" {
			err = fmt.Errorf("the active window is %q", title)
		}
		return err
	})
}

// Minimise minimises the window and waits until it has lost the focus.
func (w *Window) Minimise(ctx context.Context) error {
	ids, err := w.desktop.Windows(ctx)
	if err != nil {
		return err
	}
	if _, err := w.desktop.output(ctx, "xdotool", "windowminimize", ids[len(ids)-1]); err != nil {
		return err
	}
	return until(ctx, func() error {
		if title, err := w.desktop.output(ctx, "xdotool", "getactivewindow", "getwindowname"); err == nil && title == "Lanyard" {
			return fmt.Errorf("the window still has the focus")
		}
		return nil
	})
}

// Show shows the minimised window again, as a click in a list of windows does.
func (w *Window) Show(ctx context.Context) error {
	ids, err := w.desktop.Windows(ctx)
	if err != nil {
		return err
	}
	_, err = w.desktop.output(ctx, "xdotool", "windowactivate", ids[len(ids)-1])
	return err
}

// Signal sends the program a signal.
func (w *Window) Signal(s syscall.Signal) error { return w.process.cmd.Process.Signal(s) }
