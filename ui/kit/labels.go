package kit

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Capital makes the first letter of an English text a capital.
func Capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// Paragraph is text that wraps.
func Paragraph(text string, importance widget.Importance) *widget.Label {
	l := widget.NewLabel(text)
	l.Wrapping = fyne.TextWrapWord
	l.Importance = importance
	return l
}

// Unpadded takes the space around a label back, so that its text stands in line with
// texts that have none.
func Unpadded(o fyne.CanvasObject) *fyne.Container {
	pad := -theme.InnerPadding()
	return Padded(pad, pad, pad, pad, o)
}

// SetLabel changes a label's text, and hides the label when there is none.
func SetLabel(l *widget.Label, text string) {
	if l.Text != text {
		l.SetText(text)
	}
	SetVisible(l, text != "")
}

// QuietCaption is a small text in a quiet colour that wraps.
func QuietCaption(text string) *widget.Label {
	l := Paragraph(text, widget.LowImportance)
	l.SizeName = theme.SizeNameCaptionText
	return l
}

// NewBadge is a short word in a border, for what must not be overlooked.
func NewBadge(text string, color fyne.ThemeColorName) *fyne.Container {
	frame := NewSurface("", 4)
	frame.Stroke = color
	word := NewLine(text).As(color, sizeBadge, Strong).Unshortened()
	return container.NewStack(frame, Padded(0, 5, 0, 5, word))
}

// QuietParagraph is a text in a quiet colour that wraps.
func QuietParagraph(text string) *widget.Label { return Paragraph(text, widget.LowImportance) }

// QuietLine is an empty line in the colour of remarks.
func QuietLine() *Line {
	return NewLine(" ").As(theme.ColorNamePlaceHolder, "", fyne.TextStyle{})
}

// Join joins the texts that are not empty.
func Join(sep string, texts ...string) string {
	return strings.Join(slices.DeleteFunc(texts, func(s string) bool { return s == "" }), sep)
}

// LabelWidth is the width of the column of labels.
const LabelWidth = 150

// labelled puts a label before its control, or above it where the pane is narrow.
type labelled struct{ width float32 }

const stackBelow = 460

// Labelled puts a label of any kind before a control.
func Labelled(label, control fyne.CanvasObject) *fyne.Container {
	return container.New(&labelled{}, label, control)
}

func (l *labelled) MinSize(objects []fyne.CanvasObject) fyne.Size {
	m := objects[1].MinSize()
	if l.width > 0 && l.width < stackBelow {
		m.Height += l.above(objects[0])
	}
	return m
}

// above is the room that a label takes above its control; none where there is no label.
func (*labelled) above(label fyne.CanvasObject) float32 {
	if h := label.MinSize().Height; h > 0 {
		return h + 2
	}
	return 0
}

func (l *labelled) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	h := objects[0].MinSize().Height
	if size.Width < stackBelow {
		Place(objects[0], 0, 0, size.Width, h)
		top := l.above(objects[0])
		Place(objects[1], 0, top, size.Width, size.Height-top)
		return
	}
	label := Scaled(LabelWidth + 28)
	Place(objects[0], 0, 7, label-8, h)
	Place(objects[1], label, 0, size.Width-label, size.Height)
}

// LabelRow puts a text before a control.
func LabelRow(label string, control fyne.CanvasObject) *fyne.Container {
	return Labelled(NewLine(label), control)
}

// labelColumnLayout gives a label the width of the column of labels, which grows with the text.
type labelColumnLayout struct{}

func (labelColumnLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(Scaled(LabelWidth), objects[0].MinSize().Height)
}

func (labelColumnLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	Place(objects[0], 0, 0, size.Width, size.Height)
}

// LabelColumn gives a label the width of the column of labels.
func LabelColumn(o fyne.CanvasObject) *fyne.Container { return container.New(labelColumnLayout{}, o) }
