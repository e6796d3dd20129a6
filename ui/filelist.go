package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
	"lanyard/ui/kit"
)

// fileList is the list of what is in a folder. The field keeps the focus; a click marks,
// and a click on what is marked opens it.
type fileList struct {
	widget.List
	c *fileChooser
}

func newFileList(c *fileChooser) *fileList {
	l := &fileList{c: c}
	l.Length = func() int { return len(c.found) }
	l.CreateItem = func() fyne.CanvasObject { return newFileRow() }
	l.UpdateItem = func(at int, o fyne.CanvasObject) {
		if at < len(c.found) {
			o.(*fileRow).show(c.found[at], at == c.at)
		}
	}
	l.HideSeparators = true
	l.OnSelected = func(at int) {
		l.UnselectAll()
		c.clicked(at)
	}
	l.ExtendBaseWidget(l)
	return l
}

// show draws the rows and scrolls to the marked one.
func (l *fileList) show() {
	l.Refresh()
	if l.c.at >= 0 && l.c.at < len(l.c.found) {
		l.ScrollTo(l.c.at)
	}
}

func (l *fileList) pageRows() int {
	h := l.CreateItem().MinSize().Height + l.Theme().Size(theme.SizeNamePadding)
	return max(1, int(l.Size().Height/h)-1)
}

// Disabled implements fyne.Disableable. To Fyne the list is disabled, and so it never has
// the focus: Tab would stop at it, and a click would leave one there, with nothing to show
// for it. A click on a row is not asked about that.
func (l *fileList) Disabled() bool { return true }

// Enable implements fyne.Disableable.
func (l *fileList) Enable() {}

// Disable implements fyne.Disableable.
func (l *fileList) Disable() {}

// fileRow is one folder or file.
type fileRow struct {
	widget.BaseWidget
	back         *kit.Surface
	folder, file fyne.CanvasObject
	name         *kit.Line
	box          *fyne.Container
}

func newFileRow() *fileRow {
	icon := func(r fyne.Resource, color fyne.ThemeColorName) fyne.CanvasObject {
		return container.NewGridWrap(fyne.NewSquareSize(18), widget.NewIcon(theme.NewColoredResource(r, color)))
	}
	r := &fileRow{
		back: kit.NewSurface("", 6), name: kit.NewLine(" "),
		folder: icon(theme.FolderIcon(), theme.ColorNamePrimary), file: icon(theme.FileIcon(), theme.ColorNamePlaceHolder),
	}
	r.box = container.NewStack(r.back, kit.Padded(3, 10, 3, 8, kit.HBox(8, 1, container.NewStack(r.folder, r.file), r.name)))
	r.ExtendBaseWidget(r)
	return r
}

func (r *fileRow) show(e folderEntry, marked bool) {
	back, edge := fyne.ThemeColorName(""), fyne.ThemeColorName("")
	if marked {
		back, edge = theme.ColorNameSelection, theme.ColorNamePrimary
	}
	r.back.Set(back, edge)
	kit.SetVisible(r.folder, e.folder)
	kit.SetVisible(r.file, !e.folder)
	r.name.SetText(plainName(e.name))
}

// CreateRenderer implements fyne.Widget.
func (r *fileRow) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(r.box) }

// pathField is where a path is typed. Tab completes it as far as it can be.
type pathField struct {
	kit.Search
	complete func() (text string, ok bool)
}

func newPathField(w *Window) *pathField {
	p := &pathField{}
	p.Host, p.Tidy = w.host, tidyPath
	p.SetUp()
	p.ExtendBaseWidget(p)
	return p
}

// AcceptsTab implements fyne.Tabbable: where there is nothing to complete, Tab goes on.
func (p *pathField) AcceptsTab() bool {
	_, ok := p.complete()
	return ok
}

// TypedKey implements fyne.Focusable.
func (p *pathField) TypedKey(e *fyne.KeyEvent) {
	if e.Name == fyne.KeyTab {
		if text, ok := p.complete(); ok {
			p.put(text)
		}
		return
	}
	p.Search.TypedKey(e)
}

// put writes a text with the cursor behind it.
func (p *pathField) put(text string) {
	p.SetText(text)
	p.CursorRow, p.CursorColumn = 0, len([]rune(text))
	p.Refresh()
}
