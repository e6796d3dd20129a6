//go:build cgo && ci

package native

import (
	"fyne.io/fyne/v2"

	"lanyard/ui"
)

// The toolkit's stand-in driver has no window that could be minimised or touched.

func followMinimising(fyne.Window, func(minimised bool)) {}

func followInput(_ fyne.Window, in ui.Input) { in.Touched() }

func restore(fyne.Window) {}
