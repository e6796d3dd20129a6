//go:build e2e && linux && soak

package e2e

import (
	"testing"
	"time"

	"lanyard/e2e/rig"
)

// TestLongLocks locks and unlocks the real window 300 times, each time with a token on
// the clipboard and a form that has a key in it, and looks what that does to its memory.
func TestLongLocks(t *testing.T) {
	// What a quiet run differs by, one way or the other, is 3 MiB: rubbish that is not
	// collected yet. A list of which every lock leaves six rows behind takes 12 MiB more.
	const locks, least, atMost = 300, 30, 5 << 10 // KiB
	d, a := startWithProfile(t)
	// The toolkit keeps what it drew for a minute, and a round takes less than a second.
	d.Setenv("FYNE_CACHE", "2s")
	d.Setenv("GOGC", "25") // less rubbish
	w := d.openAt(a)
	round := func() {
		d.key("ctrl+shift+c")
		w.until("there is a token", func(s rig.State) bool { return s.Token.There && s.Busy == "" })
		d.key("ctrl+n")
		w.until("the form is open", func(s rig.State) bool { return s.Form.Open })
		d.key("ctrl+l")
		w.until("it is locked", func(s rig.State) bool { return s.Locked && s.LockWay == "click" && s.Focus == "Unlock" })
		d.key("Return")
		w.until("it is open", func(s rig.State) bool { return !s.Locked })
	}
	for range locks / 3 { // caches and pools fill
		round()
	}
	lowest := func() int {
		for range 2 { // the first drawing after ten seconds drops what the toolkit kept
			time.Sleep(12 * time.Second)
			round()
		}
		kib := d.resident(w)
		for range least {
			round()
			kib = min(kib, d.resident(w))
		}
		return kib
	}
	before := lowest()
	for range locks - least {
		round()
	}
	after := lowest()
	t.Logf("resident memory: %d KiB, after %d more locks %d KiB", before, locks, after)
	if after-before > atMost {
		t.Errorf("resident memory grew from %d to %d KiB in %d locks", before, after, locks)
	}
	w.quit()
}

// resident is the memory of the window's process, in KiB.
func (d *desk) resident(w *window) int {
	d.t.Helper()
	kib, err := w.Resident()
	d.check(err)
	return kib
}
