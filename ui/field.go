package ui

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// host is what a field needs of the window: the clipboard, which is read off Fyne's
// goroutine with a time limit, because a stuck clipboard owner would stop a stock
// entry, and the window with it, for as long as it likes; and the keys that mean the
// same everywhere.
type host interface {
	paste(insert func(text string))
	copyPlain(what, text string)
	functionKey(e *fyne.KeyEvent) bool
	once(do func()) func()
}

// field is the one kind of entry in the window.
type field struct {
	widget.Entry
	label    string
	host     host
	secret   bool                // never copied, cut or given to the undo history after clear
	tidy     func(string) string // applied to what is pasted
	whole    func(string) bool   // offered what is pasted; true: it takes care of it
	onSubmit func()
	onCancel func()
	onLeave  func()
	onFocus  func()
}

func newField(label string, h host) *field {
	f := &field{label: label, host: h}
	f.setUp()
	f.ExtendBaseWidget(f)
	return f
}

func (f *field) setUp() {
	f.Wrapping = fyne.TextWrapOff
}

// hidden makes a field for a secret.
func (f *field) hidden() *field {
	f.secret, f.Password = true, true
	return f
}

// tall makes a field of several lines.
func (f *field) tall(rows int) *field {
	f.MultiLine, f.Wrapping = true, fyne.TextWrapBreak
	f.SetMinRowsVisible(rows)
	return f
}

// clear empties the field and its undo history, which would give a secret back.
func (f *field) clear() { f.SetText("") }

// AcceptsTab implements fyne.Tabbable: Tab always goes on, also in tall fields.
func (f *field) AcceptsTab() bool { return false }

// FocusGained implements fyne.Focusable.
func (f *field) FocusGained() {
	f.Entry.FocusGained()
	if f.onFocus != nil {
		f.onFocus()
	}
}

// FocusLost implements fyne.Focusable. A secret that was made readable is masked again.
func (f *field) FocusLost() {
	f.Entry.FocusLost()
	if f.secret && !f.Password {
		f.Password = true
		f.Refresh()
	}
	if f.onLeave != nil {
		f.onLeave()
	}
}

// TypedKey implements fyne.Focusable.
func (f *field) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyReturn, fyne.KeyEnter:
		if !f.MultiLine && f.onSubmit != nil {
			f.host.once(f.onSubmit)()
			return
		}
	case fyne.KeyEscape:
		if f.onCancel != nil {
			f.onCancel()
			return
		}
	}
	if !f.host.functionKey(e) {
		f.Entry.TypedKey(e)
	}
}

// TypedShortcut implements fyne.Shortcutable. The context menu comes through here too.
func (f *field) TypedShortcut(s fyne.Shortcut) {
	switch s := s.(type) {
	case *fyne.ShortcutPaste:
		f.host.paste(f.pasted)
	case *fyne.ShortcutCopy:
		f.copySelection()
	case *fyne.ShortcutCut:
		if f.copySelection() {
			f.Entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyBackspace})
		}
	case *desktop.CustomShortcut:
		if f.MultiLine && f.onSubmit != nil && (s.KeyName == fyne.KeyReturn || s.KeyName == fyne.KeyEnter) {
			f.host.once(f.onSubmit)()
			return
		}
		f.Entry.TypedShortcut(s)
	default:
		f.Entry.TypedShortcut(s)
	}
}

func (f *field) copySelection() bool {
	text := f.SelectedText()
	if f.secret || text == "" {
		return false
	}
	f.host.copyPlain(f.label, text)
	return true
}

// pasted takes a text from the clipboard.
func (f *field) pasted(text string) {
	if f.whole == nil || !f.whole(text) {
		f.insert(text)
	}
}

// insert puts a text where the cursor is, in place of what is selected.
func (f *field) insert(text string) {
	if f.Disabled() {
		return
	}
	if f.tidy != nil {
		text = f.tidy(text)
	}
	if !f.MultiLine {
		text = strings.NewReplacer("\r\n", " ", "\n", " ", "\r", " ", "\t", " ").Replace(text)
	}
	f.Entry.TypedShortcut(&fyne.ShortcutPaste{Clipboard: fixedText(text)})
}

// fixedText is a clipboard with a given content, by which a text gets into a stock
// entry at its cursor and with its undo.
type fixedText string

func (t fixedText) Content() string { return string(t) }
func (fixedText) SetContent(string) {}

// search is the search field: arrows choose in the list, Enter gets a token, Escape
// clears.
type search struct {
	field
	keys   func(*fyne.KeyEvent) bool // true: done
	onCopy func()                    // Ctrl+C with nothing selected
	onUndo func() bool               // Ctrl+Z; true: something else was undone than typing
}

func newSearch(h host) *search {
	s := &search{}
	s.host = h
	s.setUp()
	s.ExtendBaseWidget(s)
	return s
}

// TypedKey implements fyne.Focusable.
func (s *search) TypedKey(e *fyne.KeyEvent) {
	if s.keys == nil || !s.keys(e) {
		s.field.TypedKey(e)
	}
}

// TypedShortcut implements fyne.Shortcutable.
func (s *search) TypedShortcut(sc fyne.Shortcut) {
	if _, ok := sc.(*fyne.ShortcutCopy); ok && s.SelectedText() == "" && s.onCopy != nil {
		s.onCopy()
		return
	}
	if _, ok := sc.(*fyne.ShortcutUndo); ok && s.onUndo != nil && s.onUndo() {
		return
	}
	s.field.TypedShortcut(sc)
}

func (s *search) selectAll() { s.Entry.TypedShortcut(&fyne.ShortcutSelectAll{}) }
