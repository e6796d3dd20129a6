package ui

import (
	"runtime"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"lanyard/ui/kit"
)

// shortcuts shows every key there is.
func (h *help) shortcuts() {
	w := h.w
	t := w.t
	if w.host.Dialog != nil && w.host.Dialog.Title == t.Shortcuts {
		w.host.Dialog.Close()
		return
	}
	everywhere := [][2]string{
		{t.CtrlKey("N"), t.AddProfile},
		{t.CtrlKey("I") + "  " + t.CtrlKey("V"), t.Import},
		{t.CtrlKey("E"), t.Edit},
		{t.CtrlKey("D"), t.Duplicate},
		{t.CtrlKey("P"), t.PinMenu},
		{t.CtrlKey(t.NameDelete), t.Remove},
		{t.CtrlKey("F"), t.Search},
		{t.CtrlKey("R") + "  F5", t.GetNewToken},
		{t.CtrlShiftKey("C"), t.CopyToken},
		{t.CtrlShiftKey("V"), t.ViewToken},
		{t.CtrlKey("T"), t.TestCredential},
		{t.CtrlShiftKey("T"), t.TestAllMenu},
		{t.CtrlKey("L"), t.Lock},
		{t.CtrlKey(","), t.Settings},
		{t.CtrlKey("/") + "  F1", t.Shortcuts},
		{t.CtrlKey("Q"), t.Quit},
	}
	if runtime.GOOS != "darwin" { // whose menus are the system's
		everywhere = append(everywhere, [2]string{t.NameAlt, t.KeyMenus})
	}
	list := h.keyTable(t.SheetList, [][2]string{
		{"↑  ↓", t.KeyArrows},
		{t.NameEnter, t.KeyEnter},
		{t.NameEsc, t.KeyEsc},
		{t.CtrlKey("C"), t.KeyCopyList},
		{t.NameDelete, t.KeyDelete},
		{t.CtrlKey("Z"), t.KeyUndo},
	})
	forms := h.keyTable(t.SheetForms, [][2]string{
		{t.NameEnter, t.KeyFormEnter},
		{t.NameEsc, t.KeyFormEsc},
		{t.NameTab, t.KeyTab},
	})
	w.host.OpenDialog(t.Shortcuts, w.host.SideBySide(28, h.keyTable(t.SheetEverywhere, everywhere), kit.VBox(16, list, forms)))
}

func (h *help) keyTable(title string, keys [][2]string) fyne.CanvasObject {
	box := kit.VBox(5, kit.NewLine(title).As(theme.ColorNamePlaceHolder, theme.SizeNameCaptionText, kit.Strong))
	for _, k := range keys {
		box.Add(kit.HBox(12, 1,
			kit.FixedWidth(104, kit.NewLine(k[0]).As("", theme.SizeNameCaptionText, fyne.TextStyle{Monospace: true})),
			kit.NewLine(k[1]).As("", theme.SizeNameCaptionText, fyne.TextStyle{}).Unshortened()))
	}
	return box
}
