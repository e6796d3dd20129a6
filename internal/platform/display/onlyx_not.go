//go:build linux && !x11

package display

// onlyX is whether the window is built for X11 alone (the build tag x11 tells the toolkit
// so).
const onlyX = false
