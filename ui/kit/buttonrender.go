package kit

import (
	"fmt"
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// focusRing is the border of the button that has the focus. A tint alone nobody sees on a
// button that has the tint's colour.
const focusRing = 2

// buttonRenderer draws a button: its surface, its icon and words, and a ring while it has the
// focus. It looks as Fyne's own does. That one writes its words as a rich text and reads its
// icon four times until it is seen, which for the buttons of this window takes longer than
// all its other widgets together.
type buttonRenderer struct {
	b      *Button
	ground *canvas.Rectangle
	icon   *canvas.Image
	words  *canvas.Text
	ring   *canvas.Rectangle
}

// CreateRenderer implements fyne.Widget.
func (b *Button) CreateRenderer() fyne.WidgetRenderer {
	b.drawn = true
	l := &buttonRenderer{
		b: b, ground: canvas.NewRectangle(nil), icon: &canvas.Image{FillMode: canvas.ImageFillContain},
		words: canvas.NewText("", nil), ring: canvas.NewRectangle(color.Transparent),
	}
	l.words.TextStyle, l.ring.StrokeWidth = Strong, focusRing
	l.apply()
	return l
}

func (l *buttonRenderer) apply() {
	th, v := l.b.Theme(), fyne.CurrentApp().Settings().ThemeVariant()
	ground, tint, front := l.colors()
	l.ground.FillColor = color.Transparent
	if ground != "" {
		l.ground.FillColor = th.Color(ground, v)
	}
	if tint != "" {
		l.ground.FillColor = mixed(l.ground.FillColor, th.Color(tint, v))
	}
	l.ground.CornerRadius = th.Size(theme.SizeNameButtonRadius)
	l.words.Text, l.words.Color, l.words.TextSize = l.b.Text, th.Color(front, v), th.Size(theme.SizeNameText)
	l.words.Hidden = l.b.Text == ""
	l.icon.Hidden = l.b.Icon == nil
	if l.b.Icon != nil {
		l.show(l.b.Icon, front, l.words.Color)
	}
	l.ring.StrokeColor = th.Color(theme.ColorNameForeground, v)
	l.ring.CornerRadius = th.Size(theme.SizeNameInputRadius)
	l.ring.Hidden = !l.b.hasFocus
}

// show draws an icon in a colour. Its name says which: a picture is kept by its name.
func (l *buttonRenderer) show(icon fyne.Resource, name fyne.ThemeColorName, c color.Color) {
	r, g, b, a := c.RGBA()
	as := fmt.Sprintf("%02x%02x%02x%02x_%s", r>>8, g>>8, b>>8, a>>8, icon.Name())
	if l.icon.Resource != nil && l.icon.Resource.Name() == as {
		return
	}
	l.icon.Resource = fyne.NewStaticResource(as, theme.NewColoredResource(icon, name).Content())
	l.icon.Image = nil
	if !l.icon.Size().IsZero() {
		l.icon.Refresh()
	}
}

// colors are the names of the colours of the surface, of what tints it, and of what is written
// on it; "": none.
func (l *buttonRenderer) colors() (ground, tint, front fyne.ThemeColorName) {
	quiet := l.b.Importance == widget.LowImportance
	if l.b.Disabled() {
		if quiet {
			return "", "", theme.ColorNameDisabled
		}
		return theme.ColorNameDisabledButton, "", theme.ColorNameDisabled
	}
	switch {
	case l.b.hasFocus:
		tint = theme.ColorNameFocus
	case l.b.hovered:
		tint = theme.ColorNameHover
	}
	switch {
	case l.b.Importance == widget.HighImportance:
		return theme.ColorNamePrimary, tint, theme.ColorNameForegroundOnPrimary
	case quiet && tint == "":
		return "", "", theme.ColorNameForeground
	}
	return theme.ColorNameButton, tint, theme.ColorNameForeground
}

// mixed is what one sees of a colour through another one.
func mixed(under, over color.Color) color.Color {
	ur, ug, ub, ua := under.RGBA()
	or, og, ob, oa := over.RGBA()
	mix := func(u, o uint32) uint16 { return uint16(o + u*(0xffff-oa)/0xffff) }
	return color.RGBA64{R: mix(ur, or), G: mix(ug, og), B: mix(ub, ob), A: mix(ua, oa)}
}

// inner is the size of icon and words beside each other, and how much of its width is the
// icon's.
func (l *buttonRenderer) inner() (size fyne.Size, icon float32) {
	th := l.b.Theme()
	size = Measure("M", l.words.TextSize, l.words.TextStyle)
	side := th.Size(theme.SizeNameInlineIcon)
	size.Height = max(size.Height, side)
	size.Width = 0
	if !l.words.Hidden {
		size.Width = l.words.MinSize().Width
	}
	if !l.icon.Hidden {
		icon = side
		size.Width += icon
	}
	if !l.icon.Hidden && !l.words.Hidden {
		size.Width += th.Size(theme.SizeNamePadding)
	}
	return size, icon
}

// MinSize implements fyne.WidgetRenderer.
func (l *buttonRenderer) MinSize() fyne.Size {
	size, _ := l.inner()
	return size.Add(fyne.NewSquareSize(2 * l.b.Theme().Size(theme.SizeNameInnerPadding)))
}

// Layout implements fyne.WidgetRenderer.
func (l *buttonRenderer) Layout(size fyne.Size) {
	l.ground.Resize(size)
	l.ring.Resize(size)
	inner, icon := l.inner()
	x, y := (size.Width-inner.Width)/2, (size.Height-inner.Height)/2
	if l.b.Alignment == widget.ButtonAlignLeading {
		x = l.b.Theme().Size(theme.SizeNameInnerPadding)
	}
	if icon > 0 {
		Place(l.icon, x, y, icon, inner.Height)
	}
	if !l.words.Hidden {
		words := l.words.MinSize()
		Place(l.words, x+inner.Width-words.Width, (size.Height-words.Height)/2, words.Width, words.Height)
	}
}

// Refresh implements fyne.WidgetRenderer.
func (l *buttonRenderer) Refresh() {
	l.apply()
	l.Layout(l.b.Size())
	for _, o := range l.Objects() {
		if o != l.icon { // it is drawn anew where it has changed
			canvas.Refresh(o)
		}
	}
	canvas.Refresh(l.b)
}

// Objects implements fyne.WidgetRenderer.
func (l *buttonRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{l.ground, l.icon, l.words, l.ring}
}

// Destroy implements fyne.WidgetRenderer.
func (l *buttonRenderer) Destroy() {}
