//go:build soak

package ui

import (
	"os"
	"os/exec"
	"runtime"
	"testing"
	"time"

	"lanyard/ui/editor"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/software"
)

// locks is how often the window is locked and unlocked to see what that leaves behind.
const locks = 200

// heapObjects counts what is on the heap and still in use.
func heapObjects() (objects, bytes int64) {
	var m runtime.MemStats
	for range 3 { // what finalizers and pools hold goes with the next round
		runtime.GC()
	}
	runtime.ReadMemStats(&m)
	return int64(m.HeapObjects), int64(m.HeapAlloc)
}

// cachedFor is how long the toolkit is told to keep what it made for widgets that it has
// drawn: otherwise it is a minute, of which these tests would wait for several.
const cachedFor = "1s"

// withShortCache runs the test in a process of its own with that setting, which the toolkit
// reads when a program starts; true: this is that process.
func withShortCache(t *testing.T) bool {
	t.Helper()
	if os.Getenv("FYNE_CACHE") == cachedFor {
		return true
	}
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+t.Name()+"$", "-test.v")
	cmd.Env = append(os.Environ(), "FYNE_CACHE="+cachedFor)
	said, err := cmd.CombinedOutput()
	t.Logf("%s", said)
	if err != nil {
		t.Error(err)
	}
	return false
}

// cleanCaches has the toolkit forget widgets that are gone. It does so when it draws, at
// most every ten seconds.
func cleanCaches() {
	time.Sleep(11 * time.Second)
	software.NewCanvas().Capture()
}

// TestLocksLeaveMemoryFlat locks and unlocks the window with a token on the clipboard and
// in clear, and a form with a key in it.
func TestLocksLeaveMemoryFlat(t *testing.T) {
	if !withShortCache(t) {
		return
	}
	r := newRig(t, []string{"prod", "lab"})
	round := func() {
		r.menu("Copy token")
		r.until("the token is copied", func() bool { return r.copied() })
		r.menu("View or hide token")
		r.menu("Add profile")
		r.form().Entry(editor.FKey).SetText("typed-secret")
		r.lockKey()
		r.key(fyne.KeyReturn)
		r.until("it is unlocked", func() bool { return !r.Locked() && !r.copied() })
	}
	for range locks / 4 { // caches fill
		round()
	}
	cleanCaches()
	objects, size := heapObjects()
	for range locks {
		round()
	}
	cleanCaches()
	moreObjects, moreSize := heapObjects()
	perLock := float64(moreObjects-objects) / locks
	t.Logf("after %d locks: %d objects more (%.1f a lock), %d bytes more", locks, moreObjects-objects, perLock, moreSize-size)
	if perLock > 5 {
		t.Errorf("each lock leaves %.1f objects behind", perLock)
	}
}
