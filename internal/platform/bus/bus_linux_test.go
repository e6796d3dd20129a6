package bus_test

import (
	"testing"

	"lanyard/internal/platform/bus"
	"lanyard/internal/platform/platformtest"
)

func TestRunning(t *testing.T) {
	t.Setenv("XDG_RUNTIME_DIR", t.TempDir())
	stop := platformtest.SessionBus(t)
	if !bus.Running() {
		t.Error("a bus that runs is not found")
	}
	stop()
	if bus.Running() {
		t.Error("a bus that has ended is found")
	}
}
