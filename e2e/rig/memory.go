//go:build linux

package rig

import (
	"fmt"
	"os"
	"regexp"
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

// Holds counts what a pattern finds in the memory of the window's process that can be
// written, freed memory included. Only root can read it; ok is false for anybody else.
func (w *Window) Holds(pattern *regexp.Regexp) (n int, ok bool, err error) {
	pid := w.process.cmd.Process.Pid
	maps, err := os.ReadFile(fmt.Sprintf("/proc/%d/maps", pid))
	if err != nil || len(maps) == 0 {
		return 0, false, nil
	}
	mem, err := os.Open(fmt.Sprintf("/proc/%d/mem", pid))
	if err != nil {
		return 0, false, nil
	}
	defer func() { _ = mem.Close() }()
	for line := range strings.Lines(string(maps)) {
		var from, to int64
		var rights string
		if _, err := fmt.Sscanf(line, "%x-%x %s", &from, &to, &rights); err != nil || !strings.HasPrefix(rights, "rw") {
			continue
		}
		part := make([]byte, to-from)
		got, _ := mem.ReadAt(part, from) // what was unmapped meanwhile is passed over
		n += len(pattern.FindAll(part[:got], -1))
	}
	return n, true, nil
}
