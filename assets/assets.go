// Package assets has what the program carries with it: its icon and its version.
package assets

import (
	_ "embed"
	"strings"
)

// Icon is the program's icon, a square PNG of 256 pixels a side. It is rendered from
// [IconSVG]; "make icon" does it again.
//
//go:embed lanyard.png
var Icon []byte

// IconSVG is the drawing the icon is rendered from.
//
//go:embed lanyard.svg
var IconSVG []byte

//go:embed VERSION
var version string

// Version is the program's version, three numbers with dots. The file VERSION beside this one
// is the one place where it is written; FyneApp.toml has a copy, which a test compares.
func Version() string { return strings.TrimSpace(version) }
