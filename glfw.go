//go:build cgo && !ci

package main

import (
	"fyne.io/fyne/v2"
	"github.com/go-gl/glfw/v3.4/glfw"
)

// The toolkit draws with GLFW, but tells nothing of minimising, which GLFW knows, nor of
// the pointer moving where no widget cares. What follows asks GLFW for the window that the
// toolkit has just made the current one. With a toolkit that does that no more, the window
// counts as never minimised, and as used only when it gets the focus.

// followMinimising calls tell on the toolkit's goroutine whenever the window is minimised
// or is shown again.
func followMinimising(w fyne.Window, tell func(minimised bool)) {
	withGLFW(w, func(g *glfw.Window) {
		g.SetIconifyCallback(func(_ *glfw.Window, iconified bool) { tell(iconified) })
	})
}

// followInput calls touched on the toolkit's goroutine with every key, click, turn of the
// wheel and move of the pointer in the window, after the toolkit has had it, and held with
// every key before: whether it comes because the key is still down.
func followInput(w fyne.Window, held func(bool), touched func()) {
	withGLFW(w, func(g *glfw.Window) {
		var (
			key    glfw.KeyCallback
			button glfw.MouseButtonCallback
			scroll glfw.ScrollCallback
			move   glfw.CursorPosCallback
		)
		key = g.SetKeyCallback(func(g *glfw.Window, k glfw.Key, code int, a glfw.Action, m glfw.ModifierKey) {
			held(a == glfw.Repeat)
			key(g, k, code, a, m)
			touched()
		})
		button = g.SetMouseButtonCallback(func(g *glfw.Window, b glfw.MouseButton, a glfw.Action, m glfw.ModifierKey) {
			button(g, b, a, m)
			touched()
		})
		scroll = g.SetScrollCallback(func(g *glfw.Window, x, y float64) {
			scroll(g, x, y)
			touched()
		})
		move = g.SetCursorPosCallback(func(g *glfw.Window, x, y float64) {
			move(g, x, y)
			touched()
		})
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
