package kit

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

// Tips is the layer above the window's content with the text that the pointer rests on.
// It takes no click and no key: what lies beneath works as if it were not there.
type Tips struct {
	h     *Host
	Layer *fyne.Container
	Label *widget.Label
	Box   *fyne.Container
	Of    fyne.CanvasObject // what the pointer is on; nil: nothing
	timer *time.Timer
}

// NewTips makes the layer that shows tips; nothing is shown yet.
func NewTips(h *Host) *Tips {
	t := &Tips{h: h, Label: widget.NewLabel("")}
	t.Label.SizeName = theme.SizeNameCaptionText
	t.Label.Wrapping = fyne.TextWrapWord
	ground := NewSurface(theme.ColorNameOverlayBackground, 5)
	ground.Stroke = theme.ColorNameInputBorder
	t.Box = container.NewStack(ground, t.Label)
	t.Box.Hide()
	t.Layer = container.New(loose{}, t.Box)
	return t
}

// Over takes that the pointer is on something, whose full text is text; "" when nothing
// of it is missing.
func (t *Tips) Over(o fyne.CanvasObject, text string) {
	t.Leave()
	if text == "" {
		return
	}
	t.Of = o
	t.timer = t.h.later(tipAfter, func() { t.show(o, text) })
}

// Leave takes that the pointer has gone on.
func (t *Tips) Leave() {
	t.Of = nil
	if t.timer != nil {
		t.timer.Stop()
	}
	SetVisible(t.Box, false)
}

func (t *Tips) show(o fyne.CanvasObject, text string) {
	if t.Of != o || t.h.Canvas.Overlays().Top() != nil {
		return
	}
	room := t.Layer.Size()
	wide := float32(0)
	for part := range strings.Lines(text) {
		wide = max(wide, fyne.MeasureText(part, theme.CaptionTextSize(), fyne.TextStyle{}).Width)
	}
	wide = min(wide+2*theme.InnerPadding()+2, tipMost, room.Width)
	t.Label.SetText(text)
	t.Label.Resize(fyne.NewSize(wide, 1)) // it knows its height once it has its width
	size := fyne.NewSize(wide, t.Label.MinSize().Height)
	driver := fyne.CurrentApp().Driver()
	at := driver.AbsolutePositionForObject(o).Subtract(driver.AbsolutePositionForObject(t.Layer))
	below := at.Y + o.Size().Height + tipGap
	if below+size.Height > room.Height {
		below = at.Y - size.Height - tipGap
	}
	t.Box.Resize(size)
	t.Box.Move(fyne.NewPos(Clamp(at.X, 0, max(0, room.Width-size.Width)), max(0, below)))
	t.Box.Show()
	t.Layer.Refresh() // a box that was never drawn tells nobody that it is there now
}

// loose leaves objects where they are and needs no room.
type loose struct{}

func (loose) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.Size{} }
func (loose) Layout([]fyne.CanvasObject, fyne.Size) {}

// TipLine is a line whose full text shows when the pointer rests on it.
type TipLine struct {
	Line
	tips *Tips
}

// NewTipLine makes an empty line.
func NewTipLine(h *Host) *TipLine {
	l := &TipLine{Line: Line{Text: " "}, tips: h.Tips}
	l.ExtendBaseWidget(l)
	return l
}

// As sets how a line looks; for building.
func (l *TipLine) As(color fyne.ThemeColorName, size fyne.ThemeSizeName, style fyne.TextStyle) *TipLine {
	l.Line.As(color, size, style)
	return l
}

// Missing is the full text where it does not fit, otherwise "".
func (l *Line) Missing() string {
	if l.whole || l.fullWidth() <= l.Size().Width+1 {
		return ""
	}
	return l.Text
}

// MouseIn implements desktop.Hoverable.
func (l *TipLine) MouseIn(*desktop.MouseEvent) { l.tips.Over(l, l.Missing()) }

// MouseMoved implements desktop.Hoverable.
func (l *TipLine) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (l *TipLine) MouseOut() { l.tips.Leave() }
