package cli

import (
	"context"
	"errors"
	"path/filepath"

	"lanyard/internal/agent"
	"lanyard/internal/app"
	"lanyard/internal/explain"
)

// window opens the window, on the user's profiles or on the simulator, with a file to
// import if there is one.
func (a *program) window(ctx context.Context, demo bool, files []string) error {
	switch {
	case demo && len(files) > 0:
		return usage("lanyard FILE, or lanyard --demo", "the demo opens no file of yours")
	case a.env.Window == nil && a.env.StartWindow != nil:
		return windowFailure(a.env.StartWindow())
	case a.env.Window == nil && len(files) > 0:
		return trouble(nil, "lanyard import FILE reads it", "this build has no window to show the file in")
	case a.env.Window == nil:
		return trouble(nil, "the commands work: lanyard --help", "this build has no window")
	case demo:
		return windowFailure(a.openDemo(ctx))
	}
	for i, file := range files { // the window may belong to another process, which works elsewhere
		full, err := filepath.Abs(file)
		if err != nil {
			return trouble(err, "", "the file cannot be found")
		}
		files[i] = full
	}
	return windowFailure(a.openWindow(ctx, files))
}

// hasWindow reports whether this program can open a window, be it another program's.
func (a *program) hasWindow() bool { return a.env.Window != nil || a.env.StartWindow != nil }

// windowFailure gives words to a window that could not be opened, such as without a
// display. A failure that has its words keeps them.
func windowFailure(err error) error {
	switch {
	case err == nil:
		return nil
	case explained(err).Exit != explain.ExitOther:
		return err
	}
	if f, ok := err.(*failure); ok {
		return f
	}
	return trouble(err, "the commands work without a window: lanyard --help", "the window could not be opened")
}

func (a *program) openWindow(ctx context.Context, files []string) error {
	d, err := a.open(ctx)
	if err != nil {
		return err
	}
	if raised, err := a.raise(ctx, d, files); raised || err != nil {
		return err
	}
	w := a.windowOptions()
	w.Files = files
	return d.OpenWindow(ctx, w)
}

func (a *program) windowOptions() app.WindowOptions {
	return app.WindowOptions{Open: a.env.Window, Hardened: a.env.Hardened, Diagnose: a.diagnose}
}

// openDemo opens the window on samples.
func (a *program) openDemo(ctx context.Context) error {
	err := app.OpenDemo(ctx, a.options(), a.windowOptions())
	for _, failed := range []error{app.ErrDemoFolder, app.ErrSimulator, app.ErrSamples} {
		if errors.Is(err, failed) {
			return trouble(err, "", "%s", failed)
		}
	}
	return err
}

// raise brings the window of a Lanyard that runs on the same profiles to the front, and
// reports whether there is one; it shows the file. One without a window makes room.
func (a *program) raise(ctx context.Context, d *app.Runtime, files []string) (bool, error) {
	there, err := d.Agent().Hello(ctx)
	switch {
	case errors.Is(err, agent.ErrNone):
		return false, nil
	case err != nil:
		return false, err
	case !there.Window:
		err := d.Agent().Stop(ctx)
		if errors.Is(err, agent.ErrNone) {
			err = nil // it ended by itself
		}
		return false, err
	}
	file := ""
	if len(files) > 0 {
		file = files[0]
	}
	up, err := d.Agent().Raise(ctx, file)
	if err == nil && up {
		a.say("Lanyard's window was open already; it is in front now")
	} else if err == nil {
		a.say("Lanyard's window is open already; this desktop lets no program bring it to the front")
	}
	return true, err
}
