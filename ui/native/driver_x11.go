//go:build cgo && !ci && linux && x11

package native

import (
	"unsafe"

	"fyne.io/fyne/v2"
	"github.com/go-gl/glfw/v3.4/glfw"

	"lanyard/ui/kit"
)

// prepare has the OpenGL driver loaded while the window is being built. Both take about half
// of the time until there is a window, and the toolkit would do one after the other. The
// fonts are read while the toolkit connects to the display. ready waits for the driver.
//
// Nothing else uses the toolkit while the fonts are read: it measures text for one goroutine
// at a time only. What is wrong with the display is told when the toolkit meets it.
func prepare(a fyne.App) (ready func()) {
	read := make(chan struct{})
	go func() {
		defer close(read)
		kit.ReadFonts(a)
	}()
	ready = func() {}
	if display := connect(); display != nil {
		ready = loadOpenGL(display)
	}
	<-read
	return ready
}

// connect gives the toolkit's connection to the display, nil where there is none.
func connect() unsafe.Pointer {
	defer func() { _ = recover() }() // GLFW panics where something is missing
	if glfw.Init() != nil {
		return nil
	}
	return unsafe.Pointer(glfw.GetX11Display()) //nolint:gosec // a C pointer that goes to C alone
}
