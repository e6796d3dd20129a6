package detail

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"lanyard/ui/kit"
	"lanyard/ui/state"
)

// zenPart is the line below the key that copies it as a header.
type zenPart struct {
	w      *Room
	box    *fyne.Container
	copy   *kit.Button
	askBox *fyne.Container
	ask    *widget.Label
	yes    *kit.Button
	no     *kit.Button
	view   state.ZenView
}

func newZenPart(w *Room) *zenPart {
	t := w.t
	z := &zenPart{w: w, ask: kit.Paragraph("", widget.MediumImportance)}
	z.copy = w.host.Button(t.CopyKeyAsk, theme.ContentCopyIcon(), w.CopyZen).Quiet()
	z.copy.ID = "copy header"
	z.yes = w.host.Button(t.ZenYes, nil, w.CopyKey).Prominent()
	z.no = w.host.Button(t.Cancel, nil, w.dontCopyKey)
	z.yes.After, z.no.After = w.host.FocusHome, w.host.FocusHome
	for _, b := range []*kit.Button{z.yes, z.no} {
		b.OtherKeys = func(e *fyne.KeyEvent) {
			if e.Name == fyne.KeyEscape {
				w.dontCopyKey()
			}
		}
	}
	note := kit.Paragraph(t.ZenWhat, widget.LowImportance)
	z.askBox = kit.OnSurface(kit.ColorNotice, 6, kit.Padded(6, 8, 10, 4, kit.VBox(4, z.ask, kit.Padded(0, 0, 0, 8, kit.Wrap(z.yes, z.no)))))
	dots := kit.NewLine(state.Masked).As("", "", fyne.TextStyle{Monospace: true})
	z.box = kit.VBox(0, kit.HBox(8, 1, kit.LabelColumn(kit.NewLine(t.ZenHeader).As(theme.ColorNamePlaceHolder, "", fyne.TextStyle{})), dots, z.copy),
		kit.Unpadded(note), z.askBox)
	z.askBox.Hide()
	z.box.Hide()
	return z
}

// show draws the line and reports whether anything needs a new place for it.
func (z *zenPart) show(v state.ZenView) bool {
	if z.view == v {
		return false
	}
	z.view = v
	kit.SetVisible(z.box, v.There)
	kit.SetLabel(z.ask, v.Ask)
	kit.SetVisible(z.askBox, v.Ask != "")
	return true
}

// CopyZen begins to copy the chosen profile's key as the header that newer clusters take in
// place of a token.
func (w *Room) CopyZen() {
	if !w.nav.Free() || !w.AskKey(state.ZenAPIKey) {
		return
	}
	w.nav.ShowDetail()
	w.View.key.fold.Set(true)
	w.host.Canvas.Focus(w.View.zen.no)
	w.reveal(w.View.zen.box)
}
