// Package kit has the widgets, layouts and the theme of the window. It knows the toolkit
// and nothing of what the program is about; what a widget needs of the window it asks its
// [Host] for. Everything here belongs to Fyne's goroutine, but for what says otherwise.
package kit

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
)

// Host is what the widgets of a window need of it. The window makes one and gives it to
// all of them; its fields belong to Fyne's goroutine.
type Host struct {
	Context context.Context // ends when the window does
	Canvas  fyne.Canvas
	Do      func(func()) // runs something on Fyne's goroutine, from any
	Words   CommonWords

	// paste reads the clipboard off Fyne's goroutine and with a time limit, because a stuck
	// owner of it would stop a stock entry, and the window with it, for as long as it likes.
	Paste     func(insert func(text string))
	CopyPlain func(what, text string) // copies what is no secret

	FunctionKey func(*fyne.KeyEvent) bool // acts on the keys that mean the same everywhere
	Once        func(do func()) func()    // makes an action that is done once, however long its key is held
	Stray       func() bool               // whether the click that ends now was meant for something else
	Focused     func(fyne.CanvasObject)   // is called when a button has got the focus
	FocusHome   func()                    // gives the focus back to where one works

	Say func(text string) // shows a passing message in the status line

	Tips   *Tips
	Texts  TextCache
	Panes  *PaneStack
	Dialog *Dialog // the one that is open; nil: none
}

// CommonWords are the texts of widgets that need some of their own.
type CommonWords struct {
	Copy, Close, Cancel, Done string
	Canceled                  string // is said when the user ends what is under way
	Busy                      string // is said when they want to leave it
}

// Focus gives something the focus; nil changes nothing.
func (h *Host) Focus(o fyne.Focusable) {
	if o != nil {
		h.Canvas.Focus(o)
	}
}

// later runs something on Fyne's goroutine after a time, unless the window has ended.
func (h *Host) later(d time.Duration, f func()) *time.Timer {
	return time.AfterFunc(d, func() {
		if h.Context.Err() == nil {
			h.Do(f)
		}
	})
}

// Background runs work on a goroutine of its own and hands its result to done on Fyne's
// goroutine, unless ctx or the window has ended by then.
func Background[T any](ctx context.Context, h *Host, work func(context.Context) (T, error), done func(T, error)) {
	go func() {
		v, err := work(ctx)
		if ctx.Err() != nil || h.Context.Err() != nil {
			return
		}
		h.Do(func() {
			if ctx.Err() == nil && h.Context.Err() == nil {
				done(v, err)
			}
		})
	}()
}
