//go:build cgo && !ci

package main

import (
	"fyne.io/fyne/v2"
	"github.com/go-gl/glfw/v3.4/glfw"
)

// The toolkit draws with GLFW, but tells nothing of minimising, which GLFW knows. What
// follows asks GLFW for the window that the toolkit has just made the current one. With a
// toolkit that does that no more, the window counts as never minimised.

// followMinimising calls tell on the toolkit's goroutine whenever the window is minimised
// or is shown again.
func followMinimising(w fyne.Window, tell func(minimised bool)) {
	withGLFW(w, func(g *glfw.Window) {
		g.SetIconifyCallback(func(_ *glfw.Window, iconified bool) { tell(iconified) })
	})
}

// restore shows a minimised window again. It is for the toolkit's goroutine.
func restore(w fyne.Window) {
	withGLFW(w, func(g *glfw.Window) {
		if g.GetAttrib(glfw.Iconified) == glfw.True {
			g.Restore()
		}
	})
}

func withGLFW(w fyne.Window, do func(*glfw.Window)) {
	c, ok := w.(interface{ RunWithContext(func()) })
	if !ok {
		return
	}
	c.RunWithContext(func() {
		if g := glfw.GetCurrentContext(); g != nil {
			do(g)
		}
	})
}
