package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"lanyard/ui/kit"
	"lanyard/ui/passfield"
)

// passBar asks below the toolbar for the secrets file's passphrase, whenever something
// needs it that is under way.
type passBar struct {
	w    *Window
	box  *fyne.Container
	what *widget.Label
	pass *passfield.Entry
	yes  *kit.Button
}

func newPassBar(w *Window) *passBar {
	b := &passBar{w: w, what: kit.Paragraph("", widget.MediumImportance)}
	b.pass = passfield.New(w.host, w.t, b.submit, w.RefusePassphrase, func() { w.arrangeTop() })
	b.yes = w.host.Button(w.t.Continue, nil, b.submit).Prominent()
	no := w.host.Button(w.t.Cancel, nil, w.RefusePassphrase)
	for _, x := range []*kit.Button{b.yes, no} {
		x.OtherKeys = func(e *fyne.KeyEvent) {
			if e.Name == fyne.KeyEscape {
				w.RefusePassphrase()
			}
		}
	}
	b.box = kit.VBox(0, kit.OnSurface(kit.ColorNotice, 0, kit.Padded(4, 12, 10, 8, kit.VBox(2,
		b.what, kit.Padded(0, 0, 0, 7, kit.VBox(8, kit.HBox(0, -1, kit.FixedWidth(passWidth, b.pass.Box)), kit.HBox(8, -1, b.yes, no)))))), kit.Hairline())
	b.box.Hide()
	return b
}

// passWidth is the width of a field for a passphrase.
const passWidth = 320

// show shows the question, if there is one.
func (b *passBar) show() {
	w := b.w
	v := w.PassphraseAsked()
	kit.SetVisible(b.box, v.Text != "")
	b.pass.Clear()
	if v.Text == "" {
		w.arrangeTop()
		w.focusBack()
		return
	}
	b.pass.Choose(v.Fresh)
	b.what.SetText(v.Text)
	b.pass.Say(v.Wrong)
	if w.host.Dialog != nil {
		w.host.Dialog.Close()
	}
	w.arrangeTop()
	b.pass.Focus()
}

func (b *passBar) submit() {
	if typed, ok := b.pass.Take(); ok {
		b.w.AnswerPassphrase(typed)
	}
}
