//go:build e2e && soak && linux

package e2e

import (
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"lanyard/e2e/rig"
)

// TestStoppedProgramIsRightAtOnce stops the program for longer than a minute, as a
// computer that sleeps does, and wants the true time as soon as it goes on.
func TestStoppedProgramIsRightAtOnce(t *testing.T) {
	d := startDesk(t)
	w := d.open("--demo")
	w.until("the first sample has its token", func(s rig.State) bool { return s.Token.There && s.Busy == "" })
	d.key("shift") // somebody is there: seconds are counted
	before := w.until("seconds are counted", func(s rig.State) bool { return strings.Contains(s.Token.Drawn, ":") })
	began := time.Now()
	left := func() int { return seconds(t, before.Token.Drawn) - int(time.Since(began).Seconds()) }
	if err := w.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	time.Sleep(70 * time.Second)
	if err := w.Signal(syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	w.until("the countdown is right", func(s rig.State) bool {
		if minutes, ok := strings.CutSuffix(s.Token.Drawn, " min"); ok {
			return minutes == strconv.Itoa((left()+59)/60)
		}
		d := seconds(t, s.Token.Drawn) - left()
		return -2 <= d && d <= 2
	})
	if late := time.Since(began) - 70*time.Second; late > 3*time.Second {
		t.Errorf("it took %v until the countdown was right", late)
	}
	w.quit()
}

// TestMinimisedWindowSleeps minimises a window that counts down: it does nothing by itself
// any more until it is shown again, and is right then.
func TestMinimisedWindowSleeps(t *testing.T) {
	d := startDesk(t)
	w := d.open("--demo")
	w.until("the first sample has its token", func(s rig.State) bool { return s.Token.There && s.Busy == "" && s.Sleeps != "" })
	if err := w.Minimise(t.Context()); err != nil {
		t.Fatal(err)
	}
	hidden := w.until("nothing wakes it", func(s rig.State) bool { return s.Sleeps == "" })
	time.Sleep(12 * time.Second)
	still, err := w.State()
	if err != nil {
		t.Fatal(err)
	}
	if still.Token.Drawn != hidden.Token.Drawn || still.Sleeps != "" {
		t.Errorf("while minimised the countdown went from %s to %s", hidden.Token.Drawn, still.Token.Drawn)
	}
	if err := w.Show(t.Context()); err != nil {
		t.Fatal(err)
	}
	shown := w.until("it counts again", func(s rig.State) bool { return s.Sleeps != "" })
	if got := seconds(t, hidden.Token.Drawn) - seconds(t, shown.Token.Drawn); got < 10 {
		t.Errorf("shown again, the countdown went from %s to %s only", hidden.Token.Drawn, shown.Token.Drawn)
	}
	w.quit()
}
