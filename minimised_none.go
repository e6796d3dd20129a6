//go:build cgo && ci

package main

import "fyne.io/fyne/v2"

// The toolkit's stand-in driver has no window that could be minimised.

func followMinimising(fyne.Window, func(minimised bool)) {}

func restore(fyne.Window) {}
