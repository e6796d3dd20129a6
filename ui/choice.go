package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// choice is Fyne's select for a form: Enter saves and Escape cancels, as in a field.
type choice struct {
	widget.Select
	label    string
	frame    *themedRect
	onSubmit func()
	onCancel func()
	onFocus  func()
}

func newChoice(label string, options []string, changed func(string)) *choice {
	c := &choice{label: label, frame: surface("", 6)}
	c.frame.stroke = theme.ColorNameInputBorder
	c.Options, c.OnChanged = options, changed
	c.ExtendBaseWidget(c)
	return c
}

// framed is the choice with a border like a field's, which Fyne's select has not.
func (c *choice) framed() fyne.CanvasObject { return container.NewStack(c, c.frame) }

// FocusLost implements fyne.Focusable.
func (c *choice) FocusLost() {
	c.Select.FocusLost()
	c.frame.set("", theme.ColorNameInputBorder)
}

// FocusGained implements fyne.Focusable.
func (c *choice) FocusGained() {
	c.Select.FocusGained()
	c.frame.set("", theme.ColorNamePrimary)
	if c.onFocus != nil {
		c.onFocus()
	}
}

// at is the position of what is chosen, -1 without.
func (c *choice) at() int { return c.SelectedIndex() }

// TypedKey implements fyne.Focusable.
func (c *choice) TypedKey(e *fyne.KeyEvent) {
	switch {
	case isEnter(e) && c.onSubmit != nil:
		c.onSubmit()
	case e.Name == fyne.KeyEscape && c.onCancel != nil:
		c.onCancel()
	default:
		c.Select.TypedKey(e)
	}
}

// tick is a check box for a form.
type tick struct {
	widget.Check
	id       string // where no text says what it is
	onSubmit func()
	onCancel func()
	onFocus  func()
}

func newTick(text string, changed func(bool)) *tick {
	t := &tick{}
	t.Text, t.OnChanged = text, changed
	t.ExtendBaseWidget(t)
	return t
}

// FocusGained implements fyne.Focusable.
func (t *tick) FocusGained() {
	t.Check.FocusGained()
	if t.onFocus != nil {
		t.onFocus()
	}
}

// TypedKey implements fyne.Focusable.
func (t *tick) TypedKey(e *fyne.KeyEvent) {
	switch {
	case isEnter(e) && t.onSubmit != nil:
		t.onSubmit()
	case e.Name == fyne.KeyEscape && t.onCancel != nil:
		t.onCancel()
	default:
		t.Check.TypedKey(e)
	}
}

func isEnter(e *fyne.KeyEvent) bool {
	return e.Name == fyne.KeyReturn || e.Name == fyne.KeyEnter
}
