//go:build linux

package rig

import (
	"fmt"
	"os"
	"strings"
)

// Resident is the memory of the window's process that is not shared with others' files:
// its anonymous resident pages, in KiB.
func (w *Window) Resident() (int, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", w.process.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(text)) {
		var kib int
		if _, err := fmt.Sscanf(line, "RssAnon: %d kB", &kib); err == nil {
			return kib, nil
		}
	}
	return 0, fmt.Errorf("/proc tells nothing of the window's memory")
}
