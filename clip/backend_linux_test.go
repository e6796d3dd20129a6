package clip

import (
	"errors"
	"testing"
)

func TestOpenWithoutADisplay(t *testing.T) {
	t.Setenv("DISPLAY", "")
	t.Setenv("WAYLAND_DISPLAY", "")
	if _, err := Open(); !errors.Is(err, ErrNoClipboard) {
		t.Errorf("err = %v", err)
	}
}
