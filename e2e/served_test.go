//go:build e2e && linux

package e2e

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"lanyard/e2e/rig"
)

// TestServedCommandInTheActivity runs a command under exec --serve, sees it in the window,
// and ends its sign-in there: it gets no more tokens and runs on.
func TestServedCommandInTheActivity(t *testing.T) {
	d := startDesk(t)
	s := d.simulate()
	d.add(accounts(s)[0], s.CAFile)
	name := accounts(s)[0].name
	stop := filepath.Join(t.TempDir(), "stop")
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		_, _ = d.Run(t.Context(), "", "exec", name, "--serve", "--", "sh", "-c", `until [ -e "$0" ]; do sleep 0.2; done`, stop)
	}()
	w := d.open()
	w.choose(name)
	w.press("Use it in code")
	w.focus("Code for")
	for range 15 {
		if slices.Contains(w.until("the code is shown", func(s rig.State) bool { return slices.Contains(s.Buttons, "Copy code") }).Buttons, "With a reference to the token") {
			break
		}
		d.key("Right")
		d.check(w.Settle(t.Context()))
	}
	w.press("With a reference to the token")
	d.check(w.Settle(t.Context()))
	d.picture("reference")
	w.press("Use it in code")
	w.press("Activity")
	w.until("the command can be ended", func(s rig.State) bool { return slices.Contains(s.Buttons, "End") })
	d.picture("served")
	w.press("End")
	w.until("it is gone", func(s rig.State) bool { return !slices.Contains(s.Buttons, "End") })
	d.picture("served-ended")
	select {
	case <-gone:
		t.Error("the command ended with its sign-in")
	default:
	}
	d.check(os.WriteFile(stop, nil, 0o600))
	<-gone
	w.quit()
}
