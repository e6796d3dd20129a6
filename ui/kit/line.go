package kit

import (
	"sort"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Line is one line of text without padding. It can be narrower than its text: then it
// ends in an ellipsis, so that a long name never widens the window.
type Line struct {
	widget.BaseWidget
	Text  string
	Color fyne.ThemeColorName // "": foreground
	size  fyne.ThemeSizeName  // "": text
	Style fyne.TextStyle
	Align fyne.TextAlign
	whole bool                     // never shortened: the text's width is the least width
	Soft  func(text string) string // the part of a text that is shortened before all else; may be nil
	drawn bool                     // there is something that could look different from now on
}

// NewLine makes a line of text, which is shortened where there is no room.
func NewLine(text string) *Line {
	l := &Line{Text: text}
	l.ExtendBaseWidget(l)
	return l
}

// As sets how a line looks; for building.
func (l *Line) As(color fyne.ThemeColorName, size fyne.ThemeSizeName, style fyne.TextStyle) *Line {
	l.Color, l.size, l.Style = color, size, style
	return l
}

// Unshortened makes a line as wide as its text.
func (l *Line) Unshortened() *Line {
	l.whole = true
	return l
}

// SetText changes the text.
func (l *Line) SetText(s string) {
	if l.Text != s {
		l.Text = s
		l.Refresh()
	}
}

// SetColor changes the colour.
func (l *Line) SetColor(c fyne.ThemeColorName) {
	if l.Color != c {
		l.Color = c
		l.Refresh()
	}
}

// Refresh implements fyne.CanvasObject. A line that was never drawn is left alone: that
// would only have its text measured.
func (l *Line) Refresh() {
	if l.drawn {
		l.BaseWidget.Refresh()
	}
}

// fullWidth is the width of the whole text.
func (l *Line) fullWidth() float32 {
	return Measure(l.Text, l.textSize(), l.Style).Width + 1
}

// AccessibilityLabel implements fyne.Accessible.
func (l *Line) AccessibilityLabel() string { return l.Text }

// AccessibilityRole implements fyne.Accessible.
func (l *Line) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

func (l *Line) textSize() float32 {
	if l.size == "" {
		return l.Theme().Size(theme.SizeNameText)
	}
	return l.Theme().Size(l.size)
}

// CreateRenderer implements fyne.Widget.
func (l *Line) CreateRenderer() fyne.WidgetRenderer {
	l.drawn = true
	r := &lineRenderer{line: l, text: canvas.NewText("", nil)}
	r.apply()
	return r
}

type lineRenderer struct {
	line  *Line
	text  *canvas.Text
	drawn string // the text that fit was computed for
	width float32
	size  float32
}

func (r *lineRenderer) apply() {
	l := r.line
	name := l.Color
	if name == "" {
		name = theme.ColorNameForeground
	}
	r.text.Color = l.Theme().Color(name, fyne.CurrentApp().Settings().ThemeVariant())
	r.text.TextSize = l.textSize()
	r.text.TextStyle = l.Style
	r.text.FontSource = fontOf(l.Style)
	r.text.Alignment = l.Align
	r.fit(l.Size().Width)
}

// fit shortens the text to the width at hand.
func (r *lineRenderer) fit(width float32) {
	if r.drawn == r.line.Text && r.width == width && r.size == r.text.TextSize {
		return
	}
	r.drawn, r.width, r.size = r.line.Text, width, r.text.TextSize
	r.text.Text = r.line.Text
	if !r.line.whole {
		r.text.Text = ellipsis(r.softened(width), width, r.text.TextSize, r.text.TextStyle)
	}
}

// softened is the text with as much left out of its soft part, in the middle, as does not
// fit; some letters of it stay.
func (r *lineRenderer) softened(width float32) string {
	l := r.line
	tooWide := func(s string) bool { return Measure(s, r.text.TextSize, r.text.TextStyle).Width > width }
	if l.Soft == nil || width <= 0 || !tooWide(l.Text) {
		return l.Text
	}
	soft := l.Soft(l.Text)
	runes := []rune(soft)
	if len(runes) <= softLeast {
		return l.Text
	}
	before, after, _ := strings.Cut(l.Text, soft)
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

// Measure is the size of a line's text.
func Measure(s string, size float32, style fyne.TextStyle) fyne.Size {
	m, _ := fyne.CurrentApp().Driver().RenderedTextSize(s, size, style, fontOf(style))
	return m
}

// ellipsis cuts a text to a width. Where not even two letters of it fit it is left out:
// an ellipsis alone says nothing.
func ellipsis(s string, width, size float32, style fyne.TextStyle) string {
	if width <= 0 || Measure(s, size, style).Width <= width {
		return s
	}
	runes := []rune(s)
	lo, hi := 0, len(runes) // the longest start that fits lies in [lo, hi)
	for lo+1 < hi {
		mid := (lo + hi) / 2
		if Measure(string(runes[:mid])+"…", size, style).Width <= width {
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
	full := Measure(l.Text, l.textSize(), l.Style)
	if l.whole || l.Text == "" {
		return full
	}
	shortest := Measure("…", l.textSize(), l.Style).Width * 3
	return fyne.NewSize(min(full.Width, shortest), full.Height)
}

func (r *lineRenderer) Refresh() {
	r.apply()
	r.Layout(r.line.Size())
	r.text.Refresh()
}

func (r *lineRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.text} }
func (r *lineRenderer) Destroy()                     {}
