package display

import (
	"testing"

	"lanyard/internal/platform/platformtest"

	"github.com/google/go-cmp/cmp"
)

// The bytes as the X11 protocol and EWMH number them.
func TestMessageToTheManagerByValue(t *testing.T) {
	want := []byte{
		25, 0, 11, 0, // SendEvent, not propagated, 44 bytes
		0xa7, 0x02, 0, 0, // to the root window
		0, 0, 0x18, 0, // SubstructureNotify and SubstructureRedirect
		33, 32, 0, 0, // ClientMessage of 32-bit values
		0x20, 0, 0x40, 0, // the window
		0x5b, 0x01, 0, 0, // _NET_ACTIVE_WINDOW
		2, 0, 0, 0, // from a pager
		0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
	}
	if diff := cmp.Diff(want, managerMessage(platformtest.FakeRoot, 0x400020, 0x15b, fromPager, 0)); diff != "" {
		t.Errorf("the request (-want +got):\n%s", diff)
	}
}

func TestActivateWithoutADisplay(t *testing.T) {
	if err := Activate(platformtest.Deadline(t), 1); err == nil {
		t.Error("no error without a display")
	}
}
