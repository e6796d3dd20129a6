package ui

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"lanyard/internal/profile"
)

// placeView is what is shown of a profile's space or project.
type placeView struct {
	there bool // the kind has such places
	label string
	name  string // "" when not known
	id    string // "": none is chosen
}

func (w *Window) describePlace(p profile.Profile) placeView {
	t := w.t
	v := placeView{there: p.Kind.HasPlaces(), label: t.Place}
	switch {
	case p.SpaceID != "":
		v.label, v.id = t.Space, p.SpaceID
	case p.ProjectID != "":
		v.label, v.id = t.Project, p.ProjectID
	}
	v.name = w.placeNames[v.id]
	return v
}

// placePart is the line with the space or project: by name with the id below, to be
// copied and chosen.
type placePart struct {
	w      *Window
	box    *fyne.Container
	label  *line
	name   *line
	id     *line
	copy   *copyButton
	choose *button
	view   placeView
}

func newPlacePart(w *Window) *placePart {
	p := &placePart{
		w: w, label: quietLine(), name: newLine(" "),
		id: newLine(" ").as(theme.ColorNamePlaceHolder, theme.SizeNameCaptionText, fyne.TextStyle{}),
	}
	p.copy = newCopyButton(w, func() { w.copyPlain(p.view.label, p.view.id) })
	p.copy.Text = w.t.CopyID
	p.choose = w.button(w.t.Choose, nil, w.openChooser)
	p.box = rowOf(8, 1, labelColumn(p.label), column(0, p.name, p.id), p.choose, p.copy.button, gapOf(0, 0))
	return p
}

// show draws the place and reports whether anything needs a new place for it.
func (p *placePart) show(v placeView) bool {
	if p.view == v {
		return false
	}
	t := p.w.t
	p.view = v
	setVisible(p.box, v.there)
	p.label.setText(v.label)
	p.name.setColor(theme.ColorNameForeground)
	switch {
	case v.id == "":
		p.name.setText(t.NoPlace)
		p.name.setColor(theme.ColorNamePlaceHolder)
	default:
		p.name.setText(firstOf(v.name, v.id))
	}
	p.id.setText(v.id)
	setVisible(p.id, v.id != "" && v.name != "")
	p.copy.label = fmt.Sprintf(t.CopyWhat, v.label)
	setVisible(p.copy.button, v.id != "")
	return true
}
