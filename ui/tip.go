package ui

import (
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// The full text of what had to be shortened is shown when the pointer rests on it.
const (
	tipAfter = 500 * time.Millisecond
	tipMost  = 480 // its width, from which on it goes on in the next line
	tipGap   = 4   // below what it is for
)

// tips is the layer above the window's content with the text that the pointer rests on.
// It takes no click and no key: what lies beneath works as if it were not there.
type tips struct {
	w     *Window
	layer *fyne.Container
	label *widget.Label
	box   *fyne.Container
	of    fyne.CanvasObject // what the pointer is on; nil: nothing
	timer *time.Timer
}

func newTips(w *Window) *tips {
	t := &tips{w: w, label: widget.NewLabel("")}
	t.label.SizeName = theme.SizeNameCaptionText
	t.label.Wrapping = fyne.TextWrapWord
	ground := surface(theme.ColorNameOverlayBackground, 5)
	ground.stroke = theme.ColorNameInputBorder
	t.box = container.NewStack(ground, t.label)
	t.box.Hide()
	t.layer = container.New(loose{}, t.box)
	return t
}

// over takes that the pointer is on something, whose full text is text; "" when nothing
// of it is missing.
func (t *tips) over(o fyne.CanvasObject, text string) {
	t.leave()
	if text == "" {
		return
	}
	t.of = o
	t.timer = time.AfterFunc(tipAfter, func() {
		if t.w.ctx.Err() == nil {
			t.w.do(func() { t.show(o, text) })
		}
	})
}

// leave takes that the pointer has gone on.
func (t *tips) leave() {
	t.of = nil
	if t.timer != nil {
		t.timer.Stop()
	}
	setVisible(t.box, false)
}

func (t *tips) show(o fyne.CanvasObject, text string) {
	if t.of != o || t.w.win.Canvas().Overlays().Top() != nil {
		return
	}
	room := t.layer.Size()
	wide := float32(0)
	for part := range strings.Lines(text) {
		wide = max(wide, fyne.MeasureText(part, theme.CaptionTextSize(), fyne.TextStyle{}).Width)
	}
	wide = min(wide+2*theme.InnerPadding()+2, tipMost, room.Width)
	t.label.SetText(text)
	t.label.Resize(fyne.NewSize(wide, 1)) // it knows its height once it has its width
	size := fyne.NewSize(wide, t.label.MinSize().Height)
	driver := fyne.CurrentApp().Driver()
	at := driver.AbsolutePositionForObject(o).Subtract(driver.AbsolutePositionForObject(t.layer))
	below := at.Y + o.Size().Height + tipGap
	if below+size.Height > room.Height {
		below = at.Y - size.Height - tipGap
	}
	t.box.Resize(size)
	t.box.Move(fyne.NewPos(clamp(at.X, 0, max(0, room.Width-size.Width)), max(0, below)))
	t.box.Show()
	t.layer.Refresh() // a box that was never drawn tells nobody that it is there now
}

// loose leaves objects where they are and needs no room.
type loose struct{}

func (loose) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.Size{} }
func (loose) Layout([]fyne.CanvasObject, fyne.Size) {}

// tipLine is a line whose full text shows when the pointer rests on it.
type tipLine struct {
	line
	tips *tips
}

func newTipLine(w *Window) *tipLine {
	l := &tipLine{line: line{text: " "}, tips: w.tips}
	l.ExtendBaseWidget(l)
	return l
}

// as sets how a line looks; for building.
func (l *tipLine) as(color fyne.ThemeColorName, size fyne.ThemeSizeName, style fyne.TextStyle) *tipLine {
	l.line.as(color, size, style)
	return l
}

// missing is the full text where it does not fit, otherwise "".
func (l *line) missing() string {
	if l.whole || l.fullWidth() <= l.Size().Width+1 {
		return ""
	}
	return l.text
}

// MouseIn implements desktop.Hoverable.
func (l *tipLine) MouseIn(*desktop.MouseEvent) { l.tips.over(l, l.missing()) }

// MouseMoved implements desktop.Hoverable.
func (l *tipLine) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (l *tipLine) MouseOut() { l.tips.leave() }
