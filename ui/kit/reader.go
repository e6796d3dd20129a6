package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// Reader is a text of several lines that can be selected and copied, not changed.
type Reader struct{ Field }

// NewReader makes a text without anything in it. label is its name for screen readers.
func NewReader(label string, h *Host) *Reader {
	r := &Reader{}
	r.Label, r.Host = label, h
	r.SetUp()
	r.AsTall(8)
	r.TextStyle.Monospace = true
	r.ExtendBaseWidget(r)
	return r
}

// TypedRune implements fyne.Focusable.
func (r *Reader) TypedRune(rune) {}

// TypedKey implements fyne.Focusable: keys move, they change nothing.
func (r *Reader) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyUp, fyne.KeyDown, fyne.KeyLeft, fyne.KeyRight, fyne.KeyHome, fyne.KeyEnd, fyne.KeyPageUp, fyne.KeyPageDown:
		r.Field.TypedKey(e)
	default:
		r.Host.FunctionKey(e)
	}
}

// TypedShortcut implements fyne.Shortcutable.
func (r *Reader) TypedShortcut(s fyne.Shortcut) {
	switch s := s.(type) {
	case *fyne.ShortcutCopy, *fyne.ShortcutSelectAll:
		r.Field.TypedShortcut(s)
	case *desktop.CustomShortcut:
		if s.KeyName == fyne.KeyLeft || s.KeyName == fyne.KeyRight {
			r.Field.TypedShortcut(s)
		}
	}
}
