package detail

import (
	"cmp"
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"lanyard/ui/kit"
	"lanyard/ui/state"
)

// placePart is the line with the space or project: by name with the id below, to be
// copied and chosen.
type placePart struct {
	w      *Room
	box    *fyne.Container
	label  *kit.Line
	name   *kit.Line
	id     *kit.Line
	copy   *kit.CopyButton
	choose *kit.Button
	view   state.PlaceView
}

func newPlacePart(w *Room) *placePart {
	p := &placePart{
		w: w, label: kit.QuietLine(), name: kit.NewLine(" "),
		id: kit.NewLine(" ").As(theme.ColorNamePlaceHolder, theme.SizeNameCaptionText, fyne.TextStyle{}),
	}
	p.copy = kit.NewCopyButton(w.host, func() { w.CopyPlain(p.view.Label, p.view.ID) })
	p.copy.Text = w.t.CopyID
	p.choose = w.host.Button(w.t.Choose, nil, w.OpenPlaceChoice)
	p.box = kit.HBox(8, 1, kit.LabelColumn(p.label), kit.VBox(0, p.name, p.id), p.choose, p.copy.Button, kit.Gap(0, 0))
	return p
}

// show draws the place and reports whether anything needs a new place for it.
func (p *placePart) show(v state.PlaceView) bool {
	if p.view == v {
		return false
	}
	t := p.w.t
	p.view = v
	kit.SetVisible(p.box, v.There)
	p.label.SetText(v.Label)
	p.name.SetColor(theme.ColorNameForeground)
	switch {
	case v.ID == "":
		p.name.SetText(t.NoPlace)
		p.name.SetColor(theme.ColorNamePlaceHolder)
	default:
		p.name.SetText(cmp.Or(v.Name, v.ID))
	}
	p.id.SetText(v.ID)
	kit.SetVisible(p.id, v.ID != "" && v.Name != "")
	p.copy.Label = fmt.Sprintf(t.CopyWhat, v.Label)
	kit.SetVisible(p.copy.Button, v.ID != "")
	return true
}
