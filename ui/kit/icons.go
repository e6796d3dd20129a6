package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// IconLock is a padlock; Fyne's theme has none. Its colour follows the theme.
func IconLock() fyne.Resource {
	return fyne.NewStaticResource("lock.svg", []byte(`<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24" viewBox="0 0 24 24">`+
		`<path fill="#000000" d="M12 2a5 5 0 0 0-5 5v3H6a2 2 0 0 0-2 2v8a2 2 0 0 0 2 2h12a2 2 0 0 0 2-2v-8a2 2 0 0 0-2-2h-1V7a5 5 0 0 0-5-5zm-3 8V7a3 3 0 0 1 6 0v3H9z"/>`+
		`</svg>`))
}

// IconPin is a drawing pin.
func IconPin() fyne.Resource {
	return fyne.NewStaticResource("pin.svg", []byte(`<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24" viewBox="0 0 24 24">`+
		`<path fill="#000000" d="M16 9V4h1.5V2h-11v2H8v5c0 1.7-1.2 3-3 3v2h6v7l1 1.5 1-1.5v-7h6v-2c-1.8 0-3-1.3-3-3z"/>`+
		`</svg>`))
}

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
