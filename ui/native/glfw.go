//go:build cgo && !ci

package native

import (
	"fyne.io/fyne/v2"
	"github.com/go-gl/glfw/v3.4/glfw"

	"lanyard/ui"
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

// followInput tells on the toolkit's goroutine of every key, click, turn of the wheel and
// move of the pointer in the window.
func followInput(w fyne.Window, in ui.Input) {
	withGLFW(w, func(g *glfw.Window) {
		var (
			key    glfw.KeyCallback
			button glfw.MouseButtonCallback
			scroll glfw.ScrollCallback
			move   glfw.CursorPosCallback
		)
		key = g.SetKeyCallback(func(g *glfw.Window, k glfw.Key, code int, a glfw.Action, m glfw.ModifierKey) {
			in.Key(a == glfw.Repeat)
			key(g, k, code, a, m)
			in.Touched()
		})
		button = g.SetMouseButtonCallback(func(g *glfw.Window, b glfw.MouseButton, a glfw.Action, m glfw.ModifierKey) {
			if in.Button(a == glfw.Press) {
				button(g, b, a, m)
			}
			in.Touched()
		})
		scroll = g.SetScrollCallback(func(g *glfw.Window, x, y float64) {
			scroll(g, x, y)
			in.Scrolled()
			in.Touched()
		})
		move = g.SetCursorPosCallback(func(g *glfw.Window, x, y float64) {
			in.Moved(inCanvas(w.Canvas(), x, y))
			move(g, x, y)
			in.Touched()
		})
	})
}

// inCanvas is where a pixel of the window lies, as the toolkit counts.
func inCanvas(c fyne.Canvas, x, y float64) fyne.Position {
	scale := float64(max(c.Scale(), 0.1)) // 0 before the window is there
	return fyne.NewPos(float32(x/scale), float32(y/scale))
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
