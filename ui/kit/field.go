package kit

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// Field is the one kind of entry in the window.
type Field struct {
	widget.Entry
	Label    string
	Host     *Host
	Secret   bool                // never copied, cut or given to the undo history after clear
	Tidy     func(string) string // applied to what is pasted
	Whole    func(string) bool   // offered what is pasted; true: it takes care of it
	OnSubmit func()
	OnCancel func()
	OnLeave  func()
	OnFocus  func()
}

// NewField makes a field of one line. label is its name for screen readers.
func NewField(label string, h *Host) *Field {
	f := &Field{Label: label, Host: h}
	f.SetUp()
	f.ExtendBaseWidget(f)
	return f
}

// SetUp prepares a field that is part of another widget.
func (f *Field) SetUp() {
	f.Wrapping = fyne.TextWrapOff
}

// AsSecret makes a field for a secret.
func (f *Field) AsSecret() *Field {
	f.Secret, f.Password = true, true
	return f
}

// AsTall makes a field of several lines.
func (f *Field) AsTall(rows int) *Field {
	f.MultiLine, f.Wrapping = true, fyne.TextWrapBreak
	f.SetMinRowsVisible(rows)
	return f
}

// Clear empties the field and its undo history, which would give a secret back.
func (f *Field) Clear() { f.SetText("") }

// Name is what the field is called.
func (f *Field) Name() string { return f.Label }

// AcceptsTab implements fyne.Tabbable: Tab always goes on, also in tall fields.
func (f *Field) AcceptsTab() bool { return false }

// FocusGained implements fyne.Focusable.
func (f *Field) FocusGained() {
	f.Entry.FocusGained()
	if f.OnFocus != nil {
		f.OnFocus()
	}
}

// FocusLost implements fyne.Focusable. A secret that was made readable is masked again.
func (f *Field) FocusLost() {
	f.Entry.FocusLost()
	if f.Secret && !f.Password {
		f.Password = true
		f.Refresh()
	}
	if f.OnLeave != nil {
		f.OnLeave()
	}
}

// TypedKey implements fyne.Focusable.
func (f *Field) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyReturn, fyne.KeyEnter:
		if !f.MultiLine && f.OnSubmit != nil {
			f.Host.Once(f.OnSubmit)()
			return
		}
	case fyne.KeyEscape:
		if f.OnCancel != nil {
			f.OnCancel()
			return
		}
	}
	if !f.Host.FunctionKey(e) {
		f.Entry.TypedKey(e)
	}
}

// TypedShortcut implements fyne.Shortcutable. The context menu comes through here too.
func (f *Field) TypedShortcut(s fyne.Shortcut) {
	switch s := s.(type) {
	case *fyne.ShortcutPaste:
		f.Host.Paste(f.pasted)
	case *fyne.ShortcutCopy:
		f.copySelection()
	case *fyne.ShortcutCut:
		if f.copySelection() {
			f.Entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyBackspace})
		}
	case *desktop.CustomShortcut:
		if f.MultiLine && f.OnSubmit != nil && (s.KeyName == fyne.KeyReturn || s.KeyName == fyne.KeyEnter) {
			f.Host.Once(f.OnSubmit)()
			return
		}
		f.Entry.TypedShortcut(s)
	default:
		f.Entry.TypedShortcut(s)
	}
}

func (f *Field) copySelection() bool {
	text := f.SelectedText()
	if f.Secret || text == "" {
		return false
	}
	f.Host.CopyPlain(f.Label, text)
	return true
}

// pasted takes a text from the clipboard.
func (f *Field) pasted(text string) {
	if f.Whole == nil || !f.Whole(text) {
		f.Insert(text)
	}
}

// Insert puts a text where the cursor is, in place of what is selected.
func (f *Field) Insert(text string) {
	if f.Disabled() {
		return
	}
	if f.Tidy != nil {
		text = f.Tidy(text)
	}
	if !f.MultiLine {
		text = strings.NewReplacer("\r\n", " ", "\n", " ", "\r", " ", "\t", " ").Replace(text)
	}
	f.Entry.TypedShortcut(&fyne.ShortcutPaste{Clipboard: FixedText(text)})
}

// FixedText is a clipboard with a given content, by which a text gets into a stock
// entry at its cursor and with its undo.
type FixedText string

// Content implements fyne.Clipboard.
func (t FixedText) Content() string { return string(t) }

// SetContent implements fyne.Clipboard; it does nothing.
func (FixedText) SetContent(string) {}

// Search is the search field: arrows choose in the list, Enter gets a token, Escape
// clears.
type Search struct {
	Field
	Keys   func(*fyne.KeyEvent) bool // true: done
	OnCopy func()                    // Ctrl+C with nothing selected
	OnUndo func() bool               // Ctrl+Z; true: something else was undone than typing
}

// NewSearch makes an empty search field.
func NewSearch(h *Host) *Search {
	s := &Search{}
	s.Host = h
	s.SetUp()
	s.ExtendBaseWidget(s)
	return s
}

// TypedKey implements fyne.Focusable.
func (s *Search) TypedKey(e *fyne.KeyEvent) {
	if s.Keys == nil || !s.Keys(e) {
		s.Field.TypedKey(e)
	}
}

// TypedShortcut implements fyne.Shortcutable.
func (s *Search) TypedShortcut(sc fyne.Shortcut) {
	if _, ok := sc.(*fyne.ShortcutCopy); ok && s.SelectedText() == "" && s.OnCopy != nil {
		s.OnCopy()
		return
	}
	if _, ok := sc.(*fyne.ShortcutUndo); ok && s.OnUndo != nil && s.OnUndo() {
		return
	}
	s.Field.TypedShortcut(sc)
}

// SelectAll selects what was typed.
func (s *Search) SelectAll() { s.Entry.TypedShortcut(&fyne.ShortcutSelectAll{}) }
