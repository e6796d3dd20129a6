package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
)

// TextCache makes Fyne forget the texts that it has measured. It keeps each of them for a
// minute or longer, also what was typed into a field for secrets and what was shown in
// clear, and drops them all when something is given a theme of its own. So a widget that
// shows nothing, and is shown nowhere, is given one.
type TextCache struct{ *container.ThemeOverride }

// NewTextCache makes one for the theme of the window.
func NewTextCache(th fyne.Theme) TextCache {
	return TextCache{container.NewThemeOverride(newBlank(), th)}
}

// Forget forgets them. They are measured again when they are next drawn.
func (m TextCache) Forget() { m.Refresh() }

// blank is a widget that shows nothing.
type blank struct{ widget.BaseWidget }

func newBlank() *blank {
	b := &blank{}
	b.ExtendBaseWidget(b)
	return b
}

// CreateRenderer implements fyne.Widget.
func (b *blank) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(container.NewWithoutLayout())
}
