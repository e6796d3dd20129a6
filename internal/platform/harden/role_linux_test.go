package harden

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// hardened is what a child is after Harden.
type hardened struct {
	Core      string // the line of /proc/self/limits
	Dumpable  int
	Hardening Result
	Words     string
	Grandson  string // the same line, as a program sees it that was started with OwnLimits
	After     string // and ours after that
}

func coreLine() string {
	limits, _ := os.ReadFile("/proc/self/limits")
	for line := range strings.Lines(string(limits)) {
		if strings.HasPrefix(line, "Max core file size") {
			return strings.Join(strings.Fields(line)[4:], " ")
		}
	}
	return ""
}

func tellHardening() hardened {
	var h hardened
	h.Hardening = Process()
	h.Words = h.Hardening.Words()
	h.Core = coreLine()
	h.Dumpable, _ = unix.PrctlRetInt(unix.PR_GET_DUMPABLE, 0, 0, 0, 0)
	_ = h.Hardening.OwnLimits(func() error {
		out, err := exec.Command("grep", "core file", "/proc/self/limits").Output()
		h.Grandson = strings.Join(strings.Fields(string(out))[4:], " ")
		return err
	})
	h.After = coreLine()
	return h
}

func sleep() any {
	Process()
	fmt.Println("ready")
	time.Sleep(time.Minute)
	return nil
}
