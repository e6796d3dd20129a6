//go:build cgo && ci

package native

import "fyne.io/fyne/v2"

// The toolkit's stand-in driver has no loop that could sleep.
type sleeper struct{}

func newSleeper(fyne.App) *sleeper { return &sleeper{} }

func (*sleeper) begin() {}

func (*sleeper) touch() {}
