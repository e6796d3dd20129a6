package ui

import (
	"fmt"
	"runtime"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"lanyard/assets"

	"lanyard/ui/text"
)

// emptyList stands in place of the list when nothing fits the search, or when the
// profiles could not be read.
type emptyList struct {
	w     *Window
	box   *fyne.Container
	text  *widget.Label
	clear *button
	again *button
}

func newEmptyList(w *Window) *emptyList {
	e := &emptyList{w: w, text: paragraph("", widget.LowImportance)}
	e.clear = w.button(w.t.ClearSearch, nil, w.clearSearch)
	e.clear.after = w.focusHome
	e.again = w.button(w.t.TryAgain, theme.ViewRefreshIcon(), func() { w.reload(nil) })
	e.box = inset(8, 8, 8, 8, column(6, e.text, inset(0, 0, 0, 6, rowOf(0, -1, e.clear, e.again))))
	e.box.Hide()
	return e
}

func (e *emptyList) refresh() {
	w := e.w
	nothing := w.loaded && len(w.found) == 0 && len(w.profiles) > 0
	failed := w.loadErr != nil
	fresh := w.loaded && len(w.profiles) == 0
	setVisible(e.box, nothing || failed || fresh)
	setVisible(w.list, !e.box.Visible())
	restack(w.listPane)
	setVisible(e.clear, nothing && !failed)
	setVisible(e.again, failed && !w.damaged())
	switch {
	case w.damaged():
		setLabel(e.text, w.t.DamagedList)
	case failed:
		setLabel(e.text, inOneLine(w.loadErr))
	case nothing:
		setLabel(e.text, fmt.Sprintf(w.t.NoMatch, w.bar.search.Text))
	case fresh:
		setLabel(e.text, w.t.NoProfiles)
	}
}

// welcome is what one sees without a profile: one sentence and the ways to go on.
type welcome struct {
	w    *Window
	box  *fyne.Container
	text *widget.Label
	add  *button
}

func newWelcome(w *Window) *welcome {
	t := w.t
	icon := canvas.NewImageFromResource(fyne.NewStaticResource("lanyard.png", assets.Icon))
	icon.FillMode = canvas.ImageFillContain
	icon.SetMinSize(fyne.NewSquareSize(84))
	v := &welcome{w: w, text: paragraph(t.Welcome, widget.MediumImportance)}
	v.text.Alignment = fyne.TextAlignCenter
	v.text.SizeName = theme.SizeNameSubHeadingText
	v.add = w.button(t.AddFirst, theme.ContentAddIcon(), w.openAdd).prominent()
	buttons := []fyne.CanvasObject{v.add, w.button(t.ImportWhatYouHave, nil, w.openImport)}
	how := paragraph(t.LookAroundHow, widget.LowImportance)
	how.Alignment = fyne.TextAlignCenter
	how.SizeName = theme.SizeNameCaptionText
	if w.set.OpenDemo != nil {
		buttons = append(buttons, w.button(t.LookAround, nil, w.openDemo))
	} else {
		how.Hide()
	}
	needs := w.button(t.NeedsTitle, nil, w.openNeeds).quiet()
	content := column(14, container.NewCenter(icon), v.text, container.NewCenter(column(8, buttons...)), column(6, how, container.NewCenter(needs)))
	v.box = container.NewCenter(wide(460, content))
	v.box.Hide()
	return v
}

func (v *welcome) show(visible bool) {
	setVisible(v.box, visible)
	if words := welcomeWords(v.w.t, v.w.keyring); visible && v.text.Text != words {
		v.text.SetText(words)
		relayout(v.box)
	}
}

// welcomeWords say where keys are going to be kept.
func welcomeWords(t *text.Texts, k Keyring) string {
	switch {
	case k.Backend == backendMemory:
		return t.WelcomeMemory
	case k.Backend == backendFile:
		return t.WelcomeFile
	case k.State == keyringAbsent, k.State == keyringNoCollection:
		return t.WelcomeNoRing
	}
	return t.Welcome
}

// openDemo opens another Lanyard on the samples.
func (w *Window) openDemo() {
	if err := w.set.OpenDemo(); err != nil {
		w.sayFailure(err)
	}
}

// sheet is a box over the window: shortcuts, or about the program. Enter and Escape
// close it, and while it is open the focus is on its button.
type sheet struct {
	w      *Window
	title  string
	pop    *widget.PopUp
	scroll *container.Scroll // what the arrows move; may be nil
	close  func()
	keys   func(*fyne.KeyEvent) // takes those that nothing in it wants; nil: Enter and Escape close
}

