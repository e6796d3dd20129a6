package importer

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"lanyard/ui/kit"
	"lanyard/ui/text"
)

// pasteZone is where one pastes or drops credentials. It is no field: what is pasted is
// never shown in clear, and leaves no undo history behind.
type pasteZone struct {
	widget.BaseWidget
	w     *Room
	m     *Pane
	frame *kit.Surface
	box   *fyne.Container
}

func newPasteZone(w *Room, m *Pane) *pasteZone {
	z := &pasteZone{w: w, m: m, frame: kit.NewSurface(kit.ColorCard, 8)}
	z.frame.Stroke = theme.ColorNameInputBorder
	text := kit.NewLine(pasteWords(w.t)).As("", theme.SizeNameSubHeadingText, fyne.TextStyle{})
	text.Align = fyne.TextAlignCenter
	hint := kit.NewLine(w.t.ImportMasked).As(theme.ColorNamePlaceHolder, theme.SizeNameCaptionText, fyne.TextStyle{})
	hint.Align = fyne.TextAlignCenter
	z.box = container.NewStack(z.frame, kit.Padded(26, 16, 26, 16, kit.VBox(4, text, hint)))
	z.ExtendBaseWidget(z)
	return z
}

func pasteWords(t *text.Texts) string { return t.CtrlKey("V") + " " + t.ImportHere }

// FocusGained implements fyne.Focusable.
func (z *pasteZone) FocusGained() { z.frame.Set(kit.ColorCard, theme.ColorNamePrimary) }

// FocusLost implements fyne.Focusable.
func (z *pasteZone) FocusLost() { z.frame.Set(kit.ColorCard, theme.ColorNameInputBorder) }

// TypedRune implements fyne.Focusable.
func (z *pasteZone) TypedRune(rune) {}

// TypedKey implements fyne.Focusable: Enter and Space paste, too.
func (z *pasteZone) TypedKey(e *fyne.KeyEvent) {
	if kit.IsEnter(e) || e.Name == fyne.KeySpace {
		z.w.ImportPasted()
		return
	}
	z.m.Key(e)
}

// TypedShortcut implements fyne.Shortcutable.
func (z *pasteZone) TypedShortcut(s fyne.Shortcut) {
	if _, ok := s.(*fyne.ShortcutPaste); ok {
		z.w.ImportPasted()
	}
}

// Tapped implements fyne.Tappable.
func (z *pasteZone) Tapped(*fyne.PointEvent) { z.w.host.Canvas.Focus(z) }

// AccessibilityLabel implements fyne.Accessible.
func (z *pasteZone) AccessibilityLabel() string { return pasteWords(z.w.t) }

// Name is what the zone is called in tests.
func (z *pasteZone) Name() string { return "paste" }

// CreateRenderer implements fyne.Widget.
func (z *pasteZone) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(z.box) }
