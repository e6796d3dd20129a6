//go:build e2e && linux

package e2e

import (
	"testing"
	"time"

	"lanyard/e2e/rig"
)

// TestTwoClicksShowNoToken clicks twice on "Get token", as people do who are used to double
// clicks. With the token comes the button that shows it, which must not stand where they click.
func TestTwoClicksShowNoToken(t *testing.T) {
	d, a := startWithProfile(t)
	for _, ms := range []time.Duration{50, 100, 200, 300, 400, 500} {
		w := d.openAt(a)
		at := w.placeOf("Get token")
		d.check(w.ClickTwice(d.ctx, at[0], at[1], ms*time.Millisecond))
		w.until("there is a token", func(s rig.State) bool { return s.Token.There && s.Busy == "" })
		shown := w.still(300 * time.Millisecond)
		if shown.Token.Shown {
			t.Errorf("a second click after %d ms shows the token", ms)
		}
		view := shown.Places["View"]
		if max(view[0]-at[0], at[0]-view[0]) < 50 {
			t.Errorf("View is at %d, where the click at %d was meant for another button", view, at)
		}
		time.Sleep(700 * time.Millisecond)
		d.check(w.Click(d.ctx, view[0], view[1]))
		w.until("a click that was aimed shows it", func(s rig.State) bool { return s.Token.Shown })
		w.quit()
	}
}

// TestKeyShowsTheTokenAtOnce asks for the token in clear by its key as soon as it is there.
func TestKeyShowsTheTokenAtOnce(t *testing.T) {
	d, a := startWithProfile(t)
	w := d.openAt(a)
	at := w.placeOf("Get token")
	d.check(w.Click(d.ctx, at[0], at[1]))
	w.until("there is a token", func(s rig.State) bool { return s.Token.There })
	d.key("ctrl+shift+v")
	w.until("it is shown", func(s rig.State) bool { return s.Token.Shown })
	w.quit()
}

// TestSettingsKeepTheirKeys presses in the settings what means something in the list: with
// the focus in them, and with none after a click on empty ground.
func TestSettingsKeepTheirKeys(t *testing.T) {
	d, a := startWithProfile(t)
	d.must("", "duplicate", a.name, "z")
	w := d.openAt(a)
	d.key("ctrl+comma")
	w.until("the settings are open", func(s rig.State) bool { return s.Settings != nil })
	d.key("Tab", "Down", "Delete")
	at := w.placeOf("Done")
	d.check(w.Click(d.ctx, at[0]-200, at[1]))
	d.key("Down", "Down", "Return", "Delete", "ctrl+c", "End", "Return", "x")
	s := w.still(500 * time.Millisecond)
	if s.Settings == nil || s.Chosen != a.name || s.Token.There || s.Busy != "" || s.Search != "" || len(s.Rows) != 2 {
		t.Errorf("settings open %v, %q chosen, token %v, busy %q, search %q, %d profiles",
			s.Settings != nil, s.Chosen, s.Token.There, s.Busy, s.Search, len(s.Rows))
	}
	d.key("Escape")
	w.until("they are closed", func(s rig.State) bool { return s.Settings == nil })
	w.quit()
}

// still is what the window shows after a time in which nothing is done.
func (w *window) still(d time.Duration) rig.State {
	w.d.t.Helper()
	time.Sleep(d)
	return w.until("it tells what it shows", func(rig.State) bool { return true })
}

// placeOf is where a button is, once the window manager has put the window where it stays, and
// once a button that came below a resting pointer takes clicks.
func (w *window) placeOf(button string) [2]int {
	w.d.t.Helper()
	w.until(button+" can be pressed", func(s rig.State) bool { return s.Places[button] != [2]int{} })
	return w.still(time.Second).Places[button]
}
