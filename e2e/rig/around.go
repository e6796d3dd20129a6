//go:build linux

package rig

import (
	"context"
	"strings"
)

// Titles are the names and all other properties that windows on the screen have as
// text, and those of the root window.
func (d *Desktop) Titles(ctx context.Context) string {
	var all strings.Builder
	out, _ := d.output(ctx, "xprop", "-root")
	all.WriteString(out)
	ids, _ := d.output(ctx, "xdotool", "search", "--name", ".*")
	for id := range strings.FieldsSeq(ids) {
		out, _ := d.output(ctx, "xprop", "-id", id)
		all.WriteString(out)
	}
	return all.String()
}

// Primary reads what the middle button of the mouse would paste.
func (d *Desktop) Primary(ctx context.Context) string {
	out, _ := d.output(ctx, "xclip", "-out", "-selection", "primary")
	return out
}

// Environment is a line that the environment of every process of this desktop has.
func (d *Desktop) Environment() string { return "HOME=" + d.Home }

// Runtime is the desktop's XDG_RUNTIME_DIR.
func (d *Desktop) Runtime() string { return d.runtime }
