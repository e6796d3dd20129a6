package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// keyPart is the fold with the key: copied on a confirmed request, replaced, never shown.
type keyPart struct {
	w      *Window
	fold   *fold
	title  *line
	where  *line
	copy   *button
	shared *widget.Label
	askBox *fyne.Container
	ask    *widget.Label
	yes    *button
	no     *button
}

func newKeyPart(w *Window, more fyne.CanvasObject) *keyPart {
	t := w.t
	k := &keyPart{
		w:      w,
		title:  newLine(" ").as(theme.ColorNamePlaceHolder, "", fyne.TextStyle{}),
		where:  newLine(" ").as(theme.ColorNamePlaceHolder, theme.SizeNameCaptionText, fyne.TextStyle{}),
		shared: paragraph("", widget.LowImportance),
		ask:    paragraph("", widget.MediumImportance),
	}
	k.copy = w.button(t.CopyKeyAsk, theme.ContentCopyIcon(), w.askKey).quiet()
	k.copy.id = "copy key"
	replace := w.button(t.Replace, nil, w.replaceKey).quiet()
	k.yes = w.button("", nil, w.copyKey).prominent()
	k.no = w.button(t.Cancel, nil, w.dontCopyKey)
	k.yes.after, k.no.after = w.focusHome, w.focusHome
	for _, b := range []*button{k.yes, k.no} {
		b.otherKeys = func(e *fyne.KeyEvent) {
			if e.Name == fyne.KeyEscape {
				w.dontCopyKey()
			}
		}
	}
	k.askBox = on(colorNotice, 6, inset(6, 8, 10, 4, column(4, k.ask, inset(0, 0, 0, 8, wrapOf(k.yes, k.no)))))
	dots := newLine(masked).as("", "", fyne.TextStyle{Monospace: true}).unshortened()
	k.fold = w.fold(t.APIKey, inset(0, 0, 4, 8, column(2,
		rowOf(8, -1, labelColumn(k.title), dots, newFiller(), k.copy, replace),
		rowOf(8, 1, labelColumn(gapOf(0, 0)), k.where),
		negative(k.shared), inset(6, 0, 0, 0, k.askBox), more)))
	return k
}

func (k *keyPart) show(v keyView) {
	k.fold.head.setText(v.title)
	k.title.setText(v.title)
	k.where.setText(v.where)
	if k.shared.Text != v.shared {
		k.shared.SetText(v.shared)
	}
	setVisible(k.shared, v.shared != "")
	if k.ask.Text != v.ask {
		k.ask.SetText(v.ask)
	}
	k.yes.setText(v.yes)
	setVisible(k.askBox, v.ask != "")
}
