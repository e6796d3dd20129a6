//go:build cgo

package native

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver"

	"lanyard/internal/platform/display"
)

// openingLimit is how long a window may take to be there. One that is still being made on
// a computer with much else to do gets more.
const openingLimit = 9 * time.Second

// hangs is what is said when the toolkit has to be abandoned. It has the form in which
// the command line tells its failures, which cannot be reached from there.
const hangs = `lanyard: The window could not be opened
  why: The display's OpenGL driver does not answer.
  next: The commands work without a window: lanyard --help
`

// opening watches over the toolkit until its window is there. Where a driver refuses to
// make one, the toolkit writes a line on standard error and goes on without a window, for
// ever; a driver may also hang.
type opening struct {
	stop   func() // ends the watch
	there  bool   // the window is; set on the toolkit's goroutine, as is failed
	failed error
}

// beginOpening begins to watch.
func beginOpening() *opening {
	return &opening{stop: display.Watchdog(openingLimit, func() {
		_, _ = os.Stderr.WriteString(hangs)
		os.Exit(1)
	})}
}

// run runs the toolkit. Where no OpenGL driver offers anything to draw with, the toolkit's
// own part for windows panics instead of giving an error.
func (o *opening) run(toolkit func()) (err error) {
	defer func() {
		what := recover()
		refused, ok := what.(error)
		_, ours := what.(runtime.Error)
		switch {
		case what == nil:
		case ok && !ours && !o.there:
			err = fmt.Errorf("no window can be made on this display (%w)", refused)
		default:
			panic(what)
		}
	}()
	toolkit()
	return o.failed
}

// follow looks for the window as soon as the toolkit's loop runs, which quit ends.
func (o *opening) follow(a fyne.App, quit func()) {
	go fyne.Do(func() {
		o.stop()
		o.there = shown(a)
		if !o.there {
			o.failed = errors.New("the display's OpenGL driver makes no window: the lines above say why")
			quit()
		}
	})
}

// shown reports whether all windows of the toolkit really are windows of the desktop.
func shown(a fyne.App) bool {
	for _, w := range a.Driver().AllWindows() {
		native, ok := w.(driver.NativeWindow)
		if !ok {
			continue // a driver without a desktop, in tests
		}
		var handle uintptr
		native.RunNative(func(context any) {
			switch c := context.(type) {
			case driver.X11WindowContext:
				handle = c.WindowHandle
			case driver.WaylandWindowContext:
				handle = c.WaylandSurface
			case driver.WindowsWindowContext:
				handle = c.HWND
			case driver.MacWindowContext:
				handle = c.NSWindow
			default:
				handle = 1 // no telling
			}
		})
		if handle == 0 {
			return false
		}
	}
	return true
}
