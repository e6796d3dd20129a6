package ui

import (
	_ "unsafe" // for go:linkname

	"github.com/go-text/typesetting/shaping"
)

// shaper is the toolkit's. It keeps the last 32 fonts that it was given, and each app of
// a test reads its own: together they would take gigabytes.
//
//go:linkname shaper fyne.io/fyne/v2/internal/painter.shaper
var shaper *shaping.HarfbuzzShaper

func forgetFonts() { *shaper = shaping.HarfbuzzShaper{} }
