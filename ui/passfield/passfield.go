// Package passfield has the field into which a passphrase is typed: one that exists, or a
// new one twice.
package passfield

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"lanyard/internal/secret"
	"lanyard/ui/kit"
	"lanyard/ui/text"
)

// Entry is where a passphrase is typed: one that exists, or a new one twice.
type Entry struct {
	Box   *fyne.Container
	Pass  *kit.Field
	Again *kit.Field
	Wrong *widget.Label // what is wrong with what was typed

	h     *kit.Host
	t     *text.Texts
	twice bool
	moved func()
}

// New makes an entry for a passphrase that exists. submit is called by Enter, cancel by
// Escape, and moved when the height has changed.
func New(h *kit.Host, t *text.Texts, submit, cancel, moved func()) *Entry {
	p := &Entry{h: h, t: t, moved: moved, Wrong: kit.Paragraph("", widget.DangerImportance)}
	p.Pass = kit.NewField(t.Passphrase, h).AsSecret()
	p.Again = kit.NewField(t.PassphraseAgain, h).AsSecret()
	p.Pass.PlaceHolder, p.Again.PlaceHolder = t.Passphrase, t.PassphraseAgain
	p.Pass.OnSubmit = func() {
		if p.twice && p.Again.Text == "" && p.Pass.Text != "" {
			h.Canvas.Focus(p.Again)
			return
		}
		submit()
	}
	p.Again.OnSubmit = submit
	for _, f := range []*kit.Field{p.Pass, p.Again} {
		f.OnCancel = cancel
		f.OnChanged = func(string) { p.Say("") }
		f.Tidy = func(text string) string { return strings.TrimRight(text, "\r\n") } // the end of a copied line is none of it
	}
	p.Wrong.SizeName = theme.SizeNameCaptionText
	p.Wrong.Alignment = fyne.TextAlignCenter
	p.Wrong.Hide()
	p.Box = kit.VBox(6, p.Pass, p.Again, kit.Unpadded(p.Wrong))
	p.Pass.PlaceHolder = t.Passphrase
	p.Choose(false)
	return p
}

// Choose says whether a new passphrase is typed, which takes two fields.
func (p *Entry) Choose(twice bool) {
	p.twice = twice
	kit.SetVisible(p.Again, twice)
	hint := p.t.Passphrase
	if twice {
		hint = p.t.PassphraseNew
	}
	if p.Pass.PlaceHolder != hint {
		p.Pass.PlaceHolder = hint
		p.Pass.Refresh()
	}
}

// Take gives what was typed and forgets it. Without a passphrase that can be used it
// says why, and reports false.
func (p *Entry) Take() (secret.Text, bool) {
	typed, ok := p.Read()
	if ok {
		p.Clear()
	}
	return typed, ok
}

// Read gives what was typed, and leaves it for another try.
func (p *Entry) Read() (secret.Text, bool) {
	typed, again := secret.New(p.Pass.Text), secret.New(p.Again.Text)
	switch {
	case typed.Empty():
		p.Focus()
		return typed, false
	case p.twice && !typed.Equal(again):
		p.Again.Clear()
		p.Say(p.t.PassphraseDiffer)
		p.h.Canvas.Focus(p.Again)
		return secret.Text{}, false
	}
	return typed, true
}

// Clear forgets what was typed, with its undo history.
func (p *Entry) Clear() {
	p.Pass.Clear()
	p.Again.Clear()
}

// Focus puts the cursor into the field for the passphrase.
func (p *Entry) Focus() { p.h.Canvas.Focus(p.Pass) }

// SetEnabled keeps one from typing while a passphrase is being tried.
func (p *Entry) SetEnabled(yes bool) {
	for _, f := range []*kit.Field{p.Pass, p.Again} {
		if yes {
			f.Enable()
		} else {
			f.Disable()
		}
	}
}

// Say shows what is wrong with the passphrase.
func (p *Entry) Say(problem string) {
	if p.Wrong.Text != problem {
		kit.SetLabel(p.Wrong, problem)
		p.moved()
	}
}

// On adds an entry to a page. The hint is what it is called, "" for what it is called
// anywhere; with fresh, a new passphrase is typed.
func On(p *kit.TaskPage, t *text.Texts, label, hint string, fresh bool) *Entry {
	e := New(p.Host, t, func() { p.Submit() }, p.GiveUp, p.Arrange)
	e.Wrong.Alignment = fyne.TextAlignLeading
	e.Choose(fresh)
	if hint != "" {
		e.Pass.Label, e.Pass.PlaceHolder = hint, hint
	}
	for _, f := range []*kit.Field{e.Pass, e.Again} {
		f.OnFocus = func() { p.Reveal(e.Box) }
		p.Parts = append(p.Parts, f)
	}
	p.Wrong = append(p.Wrong, e.Wrong)
	p.Add(kit.LabelRow(label, e.Box))
	return e
}
