package lock

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"lanyard/ui/kit"
	"lanyard/ui/passfield"
)

// PassphraseBar asks below the toolbar for the secrets file's passphrase, whenever something
// needs it that is under way.
type PassphraseBar struct {
	w    *Room
	Box  *fyne.Container
	What *widget.Label
	Pass *passfield.Entry
	Yes  *kit.Button
}

// newPassphraseBar makes the bar, hidden until a passphrase is needed.
func newPassphraseBar(w *Room) *PassphraseBar {
	b := &PassphraseBar{w: w, What: kit.Paragraph("", widget.MediumImportance)}
	b.Pass = passfield.New(w.host, w.t, b.submit, w.RefusePassphrase, func() { w.nav.ArrangeTop() })
	b.Yes = w.host.Button(w.t.Continue, nil, b.submit).Prominent()
	no := w.host.Button(w.t.Cancel, nil, w.RefusePassphrase)
	for _, x := range []*kit.Button{b.Yes, no} {
		x.OtherKeys = func(e *fyne.KeyEvent) {
			if e.Name == fyne.KeyEscape {
				w.RefusePassphrase()
			}
		}
	}
	b.Box = kit.VBox(0, kit.OnSurface(kit.ColorNotice, 0, kit.Padded(4, 12, 10, 8, kit.VBox(2,
		b.What, kit.Padded(0, 0, 0, 7, kit.VBox(8, kit.HBox(0, -1, kit.FixedWidth(passWidth, b.Pass.Box)), kit.HBox(8, -1, b.Yes, no)))))), kit.Hairline())
	b.Box.Hide()
	return b
}

// passWidth is the width of a field for a passphrase.
const passWidth = 320

// Show shows the question, if there is one.
func (b *PassphraseBar) Show() {
	w := b.w
	v := w.PassphraseAsked()
	kit.SetVisible(b.Box, v.Text != "")
	b.Pass.Clear()
	if v.Text == "" {
		w.nav.ArrangeTop()
		w.nav.FocusBack()
		return
	}
	b.Pass.Choose(v.Fresh)
	b.What.SetText(v.Text)
	b.Pass.Say(v.Wrong)
	if w.host.Dialog != nil {
		w.host.Dialog.Close()
	}
	w.nav.ArrangeTop()
	b.Pass.Focus()
}

func (b *PassphraseBar) submit() {
	if typed, ok := b.Pass.Take(); ok {
		b.w.AnswerPassphrase(typed)
	}
}
