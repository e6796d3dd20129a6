package clipboard

import (
	"context"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// runningManagers lists the known clipboard managers among the processes of this
// user. One that is part of the desktop shell's process, as an extension is, cannot
// be seen.
func runningManagers(ctx context.Context) []manager {
	dirs, err := os.ReadDir("/proc")
	if err != nil {
		return nil
	}
	seen := map[string]bool{}
	var found []manager
	for _, d := range dirs {
		if _, err := strconv.Atoi(d.Name()); err != nil || !ownedByUs(d) {
			continue
		}
		line, err := os.ReadFile("/proc/" + d.Name() + "/cmdline")
		if err != nil {
			continue
		}
		m, ok := managerOf(strings.Split(string(line), "\x00"))
		if !ok || seen[m.name] {
			continue
		}
		seen[m.name] = true
		if m.process == copyqProcess {
			m.keeps = askCopyQ(ctx, d.Name())
		}
		found = append(found, m)
	}
	return found
}

func ownedByUs(d os.DirEntry) bool {
	info, err := d.Info()
	if err != nil {
		return false
	}
	st, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(st.Uid) == os.Getuid()
}

// askCopyQ asks the very program that runs as a process for its version.
func askCopyQ(ctx context.Context, pid string) Keeps {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, "/proc/"+pid+"/exe", "--version")
	cmd.WaitDelay = time.Second
	out, err := cmd.Output()
	if err != nil {
		return KeepsUnknown
	}
	return copyqKeeps(string(out))
}
