package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// StatusDot is a small coloured dot beside words that say the same.
type StatusDot struct {
	widget.BaseWidget
	name  fyne.ThemeColorName
	whole bool // as large as its place, a disc in a larger picture
}

// NewStatusDot makes a dot in a quiet colour.
func NewStatusDot() *StatusDot {
	l := &StatusDot{name: theme.ColorNamePlaceHolder}
	l.ExtendBaseWidget(l)
	return l
}

// Set changes the colour.
func (l *StatusDot) Set(name fyne.ThemeColorName) {
	if l.name != name {
		l.name = name
		l.Refresh()
	}
}

// CreateRenderer implements fyne.Widget.
func (l *StatusDot) CreateRenderer() fyne.WidgetRenderer {
	r := &lightRenderer{l, canvas.NewCircle(nil)}
	r.apply()
	return r
}

type lightRenderer struct {
	l   *StatusDot
	dot *canvas.Circle
}

func (r *lightRenderer) apply() {
	r.dot.FillColor = r.l.Theme().Color(r.l.name, fyne.CurrentApp().Settings().ThemeVariant())
}

func (r *lightRenderer) Layout(s fyne.Size) {
	d := float32(9)
	if r.l.whole {
		d = s.Width
	}
	Place(r.dot, (s.Width-d)/2, (s.Height-d)/2, d, d)
}

func (r *lightRenderer) MinSize() fyne.Size           { return fyne.NewSize(11, 11) }
func (r *lightRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.dot} }
func (r *lightRenderer) Destroy()                     {}
func (r *lightRenderer) Refresh() {
	r.apply()
	r.dot.Refresh()
}