func (w *Window) openSheet(title string, content fyne.CanvasObject) {
	if w.sheet != nil {
		w.sheet.close()
	}
	s := &sheet{w: w, title: title}
	shut := w.button(w.t.Close, nil, nil).prominent()
	s.close = func() {
		s.pop.Hide()
		if w.sheet == s {
			w.sheet = nil
		}
		w.focusHome()
	}
	shut.OnTapped = s.close
	shut.otherKeys = s.key
	head := newLine(title).as("", theme.SizeNameSubHeadingText, strong)
	box := column(12, head, container.New(within{w.win.Canvas()}, container.NewVScroll(content)), rowOf(0, 0, gapOf(0, 0), shut))
	s.pop = widget.NewModalPopUp(inset(14, 18, 14, 18, box), w.win.Canvas())
	w.sheet = s
	s.pop.Show()
	w.win.Canvas().Focus(shut)
}

func (s *sheet) key(e *fyne.KeyEvent) {
	if s.keys != nil {
		s.keys(e)
		return
	}
	if s.scrolled(e) {
		return
	}
	if isEnter(e) || e.Name == fyne.KeyEscape {
		s.close()
	}
}

// openShortcuts shows every key there is.
func (w *Window) openShortcuts() {
	t := w.t
	if w.sheet != nil && w.sheet.title == t.Shortcuts {
		w.sheet.close()
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
	list := w.keyTable(t.SheetList, [][2]string{
		{"↑  ↓", t.KeyArrows},
		{t.NameEnter, t.KeyEnter},
		{t.NameEsc, t.KeyEsc},
		{t.CtrlKey("C"), t.KeyCopyList},
		{t.NameDelete, t.KeyDelete},
		{t.CtrlKey("Z"), t.KeyUndo},
	})
	forms := w.keyTable(t.SheetForms, [][2]string{
		{t.NameEnter, t.KeyFormEnter},
		{t.NameEsc, t.KeyFormEsc},
		{t.NameTab, t.KeyTab},
	})
	w.openSheet(t.Shortcuts, container.New(&sideBySide{gap: 28, canvas: w.win.Canvas()}, w.keyTable(t.SheetEverywhere, everywhere), column(16, list, forms)))
}

func (w *Window) keyTable(title string, keys [][2]string) fyne.CanvasObject {
	box := column(5, newLine(title).as(theme.ColorNamePlaceHolder, theme.SizeNameCaptionText, strong))
	for _, k := range keys {
		box.Add(rowOf(12, 1,
			wide(104, newLine(k[0]).as("", theme.SizeNameCaptionText, fyne.TextStyle{Monospace: true})),
			newLine(k[1]).as("", theme.SizeNameCaptionText, fyne.TextStyle{}).unshortened()))
	}
	return box
}

// What a sheet has around its content, and the least that is left of a window around it.
const (
	sheetAcross  = 60
	sheetUpright = 150
)

// within lets the content of a sheet, a scroll, be as large as it is, but no larger than
// the window lets it be.
type within struct{ canvas fyne.Canvas }

func (l within) MinSize(o []fyne.CanvasObject) fyne.Size {
	room := l.canvas.Size().SubtractWidthHeight(sheetAcross, sheetUpright)
	return o[0].(*container.Scroll).Content.MinSize().Min(room)
}

func (l within) Layout(o []fyne.CanvasObject, size fyne.Size) {
	place(o[0], 0, 0, size.Width, size.Height)
}

// sideBySide puts two objects beside each other, each as wide as it must be, or below each
// other where the window is too narrow for that.
type sideBySide struct {
	gap    float32
	canvas fyne.Canvas
}

func (l *sideBySide) narrow(a, b fyne.Size) bool {
	return a.Width+l.gap+b.Width > l.canvas.Size().Width-sheetAcross
}

func (l *sideBySide) MinSize(o []fyne.CanvasObject) fyne.Size {
	a, b := o[0].MinSize(), o[1].MinSize()
	if l.narrow(a, b) {
		return fyne.NewSize(max(a.Width, b.Width), a.Height+l.gap+b.Height)
	}
	return fyne.NewSize(a.Width+l.gap+b.Width, max(a.Height, b.Height))
}

func (l *sideBySide) Layout(o []fyne.CanvasObject, size fyne.Size) {
	a, b := o[0].MinSize(), o[1].MinSize()
	if l.narrow(a, b) {
		place(o[0], 0, 0, size.Width, a.Height)
		place(o[1], 0, a.Height+l.gap, size.Width, b.Height)
		return
	}
	place(o[0], 0, 0, a.Width, size.Height)
	place(o[1], a.Width+l.gap, 0, size.Width-a.Width-l.gap, size.Height)
}
