package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"lanyard/ui/kit"
)

// statusBar is the line at the bottom: what was done last, what lies on the clipboard
// and for how long, and the way back after a removal.
type statusBar struct {
	w       *Window
	box     fyne.CanvasObject
	text    *kit.TipLine
	clear   *kit.Button
	undoRow *fyne.Container
	undoSay *kit.Line
	undo    *kit.Button
	aside   *kit.TipLine // a passing message while a secret lies on the clipboard
}

func newStatusBar(w *Window) *statusBar {
	s := &statusBar{w: w, text: kit.NewTipLine(w.host), undoSay: kit.NewLine(" "), aside: kit.NewTipLine(w.host)}
	s.clear = w.host.Button(w.t.ClearNow, nil, w.ClearClipboard).Quiet()
	s.undo = w.host.Button(w.t.Undo, theme.ContentUndoIcon(), w.Undo).Quiet()
	for _, b := range []*kit.Button{s.clear, s.undo} {
		b.After = w.host.FocusHome
	}
	for _, l := range []*kit.Line{&s.text.Line, &s.aside.Line, s.undoSay} {
		l.Soft = w.NameIn
	}
	s.undoRow = kit.HBox(10, 0, s.undoSay, s.undo)
	least := kit.Gap(1, s.clear.MinSize().Height)
	s.box = kit.VBox(0, kit.Hairline(),
		kit.OnSurface(kit.ColorSidebar, 0, kit.Padded(2, 8, 2, 14, kit.VBox(0, s.undoRow, s.aside, kit.HBox(10, 0, s.text, least, s.clear)))))
	s.undoRow.Hide()
	s.clear.Hide()
	s.aside.Hide()
	return s
}

func (s *statusBar) refresh() {
	height := s.box.MinSize().Height
	v := s.w.Status()
	s.text.SetText(v.Text)
	kit.SetVisible(s.clear, v.Clear)
	s.undoSay.SetText(v.Undo)
	kit.SetVisible(s.undoRow, v.Undo != "")
	s.aside.SetText(v.Aside)
	kit.SetVisible(s.aside, v.Aside != "")
	if s.w.frame.whole != nil && s.box.MinSize().Height != height {
		kit.Relayout(s.w.frame.whole) // the panes make room
		return
	}
	kit.Relayout(s.box)
}
