package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// endMark stands before a check's name: shape, not only colour, says how it ended. It is
// a picture because the toolkit's own fonts have no tick, and not every system has fonts
// that do.
type endMark struct {
	widget.BaseWidget
	letter string // what the picture stands for, one character
	image  *canvas.Image
}

func newEndMark() *endMark {
	m := &endMark{image: canvas.NewImageFromResource(nil)}
	m.image.FillMode = canvas.ImageFillContain
	m.image.SetMinSize(fyne.NewSquareSize(14))
	m.ExtendBaseWidget(m)
	return m
}

// show draws the mark of a check.
func (m *endMark) show(v checkView) {
	letter, name := v.mark()
	m.letter = letter
	m.image.Resource = theme.NewColoredResource(theme.Icon(name), v.tone.color())
	m.image.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (m *endMark) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(m.image) }
