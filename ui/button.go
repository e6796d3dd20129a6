package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// button is Fyne's button with a look of our own that Enter presses as Space does, that
// passes other keys on (Escape, arrows), and that gives the focus back: a click on a button
// doesn't take the focus away from where one was typing.
type button struct {
	widget.Button
	label     string // what it does where its text says too little: "Copy Address"
	id        string // in tests, where there is no text
	otherKeys func(*fyne.KeyEvent)
	focused   func()
	press     func()      // by a key
	astray    func() bool // whether the click that ends now was meant for something else
	after     func()      // after a press by mouse or key
	hasFocus  bool
	hovered   bool // the pointer is on it
	drawn     bool // there is something that could look different from now on
}

// button makes a button.
func (w *Window) button(text string, icon fyne.Resource, pressed func()) *button {
	b := &button{otherKeys: func(e *fyne.KeyEvent) { w.functionKey(e) }}
	b.focused = func() { w.focusSeen(b) }
	b.press = w.once(func() { b.Tapped(nil) })
	b.astray = func() bool { return w.aim.stale }
	b.Text, b.Icon, b.OnTapped = text, icon, pressed
	b.ExtendBaseWidget(b)
	return b
}

// AccessibilityLabel implements fyne.Accessible.
func (b *button) AccessibilityLabel() string { return firstOf(b.label, b.Text, b.id) }

// FocusGained implements fyne.Focusable.
func (b *button) FocusGained() {
	b.hasFocus = true
	b.Refresh()
	b.focused()
}

// FocusLost implements fyne.Focusable.
func (b *button) FocusLost() {
	b.hasFocus = false
	b.Refresh()
}

// MouseIn implements desktop.Hoverable.
func (b *button) MouseIn(*desktop.MouseEvent) { b.hover(true) }

// MouseOut implements desktop.Hoverable.
func (b *button) MouseOut() { b.hover(false) }

func (b *button) hover(on bool) {
	b.hovered = on
	b.Refresh()
}

// Refresh implements fyne.CanvasObject. A button that was never drawn is left alone: that
// would only have its icon read and its words measured.
func (b *button) Refresh() {
	if b.drawn {
		b.Button.Refresh()
	}
}

// prominent makes a button the main one of its place.
func (b *button) prominent() *button {
	b.Importance = widget.HighImportance
	return b
}

// quiet takes the button's surface away.
func (b *button) quiet() *button {
	b.Importance = widget.LowImportance
	return b
}

// Tapped implements fyne.Tappable. Fyne's own would take the focus away.
func (b *button) Tapped(*fyne.PointEvent) {
	if b.Disabled() || b.astray() {
		return
	}
	if b.OnTapped != nil {
		b.OnTapped()
	}
	if b.after != nil {
		b.after()
	}
}

// TypedKey implements fyne.Focusable.
func (b *button) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyReturn, fyne.KeyEnter:
		b.press()
	case fyne.KeySpace: // comes as a letter too, see TypedRune
	default:
		b.otherKeys(e)
	}
}

// TypedRune implements fyne.Focusable. Space acts here and not as a key: the letter
// comes after the key, and would go into a field that the press gave the focus to.
func (b *button) TypedRune(r rune) {
	if r == ' ' {
		b.press()
	}
}

func (b *button) setText(s string) {
	if b.Text != s {
		b.Text = s
		b.Refresh()
	}
}

func (b *button) setIcon(icon fyne.Resource) {
	b.Icon = icon
	b.Refresh()
}

func (b *button) setEnabled(yes bool) {
	switch {
	case yes && b.Disabled():
		b.Enable()
	case !yes && !b.Disabled():
		b.Disable()
	}
}

// fold is a heading that shows and hides what is below it.
type fold struct {
	head *button
	body fyne.CanvasObject
	box  *fyne.Container
	open bool
	when func(open bool)
}

func (w *Window) fold(title string, body fyne.CanvasObject) *fold {
	f := &fold{body: body}
	f.head = w.button(title, theme.MenuExpandIcon(), func() { f.set(!f.open) }).quiet()
	f.head.Alignment = widget.ButtonAlignLeading
	body.Hide()
	f.box = column(2, inset(0, 0, 0, -theme.InnerPadding(), rowOf(0, -1, f.head)), body)
	return f
}

func (f *fold) set(open bool) {
	if f.open == open {
		return
	}
	f.open = open
	if open {
		f.head.setIcon(theme.MenuDropDownIcon())
	} else {
		f.head.setIcon(theme.MenuExpandIcon())
	}
	setVisible(f.body, open)
	relayout(f.box)
	if f.when != nil {
		f.when(open)
	}
}

// focusSeen scrolls what has the focus now into view.
func (w *Window) focusSeen(b *button) {
	if p := w.stack.top(); p != nil {
		p.Reveal(b)
	} else {
		revealIn(w.detail.scroll, b)
	}
}
