package ui

import (
	"testing"

	"fyne.io/fyne/v2"
)

// TestASecondLineBelowHasRoom has the line at the bottom tell two things at once: the
// panes above it make room, in the same frame.
func TestASecondLineBelowHasRoom(t *testing.T) {
	r := newRig(t, []string{"lab", "prod"})
	inside := func(what string) {
		t.Helper()
		at := fyne.CurrentApp().Driver().AbsolutePositionForObject(r.status.text)
		if end, height := at.Y+r.status.text.Size().Height, r.win.Canvas().Size().Height; end > height {
			t.Errorf("%s: the line ends at %.0f, the window at %.0f", what, end, height)
		}
	}
	r.menu("Copy token")
	r.until("the token is copied", func() bool { return r.copied() })
	inside("one line")
	r.Say("Something else happened.")
	if !r.status.aside.Visible() {
		t.Fatal("the message is not beside what is on the clipboard")
	}
	inside("a message beside it")
	r.menu("Remove")
	r.until("it is removed", func() bool { return r.Rows() == 1 })
	inside("a way back")
}
