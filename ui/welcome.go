package ui

import (
	"runtime"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"lanyard/assets"

	"lanyard/ui/kit"
	"lanyard/ui/state"
	"lanyard/ui/text"
)

// welcome is what one sees without a profile: one sentence and the ways to go on.
type welcome struct {
	w    *Window
	box  *fyne.Container
	text *widget.Label
	add  *kit.Button
}

func newWelcome(w *Window) *welcome {
	t := w.t
	icon := canvas.NewImageFromResource(fyne.NewStaticResource("lanyard.png", assets.Icon))
	icon.FillMode = canvas.ImageFillContain
	icon.SetMinSize(fyne.NewSquareSize(84))
	v := &welcome{w: w, text: kit.Paragraph(t.Welcome, widget.MediumImportance)}
	v.text.Alignment = fyne.TextAlignCenter
	v.text.SizeName = theme.SizeNameSubHeadingText
	v.add = w.host.Button(t.AddFirst, theme.ContentAddIcon(), w.editor.Add).Prominent()
	buttons := []fyne.CanvasObject{v.add, w.host.Button(t.ImportWhatYouHave, nil, w.importer.Open)}
	how := kit.Paragraph(t.LookAroundHow, widget.LowImportance)
	how.Alignment = fyne.TextAlignCenter
	how.SizeName = theme.SizeNameCaptionText
	if w.set.OpenDemo != nil {
		buttons = append(buttons, w.host.Button(t.LookAround, nil, w.openDemo))
	} else {
		how.Hide()
	}
	needs := w.host.Button(t.NeedsTitle, nil, w.editor.OpenNeeds).Quiet()
	content := kit.VBox(14, container.NewCenter(icon), v.text, container.NewCenter(kit.VBox(8, buttons...)), kit.VBox(6, how, container.NewCenter(needs)))
	v.box = container.NewCenter(kit.FixedWidth(460, content))
	v.box.Hide()
	return v
}

func (v *welcome) show(visible bool) {
	kit.SetVisible(v.box, visible)
	if words := welcomeWords(v.w.t, v.w.Keyring()); visible && v.text.Text != words {
		v.text.SetText(words)
		kit.Relayout(v.box)
	}
}

// welcomeWords say where keys are going to be kept.
func welcomeWords(t *text.Texts, k state.Keyring) string {
	switch {
	case k.Backend == state.BackendMemory:
		return t.WelcomeMemory
	case k.Backend == state.BackendFile:
		return t.WelcomeFile
	case k.State == state.KeyringAbsent, k.State == state.KeyringNoCollection:
		return t.WelcomeNoRing
	}
	return t.Welcome
}

// openDemo opens another Lanyard on the samples.
func (w *Window) openDemo() {
	if err := w.set.OpenDemo(); err != nil {
		w.SayFailure(err)
	}
}

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
