package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// CheckIcon stands before a check's name: shape, not only colour, says how it ended. It is
// a picture because the toolkit's own fonts have no tick, and not every system has fonts
// that do.
type CheckIcon struct {
	widget.BaseWidget
	Letter string // what the picture stands for, one character
	image  *canvas.Image
}

// NewCheckIcon makes an icon that shows nothing yet.
func NewCheckIcon() *CheckIcon {
	m := &CheckIcon{image: canvas.NewImageFromResource(nil)}
	m.image.FillMode = canvas.ImageFillContain
	m.image.SetMinSize(fyne.NewSquareSize(14))
	m.ExtendBaseWidget(m)
	return m
}

// Draw draws a picture in a colour. letter is what it stands for.
func (m *CheckIcon) Draw(letter string, picture fyne.ThemeIconName, color fyne.ThemeColorName) {
	m.Letter = letter
	m.image.Resource = theme.NewColoredResource(theme.Icon(picture), color)
	m.image.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (m *CheckIcon) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(m.image) }
