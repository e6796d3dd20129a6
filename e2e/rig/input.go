//go:build linux

package rig

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// Key presses keys one after the other, by X's names: "ctrl+f", "Return", "Down".
func (d *Desktop) Key(ctx context.Context, keys ...string) error {
	_, err := d.output(ctx, "xdotool", append([]string{"key", "--delay", "25"}, keys...)...)
	return err
}

// Hold presses keys together and lets them go after a time. The X server repeats the last
// one meanwhile, as it does for a keyboard.
func (d *Desktop) Hold(ctx context.Context, how time.Duration, keys ...string) error {
	args := append([]string{"keydown"}, keys...)
	args = append(args, "sleep", strconv.FormatFloat(how.Seconds(), 'f', 3, 64), "keyup")
	_, err := d.output(ctx, "xdotool", append(args, keys...)...)
	return err
}

// Type types a text.
func (d *Desktop) Type(ctx context.Context, text string) error {
	// The text goes by a file: what a test types is never an argument, for a canary
	// in a process list would be found there.
	f, err := os.CreateTemp(d.Files, "type-")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	if _, err := f.WriteString(text); err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	_, err = d.output(ctx, "xdotool", "type", "--delay", "8", "--file", f.Name())
	return err
}

// Point puts the pointer on a place in the window.
func (w *Window) Point(ctx context.Context, x, y int) error {
	id, err := w.id(ctx)
	if err != nil {
		return err
	}
	_, err = w.desktop.output(ctx, "xdotool", "mousemove", "--window", id, strconv.Itoa(x), strconv.Itoa(y))
	return err
}

// Click clicks with the left button at a place in the window.
func (w *Window) Click(ctx context.Context, x, y int) error {
	if err := w.Point(ctx, x, y); err != nil {
		return err
	}
	_, err := w.desktop.output(ctx, "xdotool", "click", "1")
	return err
}

// ClickTwice clicks at a place in the window, and there again after a time. The pointer comes
// from beside it: a window that opened below a resting one knows only where it was then.
func (w *Window) ClickTwice(ctx context.Context, x, y int, after time.Duration) error {
	for _, from := range []int{100, 0} {
		if err := w.Point(ctx, x, y+from); err != nil {
			return err
		}
	}
	_, err := w.desktop.output(ctx, "xdotool", "click", "1", "sleep", strconv.FormatFloat(after.Seconds(), 'f', 3, 64), "click", "1")
	return err
}

// id is what the X server calls the window.
func (w *Window) id(ctx context.Context) (string, error) {
	return w.desktop.output(ctx, "xdotool", "search", "--onlyvisible", "--name", "^Lanyard$")
}

// Screenshot writes the whole screen to a PNG file.
func (d *Desktop) Screenshot(ctx context.Context, file string) error {
	_, err := d.output(ctx, "import", "-window", "root", file)
	return err
}

// Screenshot writes the window alone, without its frame, to a PNG file.
func (w *Window) Screenshot(ctx context.Context, file string) error {
	id, err := w.id(ctx)
	if err != nil {
		return err
	}
	_, err = w.desktop.output(ctx, "import", "-window", id, file)
	return err
}

// Clipboard reads the clipboard as one of its targets, such as "UTF8_STRING". It gives
// "" when nobody owns the clipboard or the owner does not offer the target.
func (d *Desktop) Clipboard(ctx context.Context, target string) string {
	out, err := d.output(ctx, "xclip", "-out", "-selection", "clipboard", "-target", target)
	if err != nil {
		return ""
	}
	return out
}

// SetClipboard puts a text on the clipboard, as another program would.
func (d *Desktop) SetClipboard(ctx context.Context, text string) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	// xclip stays behind to serve the text until somebody else owns the clipboard; it
	// ends with the X server.
	cmd := exec.CommandContext(ctx, "xclip", "-in", "-selection", "clipboard")
	cmd.Env, cmd.Dir, cmd.Stdin = d.env, d.Files, strings.NewReader(text)
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("xclip: %w", err)
	}
	return nil
}
