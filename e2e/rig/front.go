//go:build linux

package rig

import (
	"context"
	"fmt"
	"strings"
	"syscall"
)

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
