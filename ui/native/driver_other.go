//go:build cgo && !(!ci && linux && x11)

package native

import "fyne.io/fyne/v2"

// prepare does nothing: which window system the toolkit chooses is its own business.
func prepare(fyne.App) (ready func()) { return func() {} }
