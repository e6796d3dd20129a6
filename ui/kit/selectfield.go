package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// SelectField is Fyne's select for a form: Enter saves and Escape cancels, as in a field.
type SelectField struct {
	widget.Select
	Label    string
	frame    *Surface
	OnSubmit func()
	OnCancel func()
	OnFocus  func()
}

// NewSelectField makes a field to choose from options. label is its name for screen
// readers.
func NewSelectField(label string, options []string, changed func(string)) *SelectField {
	c := &SelectField{Label: label, frame: NewSurface("", 6)}
	c.frame.Stroke = theme.ColorNameInputBorder
	c.Options, c.OnChanged = options, changed
	c.ExtendBaseWidget(c)
	return c
}

// Framed is the choice with a border like a field's, which Fyne's select has not.
func (c *SelectField) Framed() fyne.CanvasObject { return container.NewStack(c, c.frame) }

// FocusLost implements fyne.Focusable.
func (c *SelectField) FocusLost() {
	c.Select.FocusLost()
	c.frame.Set("", theme.ColorNameInputBorder)
}

// FocusGained implements fyne.Focusable.
func (c *SelectField) FocusGained() {
	c.Select.FocusGained()
	c.frame.Set("", theme.ColorNamePrimary)
	if c.OnFocus != nil {
		c.OnFocus()
	}
}

// At is the position of what is chosen, -1 without.
func (c *SelectField) At() int { return c.SelectedIndex() }

// TypedKey implements fyne.Focusable.
func (c *SelectField) TypedKey(e *fyne.KeyEvent) {
	switch {
	case IsEnter(e) && c.OnSubmit != nil:
		c.OnSubmit()
	case e.Name == fyne.KeyEscape && c.OnCancel != nil:
		c.OnCancel()
	default:
		c.Select.TypedKey(e)
	}
}

// IsEnter reports whether a key is Enter, on the letters or on the digits.
func IsEnter(e *fyne.KeyEvent) bool {
	return e.Name == fyne.KeyReturn || e.Name == fyne.KeyEnter
}

// Checkbox is a check box for a form.
type Checkbox struct {
	widget.Check
	ID       string // where no text says what it is
	OnSubmit func()
	OnCancel func()
	OnFocus  func()
}

// NewCheckbox makes a check box that is not checked.
func NewCheckbox(text string, changed func(bool)) *Checkbox {
	t := &Checkbox{}
	t.Text, t.OnChanged = text, changed
	t.ExtendBaseWidget(t)
	return t
}

// FocusGained implements fyne.Focusable.
func (t *Checkbox) FocusGained() {
	t.Check.FocusGained()
	if t.OnFocus != nil {
		t.OnFocus()
	}
}

// TypedKey implements fyne.Focusable.
func (t *Checkbox) TypedKey(e *fyne.KeyEvent) {
	switch {
	case IsEnter(e) && t.OnSubmit != nil:
		t.OnSubmit()
	case e.Name == fyne.KeyEscape && t.OnCancel != nil:
		t.OnCancel()
	default:
		t.Check.TypedKey(e)
	}
}
