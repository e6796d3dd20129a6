package secret_test

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"lanyard/internal/secret"
)

// TestWipe leaves texts of several lengths behind and looks for them in the memory of
// this process.
func TestWipe(t *testing.T) {
	leave(t, 200)
	before := inMemory(t)
	secret.Wipe()
	after := inMemory(t)
	t.Logf("%d before, %d after", before, after)
	if before < 100 || after > before/20 {
		t.Errorf("of %d texts in memory %d are left", before, after)
	}
}

// leave makes texts that nothing refers to afterwards.
func leave(t *testing.T, n int) {
	t.Helper()
	for i := range n {
		length := []int{44, 300, 800, 2000}[i%4]
		if text := secret.New(fmt.Sprint("wi", "pe-", i, "-") + strings.Repeat("x", length)); text.Empty() {
			t.Fatal("empty")
		}
	}
}

// inMemory counts the texts in this process's memory that can be written. Its own buffer
// is left aside.
func inMemory(t *testing.T) int {
	t.Helper()
	maps, err := os.ReadFile("/proc/self/maps")
	if err != nil {
		t.Fatal(err)
	}
	mem, err := os.Open("/proc/self/mem")
	if err != nil {
		t.Skip("this system does not show a process its own memory: ", err)
	}
	defer mem.Close()
	seen := map[string]bool{}
	pattern := regexp.MustCompile("w" + `ipe-\d+-x{20,}`)
	part := make([]byte, 64<<10)
	for line := range strings.Lines(string(maps)) {
		var from, to int64
		var rights string
		if _, err := fmt.Sscanf(line, "%x-%x %s", &from, &to, &rights); err != nil || !strings.HasPrefix(rights, "rw") {
			continue
		}
		for at := from; at < to; at += int64(len(part)) {
			n, _ := mem.ReadAt(part[:min(int64(len(part)), to-at)], at)
			for _, found := range pattern.FindAll(part[:n], -1) {
				seen[string(found[:8])] = true
			}
			clear(part)
		}
	}
	return len(seen)
}
