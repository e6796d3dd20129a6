package canary

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Process searches arguments and environment of a process and of its children, by way
// of /proc. What has ended meanwhile, or is closed to this user, is passed over.
func Process(all []Canary, pid int) []string {
	var hits []string
	for _, file := range []string{"cmdline", "environ"} {
		path := fmt.Sprintf("/proc/%d/%s", pid, file)
		text, err := os.ReadFile(path)
		if err != nil {
			continue
		}
		for _, hit := range Search(all, string(text)) {
			hits = append(hits, hit+" is in "+path)
		}
	}
	tasks, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", pid))
	for _, task := range tasks {
		text, _ := os.ReadFile(task)
		for child := range strings.FieldsSeq(string(text)) {
			var n int
			if _, err := fmt.Sscan(child, &n); err == nil {
				hits = append(hits, Process(all, n)...)
			}
		}
	}
	return hits
}

// Processes gives the processes whose environment has a line, such as "HOME=/tmp/x".
func Processes(line string) []int {
	var found []int
	all, _ := filepath.Glob("/proc/[0-9]*/environ")
	for _, path := range all {
		text, err := os.ReadFile(path)
		var pid int
		if _, scanErr := fmt.Sscanf(path, "/proc/%d/environ", &pid); err == nil && scanErr == nil && strings.Contains("\x00"+string(text), "\x00"+line+"\x00") {
			found = append(found, pid)
		}
	}
	return found
}
