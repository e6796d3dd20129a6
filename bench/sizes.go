//go:build linux

package main

import (
	"context"
	"os"
)

// size is the metric of a file.
const size = "MB"

// measureSizes measures the stripped programs.
func measureSizes(_ context.Context, o options) (part, error) {
	var p part
	for _, program := range []struct{ key, name, path string }{
		{"window", "`lanyard-window`, with the window", o.window},
		{"lanyard", "`lanyard`, the commands, static", o.lanyard},
		{"empty", "empty Fyne window", o.empty},
		{"sdk", "go-sdk-core's token program", o.sdk},
	} {
		r := row{Key: program.key, Name: program.name}
		info, err := os.Stat(program.path)
		if err != nil {
			r.Missing = "it is not built"
		} else {
			r.Figures = map[string][]float64{size: {float64(info.Size()) / 1e6}}
		}
		p.Rows = append(p.Rows, r)
	}
	return p, nil
}
