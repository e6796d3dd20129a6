package clip

import (
	"os"
	"strconv"
	"strings"
	"syscall"
)

// runningManagers names the processes of this user that are known clipboard
// managers. One that is part of the desktop shell's process, as an extension, is
// not seen.
func runningManagers() []string {
	dirs, err := os.ReadDir("/proc")
	if err != nil {
		return nil
	}
	var names []string
	for _, d := range dirs {
		if _, err := strconv.Atoi(d.Name()); err != nil || !ownedByUs(d) {
			continue
		}
		line, err := os.ReadFile("/proc/" + d.Name() + "/cmdline")
		if err != nil {
			continue
		}
		if name := managerOf(strings.Split(string(line), "\x00")); name != "" {
			names = append(names, name)
		}
	}
	return names
}

func ownedByUs(d os.DirEntry) bool {
	info, err := d.Info()
	if err != nil {
		return false
	}
	st, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(st.Uid) == os.Getuid()
}
