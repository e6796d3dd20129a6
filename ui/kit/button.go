package kit

import (
	"cmp"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// Button is Fyne's button with a look of our own that Enter presses as Space does, that
// passes other keys on (Escape, arrows), and that gives the focus back: a click on a button
// doesn't take the focus away from where one was typing.
type Button struct {
	widget.Button
	Label     string // what it does where its text says too little: "Copy Address"
	ID        string // in tests, where there is no text
	OtherKeys func(*fyne.KeyEvent)
	Focused   func()
	press     func()      // by a key
	astray    func() bool // whether the click that ends now was meant for something else
	After     func()      // after a press by mouse or key
	hasFocus  bool
	hovered   bool // the pointer is on it
	drawn     bool // there is something that could look different from now on
}

// Button makes a button.
func (h *Host) Button(text string, icon fyne.Resource, pressed func()) *Button {
	b := &Button{OtherKeys: func(e *fyne.KeyEvent) { h.FunctionKey(e) }}
	b.Focused = func() { h.Focused(b) }
	b.press = h.Once(func() { b.Tapped(nil) })
	b.astray = h.Stray
	b.Text, b.Icon, b.OnTapped = text, icon, pressed
	b.ExtendBaseWidget(b)
	return b
}

// AccessibilityLabel implements fyne.Accessible.
func (b *Button) AccessibilityLabel() string { return cmp.Or(b.Label, b.Text, b.ID) }

// FocusGained implements fyne.Focusable.
func (b *Button) FocusGained() {
	b.hasFocus = true
	b.Refresh()
	b.Focused()
}

// FocusLost implements fyne.Focusable.
func (b *Button) FocusLost() {
	b.hasFocus = false
	b.Refresh()
}

// MouseIn implements desktop.Hoverable.
func (b *Button) MouseIn(*desktop.MouseEvent) { b.hover(true) }

// MouseOut implements desktop.Hoverable.
func (b *Button) MouseOut() { b.hover(false) }

func (b *Button) hover(on bool) {
	b.hovered = on
	b.Refresh()
}

// Refresh implements fyne.CanvasObject. A button that was never drawn is left alone: that
// would only have its icon read and its words measured.
func (b *Button) Refresh() {
	if b.drawn {
		b.Button.Refresh()
	}
}

// Prominent makes a button the main one of its place.
func (b *Button) Prominent() *Button {
	b.Importance = widget.HighImportance
	return b
}

// Quiet takes the button's surface away.
func (b *Button) Quiet() *Button {
	b.Importance = widget.LowImportance
	return b
}

// Tapped implements fyne.Tappable. Fyne's own would take the focus away.
func (b *Button) Tapped(*fyne.PointEvent) {
	if b.Disabled() || b.astray() {
		return
	}
	if b.OnTapped != nil {
		b.OnTapped()
	}
	if b.After != nil {
		b.After()
	}
}

// TypedKey implements fyne.Focusable.
func (b *Button) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyReturn, fyne.KeyEnter:
		b.press()
	case fyne.KeySpace: // comes as a letter too, see TypedRune
	default:
		b.OtherKeys(e)
	}
}

// TypedRune implements fyne.Focusable. Space acts here and not as a key: the letter
// comes after the key, and would go into a field that the press gave the focus to.
func (b *Button) TypedRune(r rune) {
	if r == ' ' {
		b.press()
	}
}

// SetText changes the words on a button.
func (b *Button) SetText(s string) {
	if b.Text != s {
		b.Text = s
		b.Refresh()
	}
}

func (b *Button) setIcon(icon fyne.Resource) {
	b.Icon = icon
	b.Refresh()
}

// SetEnabled switches a button on or off.
func (b *Button) SetEnabled(yes bool) {
	switch {
	case yes && b.Disabled():
		b.Enable()
	case !yes && !b.Disabled():
		b.Disable()
	}
}
