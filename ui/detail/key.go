package detail

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"lanyard/ui/kit"
	"lanyard/ui/state"
)

// keyPart is the fold with the key: copied on a confirmed request, replaced, never shown.
type keyPart struct {
	w      *Room
	fold   *kit.Disclosure
	title  *kit.Line
	where  *kit.Line
	copy   *kit.Button
	shared *widget.Label
	askBox *fyne.Container
	ask    *widget.Label
	yes    *kit.Button
	no     *kit.Button
	card   KeyCard
}

func newKeyPart(w *Room, more fyne.CanvasObject) *keyPart {
	t := w.t
	k := &keyPart{
		w:      w,
		title:  kit.NewLine(" ").As(theme.ColorNamePlaceHolder, "", fyne.TextStyle{}),
		where:  kit.NewLine(" ").As(theme.ColorNamePlaceHolder, theme.SizeNameCaptionText, fyne.TextStyle{}),
		shared: kit.Paragraph("", widget.LowImportance),
		ask:    kit.Paragraph("", widget.MediumImportance),
		card:   w.nav.KeyCard(),
	}
	k.copy = w.host.Button(t.CopyKeyAsk, theme.ContentCopyIcon(), w.askKey).Quiet()
	k.copy.ID = "copy key"
	replace := w.host.Button(t.Replace, nil, w.nav.ReplaceKey).Quiet()
	k.yes = w.host.Button("", nil, w.CopyKey).Prominent()
	k.no = w.host.Button(t.Cancel, nil, w.dontCopyKey)
	k.yes.After, k.no.After = w.host.FocusHome, w.host.FocusHome
	for _, b := range []*kit.Button{k.yes, k.no} {
		b.OtherKeys = func(e *fyne.KeyEvent) {
			if e.Name == fyne.KeyEscape {
				w.dontCopyKey()
			}
		}
	}
	k.askBox = kit.OnSurface(kit.ColorNotice, 6, kit.Padded(6, 8, 10, 4, kit.VBox(4, k.ask, kit.Padded(0, 0, 0, 8, kit.Wrap(k.yes, k.no)))))
	dots := kit.NewLine(state.Masked).As("", "", fyne.TextStyle{Monospace: true}).Unshortened()
	k.fold = w.host.Disclosure(t.APIKey, kit.Padded(0, 0, 4, 8, kit.VBox(2,
		kit.HBox(8, -1, kit.LabelColumn(k.title), dots, kit.NewFiller(), k.copy, replace),
		kit.HBox(8, 1, kit.LabelColumn(kit.Gap(0, 0)), k.where),
		kit.Unpadded(k.shared), kit.Padded(6, 0, 0, 0, k.askBox), more, k.card.Object())))
	k.fold.When = func(open bool) {
		if open {
			k.card.Opened()
			w.reveal(k.fold.Box)
		}
	}
	return k
}

func (k *keyPart) show(v state.KeyView) {
	kit.SetVisible(k.fold.Box, v.Title != "")
	k.fold.Head.SetText(v.Title)
	k.title.SetText(v.Title)
	k.where.SetText(v.Where)
	if k.shared.Text != v.Shared {
		k.shared.SetText(v.Shared)
	}
	kit.SetVisible(k.shared, v.Shared != "")
	if k.ask.Text != v.Ask {
		k.ask.SetText(v.Ask)
	}
	k.yes.SetText(v.Yes)
	kit.SetVisible(k.askBox, v.Ask != "")
}

// askKey asks before the key itself is copied.
func (w *Room) askKey() {
	if w.AskKey(state.PlainKey) {
		w.host.Canvas.Focus(w.View.key.no)
	}
}

// dontCopyKey is the answer no.
func (w *Room) dontCopyKey() {
	w.DontCopyKey()
	w.host.FocusHome()
}
