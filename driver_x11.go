//go:build cgo && !ci && linux && x11

package main

import (
	"fyne.io/fyne/v2"
	"github.com/go-gl/glfw/v3.4/glfw"
)

// prepare loads the OpenGL driver, which takes about half of the time until there is a
// window, while another goroutine reads the fonts, which takes most of the rest. The toolkit
// would do one after the other.
//
// Nothing else uses the toolkit meanwhile, which measures text for one goroutine at a time
// only. What is wrong with the display is told when the toolkit meets it.
func prepare() {
	read := make(chan struct{})
	go func() {
		defer close(read)
		readFonts()
	}()
	loadDriver()
	<-read
}

// readFonts has the toolkit read the fonts of the first frame.
func readFonts() {
	for _, bold := range []bool{false, true} {
		fyne.MeasureText("L", 14, fyne.TextStyle{Bold: bold})
	}
}

// loadDriver makes a window that is never shown and takes it away again. The driver stays
// as long as the connection to the display.
func loadDriver() {
	defer func() { _ = recover() }() // GLFW panics where a driver has nothing to draw with
	if glfw.Init() != nil {
		return
	}
	defer glfw.DefaultWindowHints()
	glfw.DefaultWindowHints()
	glfw.WindowHint(glfw.Visible, glfw.False)
	glfw.WindowHint(glfw.ContextVersionMajor, 2) // as the toolkit asks for
	glfw.WindowHint(glfw.ContextVersionMinor, 1)
	w, err := glfw.CreateWindow(1, 1, "", nil, nil)
	if err != nil {
		return
	}
	defer w.Destroy()
	w.MakeContextCurrent()
	glfw.DetachCurrentContext()
}
