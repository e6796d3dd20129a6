package ui

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"lanyard/internal/secret"
	"lanyard/ui/kit"
)

// passPart is where a passphrase is typed: one that exists, or a new one twice.
type passPart struct {
	w       *Window
	box     *fyne.Container
	pass    *kit.Field
	again   *kit.Field
	problem *widget.Label
	twice   bool
	moved   func() // called when the height has changed
}

func newPassPart(w *Window, submit, cancel, moved func()) *passPart {
	p := &passPart{w: w, moved: moved, problem: kit.Paragraph("", widget.DangerImportance)}
	p.pass = kit.NewField(w.t.Passphrase, w.host).AsSecret()
	p.again = kit.NewField(w.t.PassphraseAgain, w.host).AsSecret()
	p.pass.PlaceHolder, p.again.PlaceHolder = w.t.Passphrase, w.t.PassphraseAgain
	p.pass.OnSubmit = func() {
		if p.twice && p.again.Text == "" && p.pass.Text != "" {
			w.win.Canvas().Focus(p.again)
			return
		}
		submit()
	}
	p.again.OnSubmit = submit
	for _, f := range []*kit.Field{p.pass, p.again} {
		f.OnCancel = cancel
		f.OnChanged = func(string) { p.say("") }
		f.Tidy = func(text string) string { return strings.TrimRight(text, "\r\n") } // the end of a copied line is none of it
	}
	p.problem.SizeName = theme.SizeNameCaptionText
	p.problem.Alignment = fyne.TextAlignCenter
	p.problem.Hide()
	p.box = kit.VBox(6, p.pass, p.again, kit.Unpadded(p.problem))
	p.pass.PlaceHolder = w.t.Passphrase
	p.choose(false)
	return p
}

// choose says whether a new passphrase is typed, which takes two fields.
func (p *passPart) choose(twice bool) {
	p.twice = twice
	kit.SetVisible(p.again, twice)
	hint := p.w.t.Passphrase
	if twice {
		hint = p.w.t.PassphraseNew
	}
	if p.pass.PlaceHolder != hint {
		p.pass.PlaceHolder = hint
		p.pass.Refresh()
	}
}

// take gives what was typed and forgets it. Without a passphrase that can be used it
// says why, and reports false.
func (p *passPart) take() (secret.Text, bool) {
	typed, ok := p.read()
	if ok {
		p.clear()
	}
	return typed, ok
}

// read gives what was typed, and leaves it for another try.
func (p *passPart) read() (secret.Text, bool) {
	typed, again := secret.New(p.pass.Text), secret.New(p.again.Text)
	switch {
	case typed.Empty():
		p.focus()
		return typed, false
	case p.twice && !typed.Equal(again):
		p.again.Clear()
		p.say(p.w.t.PassphraseDiffer)
		p.w.win.Canvas().Focus(p.again)
		return secret.Text{}, false
	}
	return typed, true
}

// clear forgets what was typed, with its undo history.
func (p *passPart) clear() {
	p.pass.Clear()
	p.again.Clear()
}

func (p *passPart) focus() { p.w.win.Canvas().Focus(p.pass) }

// setEnabled keeps one from typing while a passphrase is being tried.
func (p *passPart) setEnabled(yes bool) {
	for _, f := range []*kit.Field{p.pass, p.again} {
		if yes {
			f.Enable()
		} else {
			f.Disable()
		}
	}
}

// say shows what is wrong with the passphrase.
func (p *passPart) say(problem string) {
	if p.problem.Text != problem {
		kit.SetLabel(p.problem, problem)
		p.moved()
	}
}
