package ui

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"lanyard/ui/list"
)

// Each second that is painted costs more than all the rest of an idle window.
func TestCountsMinutesWhileNobodyLooks(t *testing.T) {
	var touched func()
	r := newRig(t, []string{"prod"}, func(_ *rig, s *Setup) {
		s.FollowInput = func(_ fyne.Window, in Input) { touched = in.Touched }
	})
	r.Touch()
	r.key(fyne.KeyReturn)
	r.until("the token is there", r.hasToken)
	shows := func(when, digits, words string, sleeps time.Duration) {
		t.Helper()
		r.sees(digits + "\n" + words + "\n")
		if t.Failed() {
			t.Fatal(when)
		}
		if d := r.NextTick(); d != sleeps {
			t.Errorf("%s the window sleeps for %v, want %v", when, d, sleeps)
		}
	}
	r.later(14 * time.Second)
	shows("soon after a key", "59:46", "expires in 1 h · 14:00 UTC", time.Second)
	r.later(time.Second)
	shows("a while after a key", "1 h", "expires 14:00 UTC", 10*time.Second)
	r.later(39*time.Minute + 40*time.Second)
	shows("long after a key", "21 min", "expires 14:00 UTC", 5*time.Second)
	r.later(10 * time.Minute)
	shows("when it is to be renewed", "11 min", "renew soon: expires 14:00 UTC", 5*time.Second)
	touched()
	shows("as soon as somebody is back", "10:05", "renew soon: expires in 11 min · 14:00 UTC", time.Second)
	r.later(8*time.Minute + 5*time.Second)
	shows("at the end of its life", "2:00", "renew soon: expires in 2 min · 14:00 UTC", 5*time.Second)
	r.later(5 * time.Second)
	shows("and then", "1:55", "renew soon: expires in 2 min · 14:00 UTC", 5*time.Second)
	touched()
	shows("when somebody comes then", "1:55", "renew soon: expires in 2 min · 14:00 UTC", time.Second)
}

// Rows have no timers: one wake-up of the window draws what time has changed in them.
func TestRowsFollowTime(t *testing.T) {
	r := newRig(t, []string{"prod", "test"})
	r.key(fyne.KeyReturn)
	r.until("the token is there", r.hasToken)
	r.key(fyne.KeyDown)
	row := func() *list.Row {
		for row := range r.list.List.Drawn() {
			if row.Name.Text == "prod" {
				return row
			}
		}
		t.Fatal("no row shows prod")
		return nil
	}
	for _, at := range []struct {
		left  time.Duration
		state string
	}{{30 * time.Minute, "live"}, {11 * time.Minute, "renew soon"}, {20 * time.Second, "expired"}} {
		r.clockNow = began().Add(time.Hour - at.left)
		r.Tick()
		if got := row().State.Text; got != at.state {
			t.Errorf("with %v left the row says %q, want %q", at.left, got, at.state)
		}
	}
}

// The stock list makes a row more each time it is drawn anew, and others while it scrolls.
// Those that show nothing any more are not held on to, nor drawn when time goes on.
func TestListForgetsRowsThatAreGone(t *testing.T) {
	r := newRig(t, nil, func(r *rig, _ *Setup) { r.profiles.list = manyProfiles(1000) })
	r.win.Resize(fyne.NewSize(1000, 400)) // five rows can be seen
	for range 50 {
		r.frame.refresh()
		r.key(fyne.KeyPageDown)
	}
	if n := len(r.list.List.Drawn()); n < 5 || n > 12 {
		t.Errorf("after 50 pages of five rows, the list holds on to %d", n)
	}
	for row := range r.list.List.Drawn() {
		if want := r.Row(row.At).Name; row.Name.Text != want || want == "" {
			t.Errorf("row %d says %q, want %q", row.At, row.Name.Text, want)
		}
	}
}
