//go:build linux

// Package rig sets up a whole desktop for one run of the real program, and drives it
// the way a person does: an X server without a screen, a window manager, a session
// bus, a keyring, a home of its own, keys, clicks, the clipboard and screenshots.
//
// Everything runs in one temporary folder and ends with [Desktop.Close]. Nothing of
// the person who runs the tests is read or written.
package rig

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// Options say what a desktop has.
type Options struct {
	Program string // the lanyard binary
	Dir     string // an empty folder for everything that is written
	Manager bool   // a window manager
	Keyring bool   // a session bus with an unlocked keyring
	Prompts bool   // the bus can start what asks for the keyring's password
	Size    string // of the screen, "1280x800" when empty
	Frames  string // a folder for the screen's pixels, as the file Xvfb_screen0 in XWD format; "": nowhere
}

// Desktop is a running desktop.
type Desktop struct {
	Home  string // the isolated HOME
	Files string // a folder for the test's own files, outside Home

	program string
	runtime string // XDG_RUNTIME_DIR
	env     []string
	keyring *process
	parts   []*process // in the order in which they were started
	bus     *process
}

// Start starts a desktop. What it has started by the time of an error it ends again.
func Start(ctx context.Context, o Options) (*Desktop, error) {
	d := &Desktop{
		Home:    filepath.Join(o.Dir, "home"),
		Files:   filepath.Join(o.Dir, "files"),
		program: o.Program,
		runtime: filepath.Join(o.Dir, "run"),
	}
	if err := d.startParts(ctx, o); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
}

func (d *Desktop) startParts(ctx context.Context, o Options) error {
	for _, dir := range []string{d.Home, d.Files, d.runtime} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return err
		}
	}
	d.env = d.environment()
	if err := d.startScreen(ctx, o); err != nil {
		return fmt.Errorf("start the X server: %w", err)
	}
	if o.Manager {
		if err := d.startWindowManager(ctx); err != nil {
			return fmt.Errorf("start the window manager: %w", err)
		}
	}
	if !o.Keyring {
		return nil
	}
	if err := d.startBus(ctx, o.Prompts); err != nil {
		return fmt.Errorf("start the session bus: %w", err)
	}
	if err := d.startKeyring(ctx); err != nil {
		return fmt.Errorf("start the keyring: %w", err)
	}
	return nil
}

// Close ends everything that the desktop started, last first.
func (d *Desktop) Close() error {
	var errs []error
	for i := len(d.parts) - 1; i >= 0; i-- {
		errs = append(errs, d.parts[i].kill())
	}
	d.parts = nil
	return errors.Join(errs...)
}

// ConfigDir is where the program keeps its profiles on this desktop.
func (d *Desktop) ConfigDir() string { return filepath.Join(d.Home, ".config", "lanyard") }

// environment is the environment of every program on the desktop, without DISPLAY. The
// bus address is one where nothing listens until startBus has put a bus there.
func (d *Desktop) environment() []string {
	vars := map[string]string{
		"HOME":                     d.Home,
		"XDG_CONFIG_HOME":          filepath.Join(d.Home, ".config"),
		"XDG_DATA_HOME":            filepath.Join(d.Home, ".local", "share"),
		"XDG_STATE_HOME":           filepath.Join(d.Home, ".local", "state"),
		"XDG_CACHE_HOME":           filepath.Join(d.Home, ".cache"),
		"XDG_RUNTIME_DIR":          d.runtime,
		"DBUS_SESSION_BUS_ADDRESS": "unix:path=" + d.busPath(),
		"PATH":                     os.Getenv("PATH"),
		"TMPDIR":                   d.Files,
		"LANG":                     "C.UTF-8",
		"TZ":                       "UTC",
		"LIBGL_ALWAYS_SOFTWARE":    "1",
		"FYNE_PLATFORM":            "x11",
		"NO_AT_BRIDGE":             "1",
	}
	var env []string
	for name, value := range vars {
		env = append(env, name+"="+value)
	}
	return env
}

func (d *Desktop) busPath() string { return filepath.Join(d.runtime, "bus") }

// startScreen starts an X server on the first free display.
func (d *Desktop) startScreen(ctx context.Context, o Options) error {
	// The X server makes this folder only for root, and without it listens where not
	// every client looks.
	if err := os.Mkdir("/tmp/.X11-unix", 0o777|os.ModeSticky); err == nil {
		// Mkdir's mode is cut by the umask.
		if err := os.Chmod("/tmp/.X11-unix", 0o777|os.ModeSticky); err != nil {
			return err
		}
	}
	args := []string{"-screen", "0", cmp.Or(o.Size, "1280x800") + "x24"}
	if o.Frames != "" {
		args = append(args, "-fbdir", o.Frames)
	}
	display, err := d.StartScreen(ctx, args...)
	if err != nil {
		return err
	}
	d.env = append(d.env, "DISPLAY="+display)
	return nil
}

// StartScreen starts one more X server and gives its display.
func (d *Desktop) StartScreen(ctx context.Context, args ...string) (string, error) {
	r, w, err := os.Pipe()
	if err != nil {
		return "", err
	}
	defer r.Close()
	cmd := d.command("Xvfb", append([]string{"-displayfd", "3", "-nolisten", "tcp", "-noreset"}, args...)...)
	cmd.ExtraFiles = []*os.File{w}
	p, err := d.start(cmd)
	w.Close()
	if err != nil {
		return "", err
	}
	number, err := readLine(ctx, r, p)
	return ":" + number, err
}

// startWindowManager starts openbox and waits until it manages the screen.
func (d *Desktop) startWindowManager(ctx context.Context) error {
	if _, err := d.start(d.command("openbox")); err != nil {
		return err
	}
	return until(ctx, func() error {
		_, err := d.output(ctx, "xdotool", "get_desktop")
		return err
	})
}

// busConfig is a session bus that starts no services but those of the desktop's own
// folder: what answers on it is what the desktop wants there, and nothing else.
const busConfig = `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path=%s</listen>
  <servicedir>%s</servicedir>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
`

// startBus starts a session bus.
func (d *Desktop) startBus(ctx context.Context, prompts bool) error {
	if prompts {
		if err := d.writeServices(); err != nil {
			return err
		}
	}
	config := filepath.Join(d.runtime, "bus.conf")
	if err := os.WriteFile(config, fmt.Appendf(nil, busConfig, d.busPath(), d.services()), 0o600); err != nil {
		return err
	}
	r, w, err := os.Pipe()
	if err != nil {
		return err
	}
	defer r.Close()
	cmd := d.command("dbus-daemon", "--config-file="+config, "--nofork", "--nopidfile", "--print-address=3")
	cmd.ExtraFiles = []*os.File{w}
	p, err := d.start(cmd)
	w.Close()
	if err != nil {
		return err
	}
	d.bus = p
	_, err = readLine(ctx, r, p)
	return err
}

// command makes a command that runs on the desktop.
func (d *Desktop) command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(name, args...)
	cmd.Env = d.env
	cmd.Dir = d.Files
	return cmd
}

// output runs a short helper program and gives its standard output without the last
// newline.
func (d *Desktop) output(ctx context.Context, name string, args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Env, cmd.Dir = d.env, d.Files
	out, err := cmd.Output()
	if err != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			return "", fmt.Errorf("%s %s: %w: %s", name, args[0], err, exit.Stderr)
		}
		return "", fmt.Errorf("%s %s: %w", name, args[0], err)
	}
	return strings.TrimSuffix(string(out), "\n"), nil
}
