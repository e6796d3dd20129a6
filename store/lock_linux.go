package store

import (
	"os"
	"strconv"
	"strings"
	"syscall"
)

// lockHolder finds who holds the lock on a file, in the kernel's list of locks:
// "1: FLOCK  ADVISORY  WRITE 4711 fd:01:1048579 0 EOF".
func lockHolder(name string) (pid int, program string) {
	info, err := os.Stat(name)
	if err != nil {
		return 0, ""
	}
	about, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return 0, ""
	}
	list, err := os.ReadFile("/proc/locks")
	if err != nil {
		return 0, ""
	}
	inode := ":" + strconv.FormatUint(about.Ino, 10) // devices have another number there on some file systems
	for line := range strings.Lines(string(list)) {
		f := strings.Fields(line)
		if len(f) < 6 || f[1] != "FLOCK" || !strings.HasSuffix(f[5], inode) {
			continue
		}
		if pid, err = strconv.Atoi(f[4]); err != nil || pid <= 0 {
			return 0, "" // of another container
		}
		comm, _ := os.ReadFile("/proc/" + f[4] + "/comm")
		return pid, strings.TrimSpace(string(comm))
	}
	return 0, ""
}
