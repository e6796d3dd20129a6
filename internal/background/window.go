package background

import (
	"os"
	"path/filepath"
)

// Window gives what puts the program with the window in this one's place, with the same
// arguments and the limits that ownLimits restores. That program is looked for at the places
// where installing puts it and never on the PATH. Nil where it isn't installed.
func Window(ownLimits func(start func() error) error) (start func() error) {
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
