//go:build !cgo

package main

import (
	"context"
	"os"
	"path/filepath"

	"lanyard/cli"
)

// window is nil: without cgo the program is the command line alone, static, and starts
// without the libraries of a display.
func window() func(context.Context, cli.WindowSetup) error { return nil }

// startWindow gives what starts the program with the window, which is looked for at the
// places where installing puts it and never on the PATH. Nil where it isn't installed.
func startWindow(ownLimits func(func() error) error) func() error {
	self, err := os.Executable()
	if err != nil {
		return nil
	}
	program := windowProgram(self)
	if program == "" {
		return nil
	}
	return func() error {
		return ownLimits(func() error { return become(program) })
	}
}

// windowProgram finds the program with the window that belongs to the commands at self:
// beside them, or in the folder for programs that aren't typed.
func windowProgram(self string) string {
	if filepath.Base(self) == windowName {
		return "" // the same build under the other's name would find itself for ever
	}
	bin := filepath.Dir(self)
	for _, dir := range []string{bin, filepath.Join(bin, "..", "lib", "lanyard")} {
		path := filepath.Join(dir, windowName)
		if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
			return path
		}
	}
	return ""
}
