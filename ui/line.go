package ui

import (
	"sort"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// line is one line of text without padding. It can be narrower than its text: then it
// ends in an ellipsis, so that a long name never widens the window.
type line struct {
	widget.BaseWidget
	text  string
	color fyne.ThemeColorName // "": foreground
	size  fyne.ThemeSizeName  // "": text
	style fyne.TextStyle
	align fyne.TextAlign
	whole bool                     // never shortened: the text's width is the least width
	soft  func(text string) string // the part of a text that is shortened before all else; may be nil
	drawn bool                     // there is something that could look different from now on
}

func newLine(text string) *line {
	l := &line{text: text}
	l.ExtendBaseWidget(l)
	return l
}

// as sets how a line looks; for building.
func (l *line) as(color fyne.ThemeColorName, size fyne.ThemeSizeName, style fyne.TextStyle) *line {
	l.color, l.size, l.style = color, size, style
	return l
}

// unshortened makes a line as wide as its text.
func (l *line) unshortened() *line {
	l.whole = true
	return l
}

func (l *line) setText(s string) {
	if l.text != s {
		l.text = s
		l.Refresh()
	}
}

func (l *line) setColor(c fyne.ThemeColorName) {
	if l.color != c {
		l.color = c
		l.Refresh()
	}
}

// Refresh implements fyne.CanvasObject. A line that was never drawn is left alone: that
// would only have its text measured.
func (l *line) Refresh() {
	if l.drawn {
		l.BaseWidget.Refresh()
	}
}

// fullWidth is the width of the whole text.
func (l *line) fullWidth() float32 {
	return measure(l.text, l.textSize(), l.style).Width + 1
}

// AccessibilityLabel implements fyne.Accessible.
func (l *line) AccessibilityLabel() string { return l.text }

// AccessibilityRole implements fyne.Accessible.
func (l *line) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

func (l *line) textSize() float32 {
	if l.size == "" {
		return l.Theme().Size(theme.SizeNameText)
	}
	return l.Theme().Size(l.size)
}

// CreateRenderer implements fyne.Widget.
func (l *line) CreateRenderer() fyne.WidgetRenderer {
	l.drawn = true
	r := &lineRenderer{line: l, text: canvas.NewText("", nil)}
	r.apply()
	return r
}

type lineRenderer struct {
	line  *line
	text  *canvas.Text
	drawn string // the text that fit was computed for
	width float32
	size  float32
}

func (r *lineRenderer) apply() {
	l := r.line
	name := l.color
	if name == "" {
		name = theme.ColorNameForeground
	}
	r.text.Color = l.Theme().Color(name, fyne.CurrentApp().Settings().ThemeVariant())
	r.text.TextSize = l.textSize()
	r.text.TextStyle = l.style
	r.text.FontSource = fontOf(l.style)
	r.text.Alignment = l.align
	r.fit(l.Size().Width)
}

// fit shortens the text to the width at hand.
func (r *lineRenderer) fit(width float32) {
	if r.drawn == r.line.text && r.width == width && r.size == r.text.TextSize {
		return
	}
	r.drawn, r.width, r.size = r.line.text, width, r.text.TextSize
	r.text.Text = r.line.text
	if !r.line.whole {
		r.text.Text = ellipsis(r.softened(width), width, r.text.TextSize, r.text.TextStyle)
	}
}

// softened is the text with as much left out of its soft part, in the middle, as does not
// fit; some letters of it stay.
func (r *lineRenderer) softened(width float32) string {
	l := r.line
	tooWide := func(s string) bool { return measure(s, r.text.TextSize, r.text.TextStyle).Width > width }
	if l.soft == nil || width <= 0 || !tooWide(l.text) {
		return l.text
	}
	soft := l.soft(l.text)
	runes := []rune(soft)
	if len(runes) <= softLeast {
		return l.text
	}
	before, after, _ := strings.Cut(l.text, soft)
	left := func(letters int) string {
		return before + string(runes[:(letters+1)/2]) + "…" + string(runes[len(runes)-letters/2:]) + after
	}
	return left(softLeast + sort.Search(len(runes)-softLeast, func(n int) bool { return tooWide(left(softLeast + n + 1)) }))
}

// softLeast is how many letters of a soft part stay.
const softLeast = 12

// fontOf names the font of a line in fixed-width letters; nil: the style finds it. Found
// by its style, a font comes with two others for the letters that it lacks, and all of
// them are read anew for fixed width in bold, which looks the same: several milliseconds
// and megabytes. Letters that the named font lacks are looked up when there are any.
func fontOf(style fyne.TextStyle) fyne.Resource {
	if style.Monospace {
		return theme.DefaultTextMonospaceFont()
	}
	return nil
}

// measure is the size of a line's text.
func measure(s string, size float32, style fyne.TextStyle) fyne.Size {
	m, _ := fyne.CurrentApp().Driver().RenderedTextSize(s, size, style, fontOf(style))
	return m
}

// ellipsis cuts a text to a width. Where not even two letters of it fit it is left out:
// an ellipsis alone says nothing.
func ellipsis(s string, width, size float32, style fyne.TextStyle) string {
	if width <= 0 || measure(s, size, style).Width <= width {
		return s
	}
	runes := []rune(s)
	lo, hi := 0, len(runes) // the longest start that fits lies in [lo, hi)
	for lo+1 < hi {
		mid := (lo + hi) / 2
		if measure(string(runes[:mid])+"…", size, style).Width <= width {
			lo = mid
		} else {
			hi = mid
		}
	}
	if lo < 2 {
		return ""
	}
	return string(runes[:lo]) + "…"
}

func (r *lineRenderer) Layout(size fyne.Size) {
	before := r.text.Text
	r.fit(size.Width)
	r.text.Move(fyne.NewPos(0, (size.Height-r.text.MinSize().Height)/2))
	r.text.Resize(fyne.NewSize(size.Width, r.text.MinSize().Height))
	if r.text.Text != before {
		r.text.Refresh()
	}
}

func (r *lineRenderer) MinSize() fyne.Size {
	l := r.line
	full := measure(l.text, l.textSize(), l.style)
	if l.whole || l.text == "" {
		return full
	}
	shortest := measure("…", l.textSize(), l.style).Width * 3
	return fyne.NewSize(min(full.Width, shortest), full.Height)
}

func (r *lineRenderer) Refresh() {
	r.apply()
	r.Layout(r.line.Size())
	r.text.Refresh()
}

func (r *lineRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.text} }
func (r *lineRenderer) Destroy()                     {}
