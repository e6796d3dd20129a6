package detail

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"lanyard/ui/kit"
	"lanyard/ui/state"
)

// askPart asks whether the key may go where the profile now points.
type askPart struct {
	w       *Room
	box     *fyne.Container
	changes *widget.Label
	yes     *kit.Button
	asked   *state.Question
}

func newAskPart(w *Room) *askPart {
	t := w.t
	a := &askPart{w: w, changes: kit.Paragraph("", widget.MediumImportance)}
	title := kit.Paragraph(t.OtherPlace, widget.DangerImportance)
	title.TextStyle.Bold = true
	a.yes = w.host.Button("", nil, func() {
		if a.asked != nil {
			w.Agree(a.asked.Place)
		}
	})
	no := w.host.Button(t.Cancel, nil, w.Dismiss).Prominent()
	edit := w.host.Button(t.EditProfile, theme.DocumentCreateIcon(), w.nav.Edit)
	a.yes.After, no.After = w.host.FocusHome, w.host.FocusHome
	a.box = kit.OnSurface(kit.ColorNotice, 6, kit.Padded(8, 10, 10, 6, kit.VBox(0,
		kit.VBox(-8, title, kit.Paragraph(t.OtherPlaceWhy, widget.MediumImportance), a.changes),
		kit.Padded(4, 0, 0, 8, kit.Wrap(no, edit, a.yes)))))
	a.box.Hide()
	return a
}

func (a *askPart) show(q *state.Question) {
	a.asked = q
	kit.SetVisible(a.box, q != nil)
	if q == nil {
		return
	}
	kit.SetLabel(a.changes, strings.Join(q.Changes, "\n"))
	a.yes.SetText(q.To)
}
